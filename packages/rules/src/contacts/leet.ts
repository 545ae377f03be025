import { isMobileNumber } from './country-codes.ts'
import type { Numeral } from './numeral.ts'
import type { Token } from './tokens.ts'

/** Letters that are drawn or read like digits. */
const LEET: Readonly<Record<string, string>> = { o: '0', i: '1', l: '1', z: '2', s: '5', b: '8', g: '9', q: '9' }
const LEET_WORD = /^[oilzsbgq]{1,4}$/
/** Longer words between digits are words, unless every letter of them stands for a digit. */
const INNER_WORD = /^(?:\p{L}{1,3}|[oilzsbgq]{4,8})$/u
const RUN_TOKENS = 24

interface Piece {
  digits: string
  start: number
  end: number
}

/**
 * Reads digits with letters among them, from the token `at` on: `98O76S43I2` has letters for digits, `888i884i0111` has
 * them as separators. Answers one numeral for each group, or nothing when the run is digits alone.
 */
export function readMixedRun(tokens: readonly Token[], at: number): Numeral[] | undefined {
  const to = endOfRun(tokens, at)
  if (to === at + 1) return undefined
  const run = tokens.slice(at, to)
  const letters = letterCounts(run)
  const isSeparator = (letter: string) => LEET[letter] === undefined || (letters.get(letter) ?? 0) > 1
  const split = readPieces(run, isSeparator)
  const allDigits = readPieces(run, (letter) => LEET[letter] === undefined)
  const byWord = isGrouped(split) ? split : readPieces(run, isSeparator, true)
  const pieces = isGrouped(byWord) ? byWord : allDigits
  return pieces.map((piece) => ({ ...piece, from: at, to, form: 'leet' as const }))
}

/** Where the run of touching digits and short words ends; it ends with digits, or with letters for missing digits. */
function endOfRun(tokens: readonly Token[], at: number): number {
  let to = at + 1
  let digits = tokens[at]?.text.length ?? 0
  while (to + 1 < tokens.length && to - at < RUN_TOKENS) {
    const [word, next] = [tokens[to], tokens[to + 1]]
    if (word?.kind !== 'word' || !INNER_WORD.test(word.text) || next?.kind !== 'digits' || isExtension(tokens, to))
      break
    digits += word.text.length + next.text.length
    to += 2
  }
  const last = tokens[to]
  const isTail = last?.kind === 'word' && LEET_WORD.test(last.text)
  const isMissing = digits >= 6 && digits < 10
  const goesOn =
    (last?.text.length ?? 4) < 4 && /^[- ]$/.test(tokens[to + 1]?.text ?? '') && tokens[to + 2]?.kind === 'digits'
  return isTail && (isMissing || goesOn || last?.text === 'o') ? to + 1 : to
}

/** The x of `3316005x3456` starts an extension unless more of them follow. */
function isExtension(tokens: readonly Token[], at: number): boolean {
  const word = tokens[at]?.text ?? ''
  if (/^(?:ext|int)$/.test(word)) return true
  return word === 'x' && (tokens[at - 1]?.text.length ?? 0) > 3 && tokens[at + 2]?.text !== 'x'
}

function letterCounts(run: readonly Token[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const token of run) {
    if (token.kind !== 'word') continue
    for (const letter of token.text) counts.set(letter, (counts.get(letter) ?? 0) + 1)
  }
  return counts
}

/** With `wholeWords` one letter that is no digit makes a separator of its whole word. */
function readPieces(run: readonly Token[], isSeparator: (letter: string) => boolean, wholeWords = false): Piece[] {
  const pieces: Piece[] = []
  let open: Piece | undefined
  const add = (digits: string, start: number, end: number) => {
    if (open === undefined) {
      open = { digits: '', start, end }
      pieces.push(open)
    }
    open.digits += digits
    open.end = end
  }
  for (const token of run) {
    if (token.kind === 'digits') add(token.text, token.start, token.end)
    else if (wholeWords && Array.from(token.text).some(isSeparator)) open = undefined
    else {
      let offset = token.start
      for (const letter of token.text) {
        if (isSeparator(letter)) open = undefined
        else add(LEET[letter] ?? '', offset, offset + letter.length)
        offset += letter.length
      }
    }
  }
  return pieces
}

/** Groups as a phone number has them, so that the letters in between do separate. */
function isGrouped(pieces: readonly Piece[]): boolean {
  const digits = pieces.map((piece) => piece.digits).join('')
  if (digits.length < 9 || digits.length > 13) return false
  if (pieces.length >= 3 && pieces.slice(1).every((piece) => piece.digits.length >= 2)) return true
  return isMobileNumber(digits) && (pieces.length === 2 || pieces.every((piece) => piece.digits.length === 1))
}

/** A word of letters for digits that a sign ties to digits: the `Olll` of `888-884-Olll`. */
export function readLeetWord(tokens: readonly Token[], at: number): string | undefined {
  const word = tokens[at]?.text ?? ''
  if (!LEET_WORD.test(word)) return undefined
  const before = tokens[at - 1]
  const isTied = before?.kind === 'mark' && /^[-.]$/.test(before.text) && tokens[at - 2]?.kind === 'digits'
  const isTouching = tokens[at + 1]?.kind === 'digits' && before?.kind !== 'word'
  return isTied || isTouching ? Array.from(word, (letter) => LEET[letter] ?? '').join('') : undefined
}
