import { areRound, areTimes, areYears, isMeasure, isProgression, isScore } from './measures.ts'
import { normalise } from './normalise.ts'
import { readChains } from './numerals.ts'
import { topicOf } from './phone-context.ts'
import type { Token } from './tokens.ts'
import { tokenise } from './tokens.ts'

/** What one message may contribute to a number that is split over several. */
export interface NumberPart {
  /** Empty when the message holds no part of a number. */
  readonly digits: string
  readonly plus: boolean
  /** It speaks of a phone number, or of how one goes on: "my number is", "starts with", "rest is". */
  readonly announces: boolean
  /** It says that a number begins here, so digits that came before it belong to something else. */
  readonly begins: boolean
}

/** Words around a part of a number that add nothing. */
const FILLERS = new Set(
  (
    'is are my me on at it its this the a and then next now so ok okay first last starts start ends end ending with rest part half ' +
    'second third finally remaining digits number baaki baki aage phir fir aur uske baad mera hai ye yeh sir maam coach here'
  ).split(' '),
)
const ANNOUNCING = /^(?:starts|ends|ending|rest|digits|remaining|baaki|baki)$/
/** Words of a message that goes on with a number rather than beginning one. */
const CONTINUING = new Set(
  'ends end ending rest remaining last half second third then next finally baaki baki aage phir fir aur'.split(' '),
)
const LONGEST_PART = 9
const LONGEST_MESSAGE = 120

const NOTHING: NumberPart = { digits: '', plus: false, announces: false, begins: false }

/** Reads a message as a part of a number. */
export function readNumberPart(message: string): NumberPart {
  if (message.length > LONGEST_MESSAGE) return NOTHING
  const { text } = normalise(message)
  const tokens = tokenise(text, [])
  const announces = tokens.some((token) => announcesNumber(token))
  const begins = announces && !tokens.some(({ text: word }) => CONTINUING.has(word))
  const nothing = { ...NOTHING, announces, begins }
  if (isMeasure(text.trim()) || isScore(text.trim())) return nothing
  const chains = readChains(tokens)
  const [chain] = chains
  if (chain === undefined || chains.length > 1) return nothing
  const inChain = new Set(
    chain.numerals.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, index) => from + index)),
  )
  const isBare = tokens.every((token, index) => inChain.has(index) || isPassable(token))
  const digits = chain.numerals.map((numeral) => numeral.digits).join('')
  if (!isBare || digits.length > LONGEST_PART) return nothing
  return { digits, plus: text.includes('+'), announces, begins }
}

function announcesNumber(token: Token): boolean {
  const topic = token.kind === 'word' ? topicOf(token.text) : undefined
  return topic === 'phone' || topic === 'number' || ANNOUNCING.test(token.text)
}

/** Currency, percent and the like say that the digits are something else. */
function isPassable(token: Token): boolean {
  if (token.kind === 'word') return FILLERS.has(token.text) || announcesNumber(token)
  if (token.kind === 'mark') return !/[%°:\p{Sc}#]/u.test(token.text)
  return token.kind === 'space' || token.kind === 'line'
}

/** Whether the parts, in order, make a phone number. `announced`: the message before them spoke of one. */
export function isSplitNumber(parts: readonly NumberPart[], announced: boolean): boolean {
  const groups = parts.map((part) => part.digits).filter((digits) => digits !== '')
  const digits = groups.join('')
  if (digits.length < 8 || digits.length > 13 || /^(\d)\1*$/.test(digits)) return false
  if (areTimes(groups) || areYears(groups) || areRound(groups) || isProgression(groups)) return false
  const isOneByOne = groups.every((group) => group.length === 1)
  if (announced || parts.some((part) => part.announces)) return isOneByOne || groups.some((group) => group.length >= 3)
  if (!startsLikeMobile(digits) && !(parts[0]?.plus && digits.length >= 10)) return false
  if (isOneByOne) return (digits.match(/[5789]/g)?.length ?? 0) >= 3
  return groups.length <= 5 && groups.some(isTellingGroup)
}

/** With nothing said about a number, it takes the whole of one. */
function startsLikeMobile(digits: string): boolean {
  return /^(?:[6-9]\d{9}|0\d{10}|91[6-9]\d{9})$/.test(digits)
}

/** Four digits or more that are no price, no year and no time of day. */
function isTellingGroup(group: string): boolean {
  return group.length >= 4 && Number(group) % 50 !== 0 && !areTimes([group, group]) && !areYears([group, group])
}
