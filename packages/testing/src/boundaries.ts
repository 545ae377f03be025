/** `pnpm boundaries`: fails when an import goes against the direction in which the parts may depend on each other. */
import { checkBoundaries } from './check-boundaries.ts'
import { repositoryRoot } from './repository-root.ts'

const { modules, dependencies, problems } = await checkBoundaries(repositoryRoot)
for (const problem of problems) console.error(problem)
console.log(`${modules} modules, ${dependencies} imports read: ${problems.length} problems`)
if (problems.length > 0) process.exitCode = 1
