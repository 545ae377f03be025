/**
 * Numbers that are written like phone numbers and are something else: dates, times, decimals, sums, addresses of
 * machines, scores. Each is recognised by its whole form, never by a part of it.
 */

const DATE = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})$/
const ISO_DATE = /^((?:19|20)\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?:[tT]\d{2}[:-]?\d{2}.*)?$/
const DATE_RANGE = /^\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?-\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?$/
const COMPACT_DATE = /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/
const YEARS = /^(?:19|20)\d\d[-/](?:(?:19|20)\d\d|\d\d)$/
const CLOCK = String.raw`(?:[01]?\d|2[0-4])(?:[:.][0-5]\d){0,2}`
const TIME = /^(?:[01]?\d|2[0-4])[:.][0-5]\d(?:[:.][0-5]\d(?:[.,]\d{1,9})?)?(?:[-+]\d\d:?\d\d)?$/
const TIME_RANGE = new RegExp(`^${CLOCK}-${CLOCK}$`)
const DECIMAL = /^(?:\d{1,3}[.,]\d+|\d{4,9}[.,]\d{1,2})$/
const COORDINATES = /^\d{1,3}\.\d{3,},-?\d{1,3}\.\d{3,}$/
const SUM =
  /^(?:\d{1,3}(?:,\d{3}){0,5}|\d{1,2}(?:,\d{2}){0,5}),\d{3}(?:\.\d{1,4})?$|^\d{1,3}(?:\.\d{3}){1,5}(?:,\d{1,2})?$/
const MACHINE = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:[/:]\d{1,5})?$/
/** A version of four parts has a part of one digit behind its first; an address in dots of that form has none. */
const VERSION = /^\d{1,4}(?:\.\d{1,5}){3}$/
const VERSION_PART = /\.\d(?=\.|$)/
const SHORT_DATE = /^(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d\d$/
const DIMENSIONS = /^\d{2,5}[x×]\d{2,5}$/
/** A reference of a year: `2012/004567`. */
const REFERENCE = /^(?:19|20)\d\d\/\d{3,7}$/
/** Sizes and counts, one of them with three digits: `128/256/512`. */
const CHOICES = /^[1-9]\d{0,2}(?:\/[1-9]\d{0,2}){2,3}$/
const FRACTION = /^\d{1,2}\/\d{1,2}$/

/** Whether `written`, digits and signs without a space, is a date, a time, a decimal, a sum or a machine's address. */
export function isMeasure(written: string): boolean {
  if (written.length > 40) return false
  if (/^\d*$/.test(written)) return COMPACT_DATE.test(written) || SHORT_DATE.test(written)
  return (
    isDate(written) ||
    TIME.test(written) ||
    (TIME_RANGE.test(written) && /[:.]/.test(written)) ||
    DECIMAL.test(written) ||
    SUM.test(written) ||
    COORDINATES.test(written) ||
    FRACTION.test(written) ||
    DIMENSIONS.test(written) ||
    REFERENCE.test(written) ||
    (CHOICES.test(written) && /\d{3}/.test(written)) ||
    (VERSION.test(written) && VERSION_PART.test(written)) ||
    isMachine(written)
  )
}

function isDate(written: string): boolean {
  const iso = ISO_DATE.exec(written)
  if (iso) return isDayAndMonth(Number(iso[3]), Number(iso[2]))
  const date = DATE.exec(written)
  if (date) return isDayAndMonth(Number(date[1]), Number(date[3]))
  return COMPACT_DATE.test(written) || YEARS.test(written) || DATE_RANGE.test(written)
}

function isDayAndMonth(a: number, b: number): boolean {
  return a >= 1 && b >= 1 && Math.min(a, b) <= 12 && Math.max(a, b) <= 31
}

function isMachine(written: string): boolean {
  const octets = MACHINE.exec(written)
  return octets?.slice(1, 5).every((octet) => Number(octet) <= 255) ?? false
}

/** One score: `21-15`, `3:2`, `145/6`, `7-6(4)`. */
export function isScore(written: string): boolean {
  const [, ours, theirs] = /^(\d{1,3})[-:/](\d{1,3})(?:\(\d{1,2}(?:-\d{1,2})?\))?$/.exec(written) ?? []
  return ours !== undefined && theirs !== undefined && Number(ours) < 200 && Number(theirs) < 200
}

/** A date with spaces: day, month and a year of this or the last century, in either order. */
export function isSpacedDate(groups: readonly [string, string, string]): boolean {
  const [year, month, day] = groups[0].length === 4 ? groups : [groups[2], groups[1], groups[0]]
  return (
    /^(?:19|20)\d\d$/.test(year) &&
    /^\d{1,2}$/.test(month) &&
    /^\d{1,2}$/.test(day) &&
    isDayAndMonth(Number(day), Number(month))
  )
}

/** Several clock times without their colons, to five minutes: `930 1030 1145`. */
export function areTimes(groups: readonly string[]): boolean {
  return groups.length > 1 && groups.every((group) => /^(?:[01]?\d|2[0-3])[0-5][05]$/.test(group))
}

/** Several years. */
export function areYears(groups: readonly string[]): boolean {
  return groups.length > 1 && groups.every((group) => /^(?:19|20)\d\d$/.test(group))
}

/** Several round sums: `650 700 1200`. */
export function areRound(groups: readonly string[]): boolean {
  const isRound = (group: string) => /^[1-9]\d+$/.test(group) && Number(group) % (group.length > 3 ? 50 : 10) === 0
  return groups.length > 1 && groups.every(isRound)
}

/** Counting up or down in equal steps, or one value over and over: `1 2 3 4 5`, `10 20 30`, `10 10 10 10`. */
export function isProgression(groups: readonly string[]): boolean {
  if (groups.length < 5) return false
  const values = groups.map(Number)
  const step = (values[1] ?? 0) - (values[0] ?? 0)
  if (
    groups.some((group, index) => group.length > 4 || (index > 0 && Number(group) - (values[index - 1] ?? 0) !== step))
  ) {
    return false
  }
  const isCountdownOfTenDigits = step === -1 && groups.length === 10 && values[0] === 9
  return !isCountdownOfTenDigits && (step >= 0 || step >= -2 || step % 5 === 0)
}
