import { isMobileNumber } from './country-codes.ts'
import type { Span } from './spans.ts'

/** Letters and signs that are drawn like a digit, with the digit. */
const DRAWN_LIKE: Readonly<Record<string, string>> = {
  o: '0',
  q: '0',
  i: '1',
  l: '1',
  '|': '1',
  '!': '1',
  z: '2',
  s: '5',
  b: '8',
  g: '9',
}
const CHUNK = /[\doqil|!zsbg]{1,14}/gi
const MOST_CHUNKS = 3
/** Fewest digits that are written as digits: with fewer it is a word. */
const FEWEST_DIGITS = 5

/** A number with letters for some of its digits, in one piece or in two or three. */
export interface DrawnNumber extends Span {
  readonly digits: string
}

/** Finds mobile numbers in which letters stand for digits: `9B76S 432lO`. Linear. */
export function findDrawnNumbers(text: string): DrawnNumber[] {
  const found: DrawnNumber[] = []
  const chunks = Array.from(
    text.matchAll(CHUNK),
    (match): Span => ({ start: match.index, end: match.index + match[0].length }),
  )
  for (let at = 0; at < chunks.length; at++) {
    const start = chunks[at]?.start ?? 0
    if (/[\p{L}\p{N}]/u.test(text[start - 1] ?? '')) continue
    for (let next = at; next < chunks.length && next - at < MOST_CHUNKS; next++) {
      const end = chunks[next]?.end ?? start
      if (next > at && !/^[ -]$/.test(text.slice(chunks[next - 1]?.end, chunks[next]?.start))) break
      const digits = digitsDrawn(text.slice(start, end))
      if (digits === undefined || /[\p{L}\p{N}]/u.test(text[end] ?? '')) continue
      found.push({ start, end, digits })
      at = next
      break
    }
  }
  return found
}

function digitsDrawn(written: string): string | undefined {
  const letters = written.replace(/[\d -]/g, '')
  if (letters === '' || written.replace(/\D/g, '').length < FEWEST_DIGITS) return undefined
  const digits = written.toLowerCase().replace(/\D/g, (letter) => DRAWN_LIKE[letter] ?? '')
  return isMobileNumber(digits) ? digits : undefined
}
