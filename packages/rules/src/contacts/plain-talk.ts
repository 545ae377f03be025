import { gluedNumberWords, numberWord, repeatWord } from './number-words.ts'
import { topicOf } from './phone-context.ts'
import { mayBelongToAddress } from './spelled-address.ts'
import { FILLERS } from './split-words.ts'

/** What ordinary talk says in numbers. */
export interface PlainTalk {
  /** The most digits that its number words make; 0 when it says no number. */
  readonly digits: number
  /** Among its words is one that cannot stand beside a part of a number: see `readNumberPart`. */
  readonly hasStranger: boolean
}

/** Letters and the punctuation of sentences: nothing that writes a digit, an @, a link, a bracket or an escape. */
const SENTENCES = /^[a-z ,.!?;'"\n]*$/i
const WORD = /[a-z]+/gi
/** So many single letters in a row may be the spelling of a word. */
const SPELLING = 3

/**
 * Reads a text of plain words among which no detector can find an address or a link; undefined for any other. It is cheap,
 * and tells of most messages that nothing in them need be looked for. It may say undefined of a harmless text, and is never wrong
 * the other way:
 *
 * - addresses and links are read from an @, a mail service or a word that says at, from `:`, `/`, `\`, "www.", "slash",
 *   ".t.me", and from words that are spelled letter by letter;
 * - numbers are read from digits and the letters that touch them, and from words that say digits. Doubtful ones, such as "to",
 *   are digits only beside others that are beyond doubt.
 */
export function readPlainTalk(text: string): PlainTalk | undefined {
  if (!SENTENCES.test(text) || /www\.|\.t\.me/i.test(text)) return undefined
  let letters = 0
  let digits = 0
  let isCertain = false
  let hasStranger = false
  for (const { 0: written, index } of text.matchAll(WORD)) {
    const word = lookUp(written)
    if (word === undefined) return undefined
    letters = written.length === 1 ? letters + 1 : 0
    if (letters >= SPELLING) return undefined
    // An "a" right behind a sign may be the one of "(a)".
    if ((written === 'a' || written === 'A') && isBehindSign(text, index)) return undefined
    digits += word.digits
    isCertain ||= word.isCertain
    hasStranger ||= word.isStranger
  }
  return { digits: isCertain ? digits : 0, hasStranger }
}

function isBehindSign(text: string, index: number): boolean {
  let before = index - 1
  while (text[before] === ' ') before--
  return before >= 0 && !/[a-z]/i.test(text[before] ?? '')
}

interface PlainWord {
  readonly digits: number
  readonly isCertain: boolean
  readonly isStranger: boolean
}

/** People say the same words over and over. Longer ones are not kept: they would keep the text that they were cut from. */
const known = new Map<string, PlainWord | undefined>()
const MOST_KNOWN = 20_000
const LONGEST_KNOWN = 12
/** Longer runs of letters are looked at by the detectors themselves. */
const LONGEST_WORD = 24

function lookUp(written: string): PlainWord | undefined {
  const before = known.get(written)
  if (before !== undefined) return before
  if (written.length > LONGEST_WORD) return undefined
  const word = readWord(written.toLowerCase())
  if (word === undefined || written.length > LONGEST_KNOWN) return word
  if (known.size >= MOST_KNOWN) known.clear()
  known.set(written, word)
  return word
}

function readWord(word: string): PlainWord | undefined {
  if (repeatWord(word) !== undefined || gluedNumberWords(word) !== undefined) return undefined
  // "vingts" makes more of the number before it than a number word does.
  if (word.startsWith('vingt') || word.includes('slash') || mayBelongToAddress(word)) return undefined
  const number = numberWord(word)
  return {
    digits: number?.digits.length ?? 0,
    isCertain: number?.doubtful === false,
    isStranger: number === undefined && word.length > 3 && !FILLERS.has(word) && topicOf(word) === undefined,
  }
}
