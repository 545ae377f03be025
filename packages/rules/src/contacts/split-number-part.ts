import { isMeasure, isScore } from './measures.ts'
import { normalise } from './normalise.ts'
import { numberWord } from './number-words.ts'
import type { Chain } from './numerals.ts'
import { readChains } from './numerals.ts'
import { hasUnitAfter, topicOf } from './phone-context.ts'
import type { Announcement } from './split-announcement.ts'
import { namesOtherNumbers, namesOwnNumber, readAnnouncement } from './split-announcement.ts'
import { CONTINUING, FILLERS } from './split-words.ts'
import type { Token } from './tokens.ts'
import { tokenise } from './tokens.ts'

/** What one text may contribute to a number that is split over several. */
export interface NumberPart {
  /** Its digits as they are grouped; none when it holds no part of a number. */
  readonly groups: readonly string[]
  readonly plus: boolean
  readonly inWords: boolean
  /** Words beside the digits that are no mere fillers. */
  readonly strangers: number
  /** The word right before the digits is such a stranger: it may name what the digits are. */
  readonly labelled: boolean
  readonly announces: Announcement | undefined
  /** It speaks of something else that has a number, so what follows it is explained. */
  readonly explains: boolean
  /** It says that a number begins here, so digits that came before it belong to something else. */
  readonly begins: boolean
}

const NOTHING: NumberPart = {
  groups: [],
  plus: false,
  inWords: false,
  strangers: 0,
  labelled: false,
  announces: undefined,
  explains: false,
  begins: false,
}

const LONGEST_TEXT = 120
const LONGEST_PART = 9
/** Fewer digits among other words are a quantity of something. */
const FEWEST_AMONG_WORDS = 4
const MOST_STRANGERS = 4
/** So many number words in a row spell a number. */
const FEWEST_SPELLED = 3
const HINDI_DIGIT = /^(?:do|no|sat|che|o)$/
/** "at 5", "till 7": an hour. */
const OF_TIME = /^(?:at|by|till|until|from|after|before|since|in|for|को|से)$/

/** Reads a text as a part of a number. */
export function readNumberPart(message: string): NumberPart {
  if (message.length > LONGEST_TEXT) return NOTHING
  const text = normalise(message).text.trim()
  const tokens = tokenise(text, [])
  const announces = readAnnouncement(tokens)
  const begins = announces === 'plain' && !tokens.some(({ text: word }) => CONTINUING.has(word))
  const chains = readChains(tokens)
  // With a number of its own, "court 3", it explains that one.
  const nothing = { ...NOTHING, announces, explains: chains.length === 0 && namesOtherNumbers(tokens), begins }
  if (isMeasure(text) || isScore(text) || /[%°\p{Sc}#]/u.test(text)) return nothing
  const [chain] = chains
  if (
    chain === undefined ||
    chains.length > 1 ||
    namesOwnNumber(tokens) ||
    hasUnitAfter(tokens, chain.numerals.at(-1)?.to ?? 0) ||
    holdsMeasure(text, chain)
  )
    return nothing
  const inWords = chain.numerals.every(({ form }) => form === 'spelled')
  const groups = inWords ? [spelledDigits(tokens, chain)] : chain.numerals.map((numeral) => numeral.digits)
  const digits = groups.join('').length
  const strangers = strangersIn(tokens, chain)
  const before = wordBefore(tokens, chain)
  const labelled = isStranger(before)
  if (digits > LONGEST_PART || strangers > MOST_STRANGERS) return nothing
  if (digits <= 2 && OF_TIME.test(before?.text ?? '')) return nothing
  if (strangers > 0 && (inWords || digits < FEWEST_AMONG_WORDS)) return nothing
  return { groups, plus: text.includes('+'), inWords, strangers, labelled, announces, explains: false, begins }
}

/** Two numerals without a space make a score, a time or a date: `21-15, 19-21`, `6:30 and 7:30`. */
function holdsMeasure(text: string, { numerals, gaps }: Chain): boolean {
  return numerals.some((numeral, index) => {
    const before = numerals[index - 1]
    if (before === undefined || !gaps[index]?.bound || gaps[index]?.looseness === 0) return false
    const written = text.slice(before.start, numeral.end)
    return isScore(written) || isMeasure(written)
  })
}

/** At the ends of a number in words, "do" is a दो and "no" a नौ. */
function spelledDigits(tokens: readonly Token[], { numerals }: Chain): string {
  const before = doubtfulDigit(tokens, (numerals[0]?.from ?? 0) - 2, -1)
  const after = doubtfulDigit(tokens, (numerals.at(-1)?.to ?? 0) + 1, 1)
  const digits = numerals.map((numeral) => numeral.digits).join('')
  return numerals.length < FEWEST_SPELLED ? digits : `${before}${digits}${after}`
}

function doubtfulDigit(tokens: readonly Token[], at: number, step: 1 | -1): string {
  const token = tokens[at]
  const isBeside = tokens[at - step]?.kind === 'space' && token?.kind === 'word'
  const word = isBeside ? numberWord(token.text) : undefined
  return word?.doubtful && HINDI_DIGIT.test(token?.text ?? '') ? word.digits : ''
}

function strangersIn(tokens: readonly Token[], chain: Chain): number {
  return tokens.filter((token, index) => !isInChain(chain, index) && isStranger(token)).length
}

function isInChain({ numerals }: Chain, index: number): boolean {
  return numerals.some(({ from, to }) => index >= from && index < to)
}

function isStranger(token: Token | undefined): boolean {
  if (token === undefined || token.kind !== 'word' || FILLERS.has(token.text)) return false
  const topic = topicOf(token.text)
  return topic !== 'phone' && topic !== 'number'
}

function wordBefore(tokens: readonly Token[], chain: Chain): Token | undefined {
  const first = chain.numerals[0]?.from ?? 0
  return tokens.slice(0, first).findLast(({ kind }) => kind === 'word')
}
