import { isDialPrefix, isInternational, isMobileNumber } from './country-codes.ts'
import { areRound, areTimes, areYears, isProgression } from './measures.ts'
import type { Numeral } from './numeral.ts'
import type { Gap } from './numerals.ts'
import type { Topic } from './phone-context.ts'

/** Everything the decision about one run of numerals rests on. */
export interface Candidate {
  readonly numerals: readonly Numeral[]
  /** What stands between them: one less than numerals. */
  readonly gaps: readonly Gap[]
  /** What the words around it say; asked only when the form leaves it open. */
  readonly topic: () => Topic | undefined
  /** A plus sign, written or spoken, stands before it. */
  readonly plus: boolean
  /** What it is glued to: `#`, a minus, "word-", capitals as in `TXN98…`, or more digits of a longer whole. */
  readonly glued: 'hash' | 'minus' | 'hyphen' | 'capitals' | 'digits' | undefined
  /** Nothing else is in the text. */
  readonly alone: boolean
  /** It was cut out of a longer row of numbers, so only an unmistakable form counts. */
  readonly cut: boolean
}

const SHORTEST = 7
const LONGEST = 17

/** Whether a run of numerals is a phone number. */
export function isPhone(candidate: Candidate): boolean {
  const groups = withSinglesJoined(candidate.numerals.map((numeral) => numeral.digits))
  const digits = groups.join('')
  if (digits.length < SHORTEST - (candidate.plus ? 1 : 0) || digits.length > LONGEST) return false
  if (hasStrayGroup(groups, candidate.plus)) return false
  const isInPart = candidate.cut || candidate.glued === 'digits'
  if (isInPart && !candidate.plus && !isUnmistakable(groups, digits) && !isDialledAbroad(groups, digits)) return false
  const topic = candidate.topic()
  const isNamed = topic === 'phone' || (topic === 'number' && digits.length >= 8)
  if (/^(\d)\1*$/.test(digits) && !(digits.length >= 10 && (isNamed || /^[6-9]{10}$/.test(digits)))) return false
  if (!isNamed && isProgression(groups)) return false
  if (candidate.gaps.some((gap) => gap.looseness === 4))
    return isLooselyWritten(candidate, groups, digits, topic, isNamed)
  if (candidate.plus) return isInternational(digits) || digits.length >= 8 || topic === 'phone'
  if (topic === 'id') return isMobileInHalves(groups)
  if (topic === 'count' && groups.length > 4 && groups.every((group) => group.length <= 2)) return false
  if (isDialledAbroad(groups, digits)) return true
  if (isInPart) return candidate.glued !== 'digits' || !isMobileInHalves(groups)
  if (isNamed) return isNamedNumber(groups, digits)
  if (topic === 'money' || topic === 'count') {
    return isUnmistakable(groups, digits) || (isOneByOne(candidate) && isReadOut(candidate) && isMobileNumber(digits))
  }
  if (candidate.glued === 'hash') return isMobileInHalves(groups) || isMobileNumber(digits)
  if (candidate.glued === 'capitals') return isThreeThreeFour(groups)
  return isBareNumber(candidate, groups, digits)
}

/** `0044 20 …`, but not the balls of an over: `0 0 4 4 2 0 …` */
function isDialledAbroad(groups: readonly string[], digits: string): boolean {
  const prefix = /^(?:00|011)(?=[1-9])/.exec(digits)?.[0]
  if (prefix === undefined || !groups.some((group) => group.length > 2)) return false
  const rest = digits.slice(prefix.length)
  if (prefix === '011') return digits.length >= 13 && isInternational(rest)
  return isInternational(rest) || (groups.length > 2 && rest.length >= 8 && isDialPrefix(rest.slice(0, 3)))
}

/** A long group is a whole number: before it only a calling code may stand, and nothing after it. */
function hasStrayGroup(groups: readonly string[], plus: boolean): boolean {
  const long = groups.findIndex((group) => group.length >= 9)
  if (long === -1 || groups.length === 1 || isMobileInHalves(groups)) return false
  const before = groups.slice(0, long).join('')
  return long !== groups.length - 1 || before.length > 5 || !(plus || before[0] === '0' || isDialPrefix(before))
}

