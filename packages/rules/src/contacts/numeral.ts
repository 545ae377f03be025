/** Digits as written: a run of digits, a number word, or letters that stand in for digits. */
export interface Numeral {
  readonly digits: string
  readonly start: number
  readonly end: number
  /** The tokens it was read from, `to` exclusive. */
  readonly from: number
  readonly to: number
  readonly form: 'digits' | 'spelled' | 'leet'
  /** "twenty", "ninety": completed by a unit that follows. */
  readonly tens?: boolean
}
