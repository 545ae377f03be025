import type { DatabaseCost } from './database-watch.ts'

/** One kind of read, done for each of several things. */
export interface ReadResult {
  readonly what: string
  readonly costs: readonly DatabaseCost[]
  /** What Postgres' processes used for each, in milliseconds: other than time, it says the same on a busy machine. */
  readonly cpuMs: number
  /** The most that the median may take, in milliseconds of database time; undefined where nothing is asked. */
  readonly limitMs: number | undefined
  /** Where its plans read whole tables; there must be none. */
  readonly seqScans: readonly string[]
}

export interface ReadsResult {
  readonly messages: number
  readonly databaseMiB: number
  readonly storedInSeconds: number
  readonly reads: readonly ReadResult[]
}
