import { fileURLToPath } from 'node:url'
import type { MutantName } from './mutants.ts'

/** What `pnpm test:faults` was asked for. */
export interface SuiteOptions {
  /** The first seed. */
  readonly seed: number
  /** How many seeds, one after the other. */
  readonly seeds: number
  /** No seed is begun that would end after so many minutes. */
  readonly minutes: number | undefined
  /** The fewest messages that have to be acknowledged in each seed. */
  readonly messages: number
  /** The protection that is taken away on purpose; the suite then has to fail. */
  readonly without: MutantName | undefined
}

/** By which a process is told which mutant to load. */
export const mutantVariable = 'TOUCHLINE_FAULTS_WITHOUT'

const preload = fileURLToPath(new URL('./load-mutant.ts', import.meta.url))

/** Node's option that loads sources as the mutant has them. */
export const mutantOption = `--import=${preload}`

const variable = 'TOUCHLINE_FAULTS'

/** The environment by which the command tells its tests what to run. */
export function suiteEnvironment(options: SuiteOptions): Record<string, string> {
  return {
    [variable]: JSON.stringify(options),
    ...(options.without === undefined ? {} : { [mutantVariable]: options.without }),
  }
}

/** @throws when the tests were started without the command */
export function suiteOptions(env: NodeJS.ProcessEnv): SuiteOptions {
  const text = env[variable]
  if (text === undefined) throw new Error('Run the fault suite by pnpm test:faults, which says what it has to do.')
  return JSON.parse(text)
}

/** The command that runs one seed again. */
export function repeatCommand(seed: number, { messages, without }: SuiteOptions): string {
  const options = [
    `--seed ${seed}`,
    `--messages ${messages}`,
    ...(without === undefined ? [] : [`--without ${without}`]),
  ]
  return `pnpm test:faults ${options.join(' ')}`
}
