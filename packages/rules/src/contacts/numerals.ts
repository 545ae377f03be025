import { HIDDEN } from './contact.ts'
import { readLeetWord, readMixedRun } from './leet.ts'
import { PICTURE } from './normalise.ts'
import { gluedNumberWords, isMagnitude, numberWord, repeatWord } from './number-words.ts'
import type { Numeral } from './numeral.ts'
import type { Token } from './tokens.ts'

/** How loosely two numerals hang together: 0 touching, 1 one sign, 2 a space, 3 wide, 4 only a list or a sentence. */
export type Looseness = 0 | 1 | 2 | 3 | 4

/** What stands between a numeral and the one before it. */
export interface Gap {
  readonly looseness: Looseness
  /** No space in between, as within a date or a decimal. */
  readonly tight: boolean
  /** One sign as inside a date, a version or an identifier, not as between two of a kind. */
  readonly bound: boolean
}

/** Numerals that may belong together; `gaps[i]` is what stands before `numerals[i]`. */
export interface Chain {
  readonly numerals: readonly Numeral[]
  readonly gaps: readonly Gap[]
}

const TOUCHING: Gap = { looseness: 0, tight: true, bound: true }
const START: Gap = { looseness: 0, tight: false, bound: false }

/** Reads all numerals of a text and strings together those with nothing of weight in between. */
export function readChains(tokens: readonly Token[]): Chain[] {
  const chains: Chain[] = []
  let numerals: Numeral[] = []
  let gaps: Gap[] = []
  const close = () => {
    if (numerals.length > 0) chains.push({ numerals, gaps })
    numerals = []
    gaps = []
  }
  let at = 0
  while (at < tokens.length) {
    const read = readNumerals(tokens, at, numerals)
    const first = read[0]
    if (first === undefined) {
      at++
      continue
    }
    const previous = numerals.at(-1)
    const gap = previous === undefined ? START : readGap(tokens, previous.to, first.from)
    if (gap === undefined) close()
    const merged = previous && gap && merge(previous, first, gap)
    if (merged) numerals[numerals.length - 1] = merged
    else {
      numerals.push(...read)
      gaps.push(gap ?? START, ...read.slice(1).map(() => TOUCHING))
    }
    at = first.to
    const following = tokens[at + 1]
    if (tokens[at]?.kind === 'space' && following?.kind === 'word' && isMagnitude(following.text)) {
      if (numerals.length >= MANY_SPELLED && following.text === 'hundred') {
        const last = numerals.pop()
        if (last) numerals.push({ ...last, digits: `${last.digits}00`, end: following.end, to: at + 2 })
        at += 2
        continue
      }
      numerals.pop()
      gaps.pop()
      close()
    }
  }
  close()
  return chains
}

/** "twenty" and "one" are 21; letters for digits that touch digits are one group with them. */
function merge(before: Numeral, after: Numeral, gap: Gap): Numeral | undefined {
  const span = { start: before.start, end: after.end, from: before.from, to: after.to }
  if (before.form === 'leet' && gap.looseness === 0 && before.to === after.from) {
    return { ...span, digits: before.digits + after.digits, form: 'leet' }
  }
  if (!before.tens || after.form !== 'spelled' || !/^[1-9]$/.test(after.digits) || gap.looseness > 2) return undefined
  return { ...span, digits: `${before.digits[0]}${after.digits}`, form: 'spelled' }
}

/** The numerals that start at a token: one, or several where letters part the digits of one run. */
function readNumerals(tokens: readonly Token[], at: number, chain: readonly Numeral[]): readonly Numeral[] {
  const token = tokens[at]
  const drawn = readDrawnWord(tokens, at)
  if (drawn) return [drawn]
  if (token?.kind === 'digits') {
    if (token.text.length === 1 && isCountOfDigits(tokens, at)) return []
    return readMixedRun(tokens, at) ?? [{ digits: token.text, ...extent(tokens, at, at + 1), form: 'digits' }]
  }
  const numeral = token?.kind === 'word' ? readWord(tokens, at, token.text, chain) : undefined
  return numeral === undefined ? [] : [numeral]
}

