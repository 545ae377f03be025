/** The times that a client lives by, in milliseconds. The defaults suit people; tests shorten them. */
export interface Timing {
  /** A handshake, a REST call, an acknowledgement may take so long. */
  readonly handshake: number
  readonly request: number
  readonly acknowledgement: number
  /** Pauses before the next try double from the first to the longest. */
  readonly firstRetry: number
  readonly longestRetry: number
  /** An event that came early waits so long for the one before it until the gap is read. */
  readonly gap: number
  /** What was read is told so long after the last reading. */
  readonly read: number
  /** A conversation's delivered watermark is told at most this often. */
  readonly delivered: number
  /** While somebody types, the others are told this often. */
  readonly typingRepeat: number
  /** Somebody who pauses so long types no more. */
  readonly typingPause: number
  /** Somebody else of whom nothing more is heard types no more. */
  readonly typingExpiry: number
}

export const usualTiming: Timing = {
  handshake: 20_000,
  request: 30_000,
  acknowledgement: 10_000,
  firstRetry: 500,
  longestRetry: 15_000,
  gap: 150,
  read: 300,
  delivered: 1_000,
  typingRepeat: 3_000,
  typingPause: 5_000,
  typingExpiry: 7_000,
}
