import type { Span } from './spans.ts'

/** UUIDs, MAC and IPv6 addresses and hashes: in hexadecimal, so that a run of digits in them means nothing. */
const HEXADECIMAL =
  /(?:(?<![a-z\d])|(?<=%[\da-f]{2}))(?:[\da-f]{8}(?:-[\da-z]{4,5}){3}-[\da-f]{12}[a-f]?|(?:[\da-f]{2}[:-]){5,7}[\da-f]{2}|(?:[\da-f]{1,4}:){3,7}[\da-f]{1,4}|(?:[\da-f]{4}\.){2}[\da-f]{4}|(?:[\da-f]{2} ){5,15}[\da-f]{2}|[\da-f]{16,128})(?![a-z\d])/giu

/** Finds identifiers of machines in folded text. Only with a letter among them, or in the full form of a UUID. */
export function findMachineIds(text: string): Span[] {
  const found: Span[] = []
  for (const match of text.matchAll(HEXADECIMAL)) {
    if (isId(match[0])) found.push({ start: match.index, end: match.index + match[0].length })
  }
  return found
}

function isId(written: string): boolean {
  if (written.includes(' ')) return written.split(' ').filter((byte) => /[a-f]/i.test(byte)).length > 1
  if (/^[\da-f]+$/i.test(written)) return written.split(/(?<=\d)(?=[a-f])|(?<=[a-f])(?=\d)/i).length > 4
  return written.length === 36 || /[a-f]/i.test(written)
}
