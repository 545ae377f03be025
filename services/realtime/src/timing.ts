/** The times that the service lives by, in milliseconds. Tests shorten them. */
export interface Timing {
  /** After the last `typing:start` a person counts as typing for so long. */
  readonly typing: number
  /** So long before a token expires its holder is told. */
  readonly expiryWarning: number
  /** How often presence is told which connections stand. */
  readonly presenceRefresh: number
  /** How often connections that nobody refreshes are looked for. */
  readonly presenceSweep: number
}

export const usualTiming: Timing = {
  typing: 6_000,
  expiryWarning: 60_000,
  presenceRefresh: 15_000,
  presenceSweep: 5_000,
}