const DRAWN_AS: Readonly<Record<string, string>> = { '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't' }

/** "n1ne", "f0ur", "z3ro": a number word with a digit for a letter. */
function readDrawnWord(tokens: readonly Token[], at: number): Numeral | undefined {
  let to = at
  let text = ''
  while (
    to < at + 3 &&
    (tokens[to]?.kind === 'word' || (tokens[to]?.kind === 'digits' && tokens[to]?.text.length === 1))
  ) {
    text += tokens[to]?.text ?? ''
    to++
  }
  if (to - at < 2 || text.length < 3 || text.length > 6) return undefined
  const word = numberWord(text.replace(/\d/g, (digit) => DRAWN_AS[digit] ?? digit))
  return word && !word.doubtful ? { digits: word.digits, ...extent(tokens, at, to), form: 'spelled' } : undefined
}

function readWord(tokens: readonly Token[], at: number, text: string, chain: readonly Numeral[]): Numeral | undefined {
  const times = repeatWord(text)
  if (times !== undefined) return readRepeat(tokens, at, times)
  const word = numberWord(text)
  if (word !== undefined && isCountOfDigits(tokens, at)) return undefined
  if (word !== undefined && (!word.doubtful || isBetweenSpelled(tokens, at, chain) || opensSpelled(tokens, at))) {
    const tens = word.tens || text === FOUR_SCORE[0] ? readTens(tokens, at, text, word.digits) : undefined
    return tens ?? { digits: word.digits, ...extent(tokens, at, at + 1), form: 'spelled', tens: word.tens }
  }
  const glued = gluedNumberWords(text)
  if (glued !== undefined) return { digits: glued, ...extent(tokens, at, at + 1), form: 'spelled' }
  const leet = readLeetWord(tokens, at)
  return leet === undefined ? undefined : { digits: leet, ...extent(tokens, at, at + 1), form: 'leet' }
}

const PART_OF_NUMBER = /^(?:first|last|next|other|remaining|final|pehle|pehla|aakhri|akhri|baaki|baki)$/
const SAYS_DIGITS = /^(?:digits?|numbers?|nos?|are|is|hai|ank|[-:])$/

/** The "five" of "first five digits 98765". */
function isCountOfDigits(tokens: readonly Token[], at: number): boolean {
  if (tokens[at - 1]?.kind !== 'space' || !PART_OF_NUMBER.test(tokens[at - 2]?.text ?? '')) return false
  const next = tokens[at + 2]
  return tokens[at + 1]?.text === ':' || next?.kind === 'digits' || SAYS_DIGITS.test(next?.text ?? '')
}

/** "quatre-vingt" is 80, not 4 and 20. */
const FOUR_SCORE = ['quatre', /^vingts?$/] as const
const AND = /^(?:y|et|e|i|und|en)$/

/** Tens of several words: "treinta y cuatro", "trenta e nove", and the French 70 to 99: "quatre-vingt-dix-huit". */
function readTens(tokens: readonly Token[], at: number, text: string, digits: string): Numeral | undefined {
  let value = Number(digits)
  let to = at + 1
  const wordAfter = (index: number) => {
    const separator = tokens[index]
    const isJoint = separator?.kind === 'space' || separator?.text === '-'
    return isJoint && tokens[index + 1]?.kind === 'word' ? tokens[index + 1]?.text : undefined
  }
  if (text === FOUR_SCORE[0]) {
    if (!FOUR_SCORE[1].test(wordAfter(to) ?? '')) return undefined
    value = 80
    to += 2
  }
  const isAnd = AND.test(wordAfter(to) ?? '')
  const rest = numberWord(wordAfter(isAnd ? to + 2 : to) ?? '')
  const most = value === 80 || text === 'soixante' ? 19 : 9
  if (rest !== undefined && Number(rest.digits) > 0 && Number(rest.digits) <= most && (isAnd || !rest.doubtful)) {
    value += Number(rest.digits)
    to += isAnd ? 4 : 2
    // "soixante-dix-huit": 60, 10 and 8
    const unit = rest.digits === '10' ? numberWord(wordAfter(to) ?? '') : undefined
    if (unit !== undefined && /^[7-9]$/.test(unit.digits)) {
      value += Number(unit.digits)
      to += 2
    }
  } else if (text !== FOUR_SCORE[0]) return undefined
  return { digits: String(value), ...extent(tokens, at, to), form: 'spelled' }
}

function extent(tokens: readonly Token[], from: number, to: number) {
  return { start: tokens[from]?.start ?? 0, end: tokens[to - 1]?.end ?? 0, from, to }
}

/** "double nine", "triple 7", "double-oh": the repeated digit, up to its own token. */
function readRepeat(tokens: readonly Token[], at: number, times: number): Numeral | undefined {
  const separator = tokens[at + 1]?.kind
  const next = separator === 'space' || separator === 'mark' ? at + 2 : at + 1
  const token = tokens[next]
  const digits = token?.kind === 'digits' ? token.text : token?.kind === 'word' && numberWord(token.text)?.digits
  if (typeof digits !== 'string' || digits.length !== 1) return undefined
  return { digits: digits.repeat(times), ...extent(tokens, at, next + 1), form: 'spelled' }
}

/** After so many numerals in a row a "do" is a दो whatever follows. */
const MANY_SPELLED = 6

/** "to" is a two and "do" is a दो only in the middle of a number that is being spelled. */
function isBetweenSpelled(tokens: readonly Token[], at: number, chain: readonly Numeral[]): boolean {
  const previous = chain.at(-1)
  if (previous === undefined || wordAfter(tokens, previous.to - 1) !== at) return false
  const isHindi = /^(?:do|no|sat|che|o|don|saha|nav|nou|sei|um)$/.test(tokens[at]?.text ?? '')
  if (previous.form !== 'spelled' && !(isHindi && previous.digits.length === 1)) return false
  if (chain.length >= MANY_SPELLED && chain.slice(-MANY_SPELLED).every((numeral) => numeral.form === 'spelled'))
    return true
  const next = tokens[wordAfter(tokens, at) ?? -1]
  if (next?.kind === 'digits') return isHindi && next.text.length === 1
  if (next?.kind === 'word') return numberWord(next.text) !== undefined || repeatWord(next.text) !== undefined
  return true
}

/** The token of the next word or digits, when no more than a sign or two and spaces stand before it. */
function wordAfter(tokens: readonly Token[], at: number): number | undefined {
  for (let next = at + 1; next <= at + 4; next++) {
    const kind = tokens[next]?.kind
    if (kind === 'word' || kind === 'digits') return next
    if (kind !== 'space' && kind !== 'mark' && kind !== 'line') return undefined
  }
  return undefined
}

const OPENING_WORDS = 7
const SURE_OPENING_WORDS = 3

/** A doubtful word is the first digit of a number when as many words after it as a number has are digits. */
function opensSpelled(tokens: readonly Token[], at: number): boolean {
  let sure = 0
  let next = wordAfter(tokens, at)
  for (let words = 0; words < OPENING_WORDS; words++) {
    const word = next === undefined ? undefined : numberWord(tokens[next]?.text ?? '')
    if (next === undefined || word === undefined) return false
    if (!word.doubtful) sure++
    next = wordAfter(tokens, next)
  }
  return sure >= SURE_OPENING_WORDS
}

const GAP_TOKENS = 8
/** Signs that say: what follows is another number. */
const PARTING = /[%$°\p{Sc}]/u
const LISTING = /[,;&+#@!?\\<>="^{}]/
const SPOKEN_SIGNS = new Set(
  'dash hyphen minus slash underscore space gap dot point bracket brackets star डैश स्पेस'.split(' '),
)
const FILLERS = new Set(
  'and then aur or phir fir uske baad followed by comma plus और फिर y et und e da and n is with ends end ending starts first last next second half rest by part parts portion remaining baki baaki aage iske ke baad digits'.split(
    ' ',
  ),
)

/** What stands between two numerals, or undefined when they have nothing to do with each other. */
function readGap(tokens: readonly Token[], from: number, to: number): Gap | undefined {
  if (to - from > GAP_TOKENS) return undefined
  if (from === to) return TOUCHING
  let signs = ''
  let looseness: Looseness = 0
  for (let at = from; at < to; at++) {
    const token = tokens[at]
    if (token === undefined || (token.kind === 'wall' && token.text !== HIDDEN)) return undefined
    if (token.kind === 'word') {
      const wordLooseness = wordGap(token, from, to)
      if (wordLooseness === undefined) return undefined
      looseness = wider(looseness, wordLooseness)
    } else signs += token.kind === 'line' || token.kind === 'wall' ? '\n' : token.text
  }
  const ofSigns = signLooseness(signs)
  if (ofSigns === undefined) return undefined
  return { looseness: wider(looseness, ofSigns), tight: /^\S*$/.test(signs), bound: /^[-._:]?$/.test(signs) }
}

function wordGap(word: Token, from: number, to: number): Looseness | undefined {
  if (SPOKEN_SIGNS.has(word.text)) return 2
  if (FILLERS.has(word.text) || numberWord(word.text) !== undefined) return 4
  const touching = to - from === 1
  if (!touching) return undefined
  if (word.text === 'x') return 3
  return word.text.length <= 2 ? 1 : undefined
}

function signLooseness(signs: string): Looseness | undefined {
  if (signs === '') return 0
  if (PARTING.test(signs) || /\)\s*\)|\(\s*\(/.test(signs)) return undefined
  if (LISTING.test(signs) || signs.includes('\n') || (signs.trim() === '/' && signs.startsWith(' '))) return 4
  if (/^[-./_~*|:']$/.test(signs)) return 1
  if (/^ ?\) ?[-./]? ?\(?$|^[-./]? ?\($|^[-./]? ?\) ?$/.test(signs) || signs === ' ') return 2
  return signs.length <= 12 || new RegExp(`^[ ${PICTURE}]*$`).test(signs) ? 3 : undefined
}

/** The looser of two. */
export function wider(a: Looseness, b: Looseness): Looseness {
  return a > b ? a : b
}
