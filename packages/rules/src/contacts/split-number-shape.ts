import { isInternational } from './country-codes.ts'
import { areRound, areTimes, areYears, isProgression } from './measures.ts'
import type { Announcement } from './split-announcement.ts'
import type { NumberPart } from './split-number-part.ts'

/** A part, and whether a text before it said that numbers of something else come. */
export interface ContextualPart extends NumberPart {
  readonly isExplained: boolean
}

/** Parts in their order, and what is known of how they were said. */
export interface SplitRun {
  readonly parts: readonly ContextualPart[]
  readonly announced: Announcement | undefined
  /** Texts of the sender between the parts that are no parts. */
  readonly interruptions: number
  /** No other number of theirs stands in the window. */
  readonly alone: boolean
}

/** How much must speak for a number that nothing announces. */
const ENOUGH = 3

/** Whether the parts, in order, make a phone number. */
export function isSplitNumber(run: SplitRun): boolean {
  const groups = run.parts.flatMap((part) => part.groups)
  const digits = groups.join('')
  if (digits.length < 8 || digits.length > 15 || /^(\d)\1*$/.test(digits)) return false
  if (areTimes(groups) || areYears(groups) || areRound(groups) || isProgression(groups)) return false
  const isOneByOne = groups.every((group) => group.length === 1)
  const isWhole = isWholeNumber(run, digits)
  if (isOneByOne) {
    return isWhole && run.interruptions <= 3 && (run.announced === 'plain' || (run.alone && isManyDigits(run, digits)))
  }
  const weight = weigh(run, groups)
  if (run.announced === 'plain') {
    const startsWell = run.parts[0]?.announces === undefined || (groups[0]?.length ?? 0) >= 3
    const isPossible = digits.length <= 13 && startsWell && run.interruptions <= 2 && weight >= 2
    return isPossible || (isWhole && weight >= -3)
  }
  const isFamiliar = isWhole || (isThreeThreeFour(groups) && run.interruptions === 0 && run.alone)
  return isFamiliar && weight >= ENOUGH - (run.announced === undefined ? 0 : 0.5)
}

/** A number of all its digits: an Indian mobile number, one with its country, or one that is dialled with a zero before it. */
function isWholeNumber({ parts }: SplitRun, digits: string): boolean {
  const startsLong = (parts[0]?.groups[0]?.length ?? 0) > 1
  if (parts[0]?.plus || (startsLong && /^00[1-9]/.test(digits)))
    return digits.length >= 9 && isInternational(digits.replace(/^00/, ''))
  if (/^(?:[6-9]\d{9}|91[6-9]\d{9})$/.test(digits)) return true
  return startsLong && /^0[1-9]\d{8,9}$/.test(digits)
}

function isThreeThreeFour(groups: readonly string[]): boolean {
  return /^[2-9]\d{2} [2-9]\d{2} \d{4}$/.test(groups.join(' '))
}

/** Ten single digits are marks, balls or ratings, unless they are as mixed as a number's. */
function isManyDigits({ parts }: SplitRun, digits: string): boolean {
  if (parts.some(({ isExplained }) => isExplained)) return false
  if (parts.filter(({ inWords }) => inWords).length > parts.length / 2) return true
  // Ratings, and then the balls of an over.
  if (/^[5-9]{2,8}[01246]{2,8}$/.test(digits)) return false
  const high = digits.match(/[5789]/g)?.length ?? 0
  const different = new Set(digits).size
  return high >= 3 && different >= (digits.includes('0') ? 5 : 7)
}

/** What speaks for a number, less what speaks for a list of quantities. */
function weigh({ parts, interruptions, alone }: SplitRun, groups: readonly string[]): number {
  const telling = parts.reduce((sum, part) => sum + weightOfPart(part), 0)
  const signed = parts[0]?.plus ? 3 : 0
  const spread = parts.length > 2 ? Math.max(0, interruptions - 2) * 0.2 : 0
  return telling + signed + (alone ? 1 : 0) + (areScattered(parts, groups) ? 2 : 0) - spread
}

function weightOfPart({ groups, inWords, isExplained, strangers, labelled }: ContextualPart): number {
  const weight = groups.reduce((sum, group) => sum + weightOf(group), 0)
  const said = inWords && groups.join('').length > 2 ? 2 : 0
  const least = isExplained && groups.join('').length < 5 ? Math.min(weight, 0) : isExplained ? weight / 3 : weight
  return least + said - Math.min(strangers, 3) * 0.5 - (labelled ? 1 : 0)
}

/** How little a group looks like a quantity. Prices are round, times end in five minutes, rooms and results are small. */
function weightOf(group: string): number {
  const value = Number(group)
  if (/^0\d/.test(group)) return areTimes([group, group]) ? 0 : 2.5
  if (group.length >= 5) return value % 100 === 0 ? -3 : 3
  if (group.length >= 3 && (value % 50 === 0 || areYears([group, group]))) return -3
  const isRoom = Math.trunc(value / 10) % 10 < 3
  if (group.length === 4) return areTimes([group, group]) ? -1 : isRoom && value < 3_000 ? 1 : 2
  if (group.length === 3) return value % 10 === 0 ? -1 : value < 260 || value % 5 === 0 || isRoom ? 0 : 1.5
  return group.length === 1 ? -0.5 : 0
}

/** Pairs of digits from all over the range: marks, ages and jerseys keep together, or one kind comes after the other. */
function areScattered(parts: readonly ContextualPart[], groups: readonly string[]): boolean {
  if (!groups.every((group) => group.length === 2) || parts.some(({ isExplained }) => isExplained)) return false
  const values = groups.map(Number)
  const firstLow = values.findIndex((value) => value < 50)
  const areTwoKinds =
    firstLow > 1 &&
    firstLow < values.length - 1 &&
    values.slice(0, firstLow).every((value) => value >= 55) &&
    values.slice(firstLow).every((value) => value < 32)
  return Math.min(...values) < 35 && Math.max(...values) - Math.min(...values) >= 60 && !areTwoKinds
}
