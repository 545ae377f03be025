import type { LoadGenerator } from '../load/load-generator.ts'
import type { ResumeOutcome } from '../load/load-protocol.ts'
import type { Measured } from './measure.ts'
import type { System } from './systems.ts'

/** How much is measured. */
export interface ChatOptions {
  readonly rounds: number
  /** Of each measurement. */
  readonly seconds: number
  readonly idleConnections: number
  readonly returningRooms: number
  /** Only these parts, or all. */
  readonly parts: readonly ChatPart[]
  /** Only these systems of `sends`, or all. */
  readonly systems: readonly string[]
  /** Of `sends`: how many are under way at a time. */
  readonly concurrent: readonly number[]
  readonly profileTo: string | undefined
  onProgress(text: string): void
}

export const chatParts = ['sends', 'big', 'scale', 'idle', 'resume'] as const
export type ChatPart = (typeof chatParts)[number]

/** The measurements of one workload at one system, one a round. */
export interface Series {
  readonly workload: string
  readonly system: string
  readonly rounds: Measured[]
}

export interface ChatResult {
  readonly sends: readonly Series[]
  readonly big: readonly Series[]
  readonly scale: readonly Series[]
  readonly idle: readonly IdleResult[]
  readonly resume: readonly ResumeResult[]
}

export const USUAL = 'usual design'
export const NO_DATABASE = 'no database'
export const FLOOR = 'floor'
export const STANDALONE = 'standalone'
export const CLUSTER = 'cluster'
export const systemNames = [USUAL, NO_DATABASE, FLOOR, STANDALONE, CLUSTER] as const

export interface Run {
  readonly load: LoadGenerator
  readonly options: ChatOptions
  readonly systems: readonly System[]
}

export interface IdleResult {
  readonly system: string
  readonly connections: number
  /** What the process that holds the connections has grown by, for each of them, in KiB of resident memory. */
  readonly kibPerConnection: number
  readonly connectSeconds: number
}

export interface ResumeRound extends ResumeOutcome {
  /** What the server processes used for each client, by program, in milliseconds. */
  readonly cpuMsPerClient: Readonly<Record<string, number>>
}

export interface ResumeResult {
  readonly system: string
  readonly rounds: ResumeRound[]
}
