import type { IFlattenedRuleSet } from 'dependency-cruiser'

/** The services by folder name. They know nothing of each other. */
const services = ['conversation', 'realtime', 'upload']

/** What the sources of each part may import of the others, packages by their folder names. */
const mayImport: Record<string, string[]> = {
  'packages/rules': [],
  'packages/contracts': ['packages/rules'],
  'packages/service-kit': ['packages/rules', 'packages/contracts'],
  'packages/embedded': [],
  'packages/client': ['packages/contracts'],
  'packages/web': ['packages/client', 'packages/contracts'],
  // It starts whole systems, as tests do.
  'packages/bench': [
    'packages/contracts',
    'packages/embedded',
    'packages/rules',
    'packages/testing',
    'packages/browser',
    'packages/standalone',
    'packages/web-server',
  ],
  'packages/screenshots': ['packages/browser', 'packages/standalone', 'packages/web-server'],
  'packages/web-server': [],
  'packages/browser': [],
  'packages/standalone': [
    'packages/rules',
    'packages/contracts',
    'packages/service-kit',
    'packages/embedded',
    'packages/web-server',
    ...services.map((name) => `services/${name}`),
  ],
  'packages/faults': ['packages/client', 'packages/contracts', 'packages/testing'],
  // A configuration and its tests.
  'services/gateway': ['packages/client', 'packages/contracts'],
  'packages/testing': ['packages/contracts', 'packages/embedded', 'packages/browser', 'packages/web-server'],
}
for (const name of services) {
  mayImport[`services/${name}`] = ['packages/rules', 'packages/contracts', 'packages/service-kit']
}

const ourCode = '^(packages|services)/'
const anyPart = '^((?:packages|services)/[^/]+)/'

/** The parts that have a rule of their own; a part without one must not go unnoticed. */
export const knownParts = Object.keys(mayImport)

/** The direction of imports, for dependency-cruiser. Paths are relative to the root of the workspace. */
export const boundaryRules: IFlattenedRuleSet = {
  forbidden: [
    ...Object.entries(mayImport).flatMap(([part, allowed]) => [
      {
        name: `direction: ${part}`,
        comment: `imports only ${allowed.join(', ') || 'itself'}`,
        severity: 'error' as const,
        from: { path: `^${part}/`, pathNot: `^${part}/test/` },
        to: { path: ourCode, pathNot: folders([part, ...allowed]) },
      },
      {
        name: `direction: tests of ${part}`,
        comment: 'tests may use packages/testing besides what their part may use',
        severity: 'error' as const,
        from: { path: `^${part}/test/` },
        to: { path: ourCode, pathNot: folders([part, ...allowed, 'packages/testing', 'packages/contracts']) },
      },
    ]),
    {
      name: 'rules are pure',
      comment: 'packages/rules imports nothing but its own files: no package, no part of Node',
      severity: 'error',
      from: { path: '^packages/rules/src/' },
      to: { pathNot: '^packages/rules/src/' },
    },
    {
      name: 'contracts are shapes only',
      comment: 'packages/contracts imports rules and TypeBox, so that browsers can use it too',
      severity: 'error',
      from: { path: '^packages/contracts/src/' },
      to: { pathNot: ['^packages/(rules|contracts)/src/', '(^|/)node_modules/typebox/'] },
    },
    {
      name: 'package entry only',
      comment: 'another part is imported by its name, which leads to its index.ts; nothing below it is public',
      severity: 'error',
      from: { path: anyPart },
      to: { path: `${anyPart}(src|test)/`, pathNot: ['^$1/', '^(packages|services)/[^/]+/src/index\\.ts$'] },
    },
    {
      name: 'no way around the package name',
      comment: 'a relative path into another part hides the dependency from its package.json',
      severity: 'error',
      from: { path: anyPart },
      to: { path: ourCode, pathNot: '^$1/', dependencyTypes: ['local'] },
    },
    {
      name: 'sources do not import tests',
      severity: 'error',
      from: { path: '^(packages|services)/[^/]+/src/' },
      to: { path: '^(packages|services)/[^/]+/test/' },
    },
    { name: 'no circular imports', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'resolvable',
      comment:
        'what cannot be found cannot be checked either: is it in package.json, and installed? (virtual: is made by a build)',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^virtual:' },
    },
  ],
}

function folders(parts: string[]): string {
  return `^(${parts.join('|')})/`
}
