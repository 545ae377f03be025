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
}

const variable = 'TOUCHLINE_FAULTS'

/** The environment by which the command tells its tests what to run. */
export function suiteEnvironment(options: SuiteOptions): Record<string, string> {
  return { [variable]: JSON.stringify(options) }
}

/** @throws when the tests were started without the command */
export function suiteOptions(env: NodeJS.ProcessEnv): SuiteOptions {
  const text = env[variable]
  if (text === undefined) throw new Error('Run the fault suite by pnpm test:faults, which says what it has to do.')
  return JSON.parse(text)
}

/** The command that runs one seed again. */
export function repeatCommand(seed: number): string {
  return `pnpm test:faults --seed ${seed}`
}
