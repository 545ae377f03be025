import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import t from 'tap'
import { checkBoundaries } from '../src/check-boundaries.ts'
import { type Teardown, tempDir } from '../src/index.ts'

/** A workspace whose imports all go the right way; a test adds the file that does not. */
const clean: Record<string, string> = {
  'packages/rules/src/index.ts': "export * from './decide.ts'\n",
  'packages/rules/src/decide.ts': 'export const decide = 1\n',
  'packages/contracts/src/index.ts': "export { decide } from '@touchline/rules'\n",
  'packages/service-kit/src/index.ts':
    "import type { decide } from '@touchline/contracts'\nexport type Kit = typeof decide\n",
  'packages/embedded/src/index.ts': "export { join } from 'node:path'\n",
  'packages/testing/src/index.ts': "export { join } from '@touchline/embedded'\n",
  'services/realtime/src/index.ts': "export type { Kit } from '@touchline/service-kit'\n",
  'services/realtime/test/some.test.ts': "import '@touchline/testing'\nimport '../src/index.ts'\n",
  'services/upload/src/index.ts': "export { decide } from '@touchline/contracts'\n",
}

async function problemsOf(t: Teardown, added: Record<string, string>): Promise<string[]> {
  const root = await tempDir(t)
  for (const [file, content] of Object.entries({ ...clean, ...added })) {
    await mkdir(dirname(join(root, file)), { recursive: true })
    await writeFile(join(root, file), content)
  }
  await mkdir(join(root, 'node_modules/@touchline'), { recursive: true })
  for (const part of ['rules', 'contracts', 'service-kit', 'embedded', 'testing'].map((name) => `packages/${name}`)) {
    await link(root, part)
  }
  for (const part of ['services/realtime', 'services/upload']) await link(root, part)
  return (await checkBoundaries(root)).problems
}

async function link(root: string, part: string): Promise<void> {
  const name = `@touchline/${part.split('/')[1]}`
  await writeFile(join(root, part, 'package.json'), JSON.stringify({ name, exports: './src/index.ts' }))
  await symlink(join(root, part), join(root, 'node_modules', name))
}

t.test('imports in the right direction pass', async (t) => {
  t.same(await problemsOf(t, {}), [])
})

const violations: Record<string, { file: string; content: string; rule: RegExp }> = {
  'a service imports another': {
    file: 'services/upload/src/bad.ts',
    content: "import '@touchline/realtime'\n",
    rule: /^direction: services\/upload: services\/upload\/src\/bad\.ts → services\/realtime\/src\/index\.ts/,
  },
  'the test of a service imports another service': {
    file: 'services/upload/test/bad.test.ts',
    content: "import '@touchline/realtime'\n",
    rule: /^direction: tests of services\/upload/,
  },
  'contracts import the service kit, if only a type': {
    file: 'packages/contracts/src/bad.ts',
    content: "import type { Kit } from '@touchline/service-kit'\nexport type Bad = Kit\n",
    rule: /^direction: packages\/contracts/,
  },
  'contracts import a part of Node': {
    file: 'packages/contracts/src/bad.ts',
    content: "import 'node:fs'\n",
    rule: /^contracts are shapes only/,
  },
  'rules import a part of Node': {
    file: 'packages/rules/src/bad.ts',
    content: "import 'node:fs'\n",
    rule: /^rules are pure/,
  },
  'sources import the testing package': {
    file: 'services/realtime/src/bad.ts',
    content: "import '@touchline/testing'\n",
    rule: /^direction: services\/realtime/,
  },
  'a service imports the embedded Postgres': {
    file: 'services/realtime/src/bad.ts',
    content: "import '@touchline/embedded'\n",
    rule: /^direction: services\/realtime/,
  },
  'a relative path leads into another package': {
    file: 'services/realtime/src/bad.ts',
    content: "import '../../../packages/rules/src/decide.ts'\n",
    rule: /^package entry only/,
  },
  'a dynamic import goes the wrong way': {
    file: 'packages/rules/src/bad.ts',
    content: "export const late = () => import('@touchline/contracts')\n",
    rule: /^direction: packages\/rules/,
  },
  'sources import a test': {
    file: 'services/realtime/src/bad.ts',
    content: "import '../test/some.test.ts'\n",
    rule: /^sources do not import tests/,
  },
  'two files import each other': {
    file: 'packages/rules/src/decide.ts',
    content: "import './index.ts'\nexport const decide = 1\n",
    rule: /^no circular imports/,
  },
  'an import leads nowhere': {
    file: 'packages/rules/src/bad.ts',
    content: "import './missing.ts'\n",
    rule: /^resolvable/,
  },
  'a package that no rule names': {
    file: 'packages/newcomer/src/index.ts',
    content: 'export const here = 1\n',
    rule: /^packages\/newcomer has no rule/,
  },
}

for (const [what, { file, content, rule }] of Object.entries(violations)) {
  t.test(`found: ${what}`, async (t) => {
    const problems = await problemsOf(t, { [file]: content })
    t.ok(
      problems.some((problem) => rule.test(problem)),
      `one of: ${problems.join(' | ')}`,
    )
  })
}

t.test('a check that reads nothing does not pass', async (t) => {
  const { modules, problems } = await checkBoundaries(await tempDir(t))
  t.equal(modules, 0)
  t.match(problems, [/no TypeScript file found/])
})
