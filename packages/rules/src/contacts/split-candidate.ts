import { readNumberPart } from './split-number.ts'

/** A longer message is no part of a contact that was taken apart. */
const LONGEST_PART = 120
/** The signs of an address, and the words that they are spelled with. */
const SIGNS = /[@.]|\b(?:at|dot|com|mail|gmail|yahoo|hotmail|outlook)\b/i
/** Pieces of an address come as a word or two, or with one of its signs. */
const FEW_WORDS = 2

/**
 * Whether a message could be one part of a contact that is split over several. Cheap, and never false for a message that
 * `findSplitContact` would name as the newest part: most talk need not be looked at together with what came before it.
 */
export function mayBeSplitPart(text: string): boolean {
  if (text === '' || text.length > LONGEST_PART) return false
  if (SIGNS.test(text) || text.trim().split(/\s+/).length <= FEW_WORDS) return true
  return readNumberPart(text).digits !== ''
}