/** `321-987-4.2.4.2` is read as `321-987-4242`: single digits after larger groups are one group taken apart. */
function withSinglesJoined(groups: readonly string[]): readonly string[] {
  const first = groups.findIndex((group) => group.length === 1)
  const larger = groups.slice(0, Math.max(0, first))
  const singles = groups.slice(first)
  if (larger.length === 0 || singles.length < 2) return groups
  if (larger.some((group) => group.length < 3) || singles.some((group) => group.length > 1)) return groups
  return [...larger, singles.join('')]
}

/** Written as a list or over several lines: only digits one by one, or two halves of a number that was announced. */
function isLooselyWritten(
  candidate: Candidate,
  groups: readonly string[],
  digits: string,
  topic: Topic | undefined,
  isNamed: boolean,
): boolean {
  if (topic === 'id') return false
  if (topic === 'count' || topic === 'money') return isReadOut(candidate) && isMobileNumber(digits)
  if (isOneByOne(candidate)) return isSpelledOut(candidate, digits, isNamed)
  if (digits.length < 10 || digits.length > 13 || areTimes(groups) || areYears(groups) || areRound(groups)) return false
  if (isMobileInHalves(groups)) return true
  if (candidate.numerals.every((numeral) => numeral.form === 'spelled'))
    return isNamed || /^(?:0|91)?[6-9]/.test(digits)
  const isTight = candidate.gaps.every((gap) => gap.tight)
  if (isTight && isUnmistakable(groups, digits)) return true
  if (isTight && isMobileNumber(digits) && groups.length <= 4 && groups.some((group) => group.length >= 4)) return true
  if (isMobileNumber(digits) && groups.length === 2 && groups.some((group) => group.length >= 6)) return true
  return (isNamed || candidate.plus) && groups.length <= 4 && startsLikePhone(digits)
}

function isNamedNumber(groups: readonly string[], digits: string): boolean {
  if (areYears(groups)) return false
  if (digits.length <= 8 && (areTimes(groups) || areRound(groups))) return false
  if (digits.length <= 8)
    return groups.length <= 4 && !groups.every((group) => group.length <= 2 && Number(group) <= 31)
  if (digits.length <= 13) return true
  return /^0/.test(digits) || isInternational(digits)
}

function isBareNumber(candidate: Candidate, groups: readonly string[], digits: string): boolean {
  if (/0{6}$/.test(digits) || (groups.length === 1 && digits.startsWith('00'))) return false
  if (groups.length === 1) return isSolid(candidate, digits)
  if (isOneByOne(candidate)) return isSpelledOut(candidate, digits, false)
  if (areYears(groups) || areTimes(groups) || areRound(groups)) return false
  if (candidate.glued === 'hyphen') return isUnmistakable(groups, digits)
  if (groups.every((group) => group.length <= 2)) return isInPairs(candidate, groups, digits)
  if (digits.length === 8) return candidate.alone && groups.length === 2 && groups.every((group) => group.length === 4)
  if (digits.length === 9) return isNineDigits(candidate, groups, digits)
  if (digits.length < 9 || digits.length > 13) return false
  if (groups.length >= 5) return isManyGroups(groups, digits)
  if (digits.length === 10) return true
  if (groups.every((group) => group.length === groups[0]?.length)) return /^(?:0|91[6-9])/.test(digits)
  return digits[0] === '0' || (digits.length === 11 && /^[178]/.test(digits)) || isInternational(digits)
}

/** Digits without a space or a sign. */
function isSolid(candidate: Candidate, digits: string): boolean {
  const startsLikeMobile = /^[6-9]/.test(digits) && digits.length === 10
  if (candidate.glued === 'minus' || candidate.glued === 'hyphen') return startsLikeMobile || /^0\d{9,10}$/.test(digits)
  if (digits.length === 8) return candidate.alone && /^[2-9]/.test(digits)
  if (digits.length === 9 || digits.length === 10) return true
  if (digits.length === 11) return /^[0178]/.test(digits) || isInternational(digits)
  return digits.length > 11 && digits.length <= 13 && (digits[0] === '0' || isInternational(digits))
}

/** Single digits, "double seven" among them. */
function isOneByOne({ numerals }: Candidate): boolean {
  return numerals.every(({ digits, form }) => digits.length === 1 || (form === 'spelled' && /^(\d)\1+$/.test(digits)))
}

/** Most of it is in words. */
function isReadOut({ numerals }: Candidate): boolean {
  return numerals.filter((numeral) => numeral.form === 'spelled').length > 4
}

