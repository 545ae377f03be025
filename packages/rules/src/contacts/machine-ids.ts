import type { Span } from './spans.ts'

/** UUIDs, MAC and IPv6 addresses and hashes: in hexadecimal, so that a run of digits in them means nothing. */
const HEXADECIMAL =
  /(?:(?<![a-z\d])|(?<=%[\da-f]{2}))(?:[\da-f]{8}(?:-[\da-z]{4,5}){3}-[\da-f]{12}[a-f]?|(?:[\da-f]{2}[:-]){5,7}[\da-f]{2}|(?:[\da-f]{1,4}:){3,7}[\da-f]{1,4}|(?:[\da-f]{1,4}:){0,6}(?:[\da-f]{1,4})?::(?:[\da-f]{1,4}:){0,6}[\da-f]{0,4}|(?:[\da-f]{4}\.){2}[\da-f]{4}|(?:[\da-f]{2} ){5,15}[\da-f]{2}|[\da-f]{16,128})(?![a-z\d])/giu
/** The thirteen digits of a book, with the hyphens or spaces of its parts; the last digit checks the others. */
const BOOK = /(?<![\d-])97[89][- ]?(?:\d[- ]?){9}\d(?![\d-])/g

/** Finds identifiers of machines and books in folded text; of machines only with letters among the digits, or in full form. */
export function findMachineIds(text: string): Span[] {
  const found: Span[] = []
  for (const match of text.matchAll(HEXADECIMAL)) {
    if (isId(match[0])) found.push({ start: match.index, end: match.index + match[0].length })
  }
  for (const match of text.matchAll(BOOK)) {
    if (isBook(match[0])) found.push({ start: match.index, end: match.index + match[0].length })
  }
  return found
}

/** Fewest different letters of a hash of 16 digits or more; fewer are letters thrown between the digits of a number. */
const LETTERS_OF_A_HASH = 3

function isId(written: string): boolean {
  if (written.includes(' ')) return written.split(' ').filter((byte) => /[a-f]/i.test(byte)).length > 1
  if (written.includes('::')) return /[a-f]/i.test(written) || written.split(':').length > 4 || written.startsWith('::')
  if (/^[\da-f]+$/i.test(written)) {
    const letters = new Set(written.toLowerCase().replace(/\d/g, ''))
    return letters.size >= LETTERS_OF_A_HASH && written.split(/(?<=\d)(?=[a-f])|(?<=[a-f])(?=\d)/i).length > 4
  }
  return written.length === 36 || /[a-f]/i.test(written)
}

/** ISO 2108: the digits, each second one three times, add up to a multiple of ten. Grouped in parts, or called a book. */
function isBook(written: string): boolean {
  const digits = written.replace(/\D/g, '')
  const sum = Array.from(digits).reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 1 : 3), 0)
  return sum % 10 === 0 && written.split(/[- ]/).length === 5
}
