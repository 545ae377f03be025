import { isMobileNumber } from './country-codes.ts'
import type { Numeral } from './numeral.ts'
import type { Chain } from './numerals.ts'
import { isUnitWord, topicBefore, topicOf } from './phone-context.ts'
import type { Token } from './tokens.ts'

/** A number whose groups are parted by words; `chains` are the rows of numerals it was read from. */
export interface PartedNumber {
  readonly start: number
  readonly end: number
  readonly digits: string
}

/** More words than these between two groups are a sentence. */
const MOST_WORDS = 2
const GAP_TOKENS = 7
const LONGEST_WORD = 12
/** Most groups that are put together. */
const MOST_CHAINS = 14
const MOST_DIGITS = 14
/** Words between two numbers that are each a number of their own. */
const PARTING_WORDS =
  /^(?:or|vs|v|of|than|to|till|until|se|through|between|out|per|se|ya|yaa|ki|then|for|at|by|not|but|versus|against)$/

/**
 * Finds numbers with words thrown in: `98765 bro 43210`, `9 ok 8 ok 7 ok …`. Only what makes a whole mobile number: two
 * halves, or digits in small groups with the same word between them all. `chains` are in the order of the text.
 */
export function findPartedNumbers(tokens: readonly Token[], chains: readonly Chain[]): PartedNumber[] {
  const found: PartedNumber[] = []
  for (let at = 0; at + 1 < chains.length; at++) {
    const number = numberFrom(tokens, chains, at)
    if (number === undefined) continue
    const [numerals, next] = number
    found.push({ start: numerals[0]?.start ?? 0, end: numerals.at(-1)?.end ?? 0, digits: digitsOf(numerals) })
    at = next - 2
  }
  return found
}

/** The numerals of a number that begins at the end of the chain `from`, and the chain after its last one. */
function numberFrom(tokens: readonly Token[], chains: readonly Chain[], from: number): [Numeral[], number] | undefined {
  const numerals = [...lastGroup(chains[from])]
  const lengths = [digitsOf(numerals).length]
  let filler: string | undefined
  for (let at = from + 1; at < chains.length && at - from < MOST_CHAINS; at++) {
    const words = wordsBetween(tokens, chains[at - 1], chains[at])
    if (words === undefined || (filler !== undefined && words !== filler)) return undefined
    filler = words
    const group = firstGroup(chains[at])
    numerals.push(...group)
    lengths.push(digitsOf(group).length)
    const digits = digitsOf(numerals)
    if (digits.length > MOST_DIGITS) return undefined
    if (isMobileNumber(digits)) return isWritten(tokens, numerals, lengths) ? [numerals, at + 1] : undefined
    if (group.length !== chains[at]?.numerals.length) return undefined
  }
  return undefined
}

/** Two halves of a mobile number, small groups, or any two groups that were announced. */
function isWritten(tokens: readonly Token[], numerals: readonly Numeral[], lengths: readonly number[]): boolean {
  const isInHalves = lengths.length === 2 && lengths[1] === 5
  const isInSmallGroups = lengths.length > 2 && lengths.every((length) => length <= 5)
  const isInTwo = lengths.length === 2 && lengths.every((length) => length >= 3)
  if (!isInHalves && !isInSmallGroups && !isInTwo) return false
  const topic = topicBefore(tokens, numerals[0]?.from ?? 0)
  if (topic === 'phone' || topic === 'number') return true
  return topic === undefined && (isInHalves || isInSmallGroups)
}

/** What hangs together at the end of a chain. */
function lastGroup(chain: Chain | undefined): readonly Numeral[] {
  const loose = chain?.gaps.findLastIndex((gap) => gap.looseness === 4) ?? -1
  return chain?.numerals.slice(Math.max(0, loose)) ?? []
}

/** What hangs together at the start of a chain. */
function firstGroup(chain: Chain | undefined): readonly Numeral[] {
  const loose = chain?.gaps.findIndex((gap) => gap.looseness === 4) ?? -1
  return chain?.numerals.slice(0, loose > 0 ? loose : undefined) ?? []
}

function digitsOf(numerals: readonly Numeral[]): string {
  return numerals.map((numeral) => numeral.digits).join('')
}

/** The words that part two chains, or undefined when more than a word or two does. */
function wordsBetween(
  tokens: readonly Token[],
  before: Chain | undefined,
  after: Chain | undefined,
): string | undefined {
  const from = before?.numerals.at(-1)?.to ?? 0
  const to = after?.numerals[0]?.from ?? 0
  if (to <= from || to - from > GAP_TOKENS) return undefined
  const words: string[] = []
  for (const token of tokens.slice(from, to)) {
    if (token.kind === 'word') words.push(token.text)
    else if (token.kind !== 'space' && !/^[-,.()*_~"'!?•]$/.test(token.text)) return undefined
  }
  const isFiller = (word: string) =>
    word.length <= LONGEST_WORD && !PARTING_WORDS.test(word) && !isUnitWord(word) && topicOf(word) === undefined
  return words.length > 0 && words.length <= MOST_WORDS && words.every(isFiller) ? words.join(' ') : undefined
}
