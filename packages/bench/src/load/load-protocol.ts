import type { Seat } from './raw-client.ts'

/** When messages are sent. */
export type Pace =
  /** So many are under way at any time: the next goes when one is acknowledged. */
  | { readonly concurrent: number }
  /** So many go each second, whatever becomes of them. */
  | { readonly perSecond: number }

export interface SendPlan {
  /** The connections that send, by the name that they were connected under. */
  readonly group: string
  readonly pace: Pace
  readonly seconds: number
  /** Of each conversation so many connections look into what they receive, for times and order; all count. */
  readonly probes: number
  /** Whether messages must arrive in the order of their seq; the baselines do not promise that. */
  readonly ordered: boolean
}

/** Ascending quantiles in milliseconds. */
export interface Latency {
  readonly p50: number
  readonly p95: number
  readonly p99: number
}

export interface SendOutcome {
  readonly sends: number
  readonly deliveries: number
  /** Until the last acknowledgement, and until the last delivery. */
  readonly ackSeconds: number
  readonly deliverySeconds: number
  readonly ack: Latency
  readonly delivery: Latency
  /** Sends that were refused or never acknowledged, deliveries that are missing, doubled or out of order. */
  readonly faults: number
  readonly firstFault: string | null
}

/** What a client does that comes back: a connection, then a sync from the version that it holds. */
export interface Returning {
  readonly seat: Seat
  readonly apiUrl: string
  readonly token: string
  readonly version: number
  /** Messages that the sync must bring. */
  readonly missed: number
}

export interface ResumeOutcome {
  readonly clients: number
  readonly connected: Latency
  readonly complete: Latency
  /** When the last one was complete, in milliseconds. */
  readonly allCompleteMs: number
  readonly faults: number
  readonly firstFault: string | null
}

/** What the load generator's process is asked; one at a time. */
export type LoadRequest =
  | { readonly task: 'connect'; readonly ask: { readonly group: string; readonly seats: readonly Seat[] } }
  | { readonly task: 'disconnect'; readonly ask: { readonly group: string } }
  | { readonly task: 'send'; readonly ask: SendPlan }
  | { readonly task: 'resume'; readonly ask: { readonly group: string; readonly clients: readonly Returning[] } }

export type LoadReply<Answer> = { readonly answer: Answer } | { readonly error: string }
