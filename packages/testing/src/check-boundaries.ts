import { glob, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cruise, type IModule } from 'dependency-cruiser'
import { boundaryRules, knownParts } from './boundary-rules.ts'

/** What was read, and one line for each thing that is wrong. */
export type BoundaryReport = { modules: number; dependencies: number; problems: string[] }

/**
 * Checks the imports of every TypeScript file below packages/ and services/ of a workspace. A check that sees nothing
 * must not pass: a file that was not read, and one whose imports were not seen, count as problems.
 */
export async function checkBoundaries(root: string): Promise<BoundaryReport> {
  const files = (
    await Array.fromAsync(glob('{packages,services}/*/{src,test,build}/**/*.{ts,tsx}', { cwd: root }))
  ).sort()
  if (files.length === 0)
    return { modules: 0, dependencies: 0, problems: ['no TypeScript file found below packages/ and services/'] }
  const { output } = await cruise(files, {
    baseDir: root,
    validate: true,
    ruleSet: boundaryRules,
    doNotFollow: 'node_modules',
    // TypeScript 7 has no API for it; swc reads type-only imports too.
    parser: 'swc',
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  })
  if (typeof output === 'string') throw new Error(`dependency-cruiser gave no result: ${output}`)
  const read = new Map(output.modules.map((module) => [module.source, module]))
  const problems = [
    ...(await unknownParts(root)),
    ...(await unread(root, files, read)),
    ...output.summary.violations.map(({ rule, from, to, comment }) =>
      [`${rule.name}: ${from} → ${to}`, comment].filter(Boolean).join(': '),
    ),
  ]
  const ours = files.flatMap((file) => read.get(file) ?? [])
  return { modules: ours.length, dependencies: ours.flatMap((module) => module.dependencies).length, problems }
}

async function unknownParts(root: string): Promise<string[]> {
  const problems: string[] = []
  for (const kind of ['packages', 'services']) {
    const entries = await readdir(join(root, kind), { withFileTypes: true }).catch(() => [])
    for (const entry of entries) {
      const part = `${kind}/${entry.name}`
      const hasCode = entry.isDirectory() && (await readdir(join(root, part))).includes('src')
      if (hasCode && !knownParts.includes(part))
        problems.push(`${part} has no rule: say in boundary-rules.ts what it may import`)
    }
  }
  return problems
}

async function unread(root: string, files: string[], read: Map<string, IModule>): Promise<string[]> {
  const problems: string[] = []
  for (const file of files) {
    const module = read.get(file)
    if (module === undefined) {
      problems.push(`${file} was not read`)
    } else if (module.dependencies.length === 0) {
      const source = await readFile(join(root, file), 'utf8')
      if (/^(import|export)\b[^'"`;]*?\bfrom '/m.test(source)) problems.push(`${file}: its imports were not seen`)
    }
  }
  return problems
}