/** Digits one by one: ten to thirteen of them that are no run of small results. */
function isSpelledOut(candidate: Candidate, digits: string, isNamed: boolean): boolean {
  if (isNamed) return digits.length >= 8 && digits.length <= 14
  const inWords = candidate.numerals.filter((numeral) => numeral.form === 'spelled').length
  if (inWords > 4 && /^00[1-9]/.test(digits) && isInternational(digits.slice(2))) return true
  if (inWords >= 9 && digits.length === 9 && /^[6-9]/.test(digits)) return true
  if (digits.length < 10 || digits.length > 13 || new Set(digits).size < 3) return false
  if (candidate.gaps.every((gap) => gap.tight) && /^[6-9]\d{9}$/.test(digits)) return true
  if (inWords > 0 && isMobileNumber(digits)) return true
  return inWords > 4 || (digits.match(/[5789]/g)?.length ?? 0) >= 2
}

/** `06 12 34 56 78`, `98 76 54 32 10`; single digits among them are counts, unless it is read out. */
function isInPairs(candidate: Candidate, groups: readonly string[], digits: string): boolean {
  if (groups.length < 5 || digits.length > 12) return false
  const hasSingles = groups.slice(1).some((group) => group.length === 1)
  if (hasSingles && !isReadOut(candidate) && !/^0[1-9]/.test(digits)) return false
  const isMobile = digits.length === 10 && /^[06-9]/.test(digits)
  return (
    isMobile ||
    (digits.length === 9 && /^[06-9]/.test(digits)) ||
    (digits.length >= 11 && /^(?:0|91[6-9])/.test(digits))
  )
}

function isNineDigits(candidate: Candidate, groups: readonly string[], digits: string): boolean {
  const shape = groups.map((group) => group.length).join('-')
  const isZipOrSocial = shape === '5-4' || shape === '3-2-4'
  if (isZipOrSocial) return false
  return digits[0] === '0' || candidate.alone || (/^(?:3-3-3|3-2-2-2)$/.test(shape) && /^[5-9]/.test(digits))
}

const MANY_GROUPS = new Set([
  '1-3-3-2-2',
  '1-3-2-2-3',
  '3-3-2-2',
  '2-3-3-2-2',
  '2-1-2-2-2-2',
  '2-3-2-2-2',
  '3-2-3-2-2',
  '2-2-3-2-2',
  '1-2-2-2-3',
])

function isManyGroups(groups: readonly string[], digits: string): boolean {
  if (isMobileNumber(digits) && groups.slice(1).some((group) => /^0\d/.test(group))) return true
  return digits[0] === '0' || MANY_GROUPS.has(groups.map((group) => group.length).join('-'))
}

/** A form that nothing but a phone number has. */
function isUnmistakable(groups: readonly string[], digits: string): boolean {
  if (areRound(groups) || areTimes(groups)) return false
  if (groups.length === 1) return /^(?:[6-9]\d{9}|0[1-9]\d{8,9}|91[6-9]\d{9}|1[2-9]\d{9}|[78]\d{10})$/.test(digits)
  const shape = groups.map((group) => group.length).join('-')
  if (shape === '4-3-3') return /^[0789]/.test(digits)
  if (shape === '1-3-3-4') return /^[178]/.test(digits)
  if (groups.length <= 5 && /^0[1-9]/.test(digits)) return digits.length === 10 || digits.length === 11
  return isMobileInHalves(groups) || isThreeThreeFour(groups)
}

/** `98765 43210`, with or without the country before it. */
function isMobileInHalves(groups: readonly string[]): boolean {
  const [first = '', second = ''] = groups.slice(-2)
  const rest = groups.slice(0, -2).join('')
  if (second.length !== 5) return false
  if (rest === '' && /^(?:0|0?91|0091)[6-9]\d{4}$/.test(first)) return true
  return /^[6-9]\d{4}$/.test(first) && (rest === '' || isDialPrefix(rest))
}

function isThreeThreeFour(groups: readonly string[]): boolean {
  return (
    groups.length === 3 && groups.map((group) => group.length).join('-') === '3-3-4' && /^[2-9]/.test(groups[0] ?? '')
  )
}

function startsLikePhone(digits: string): boolean {
  return /^(?:[06-9]|91|1[2-9])/.test(digits)
}
