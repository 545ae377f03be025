import { HIDDEN } from './contact.ts'
import { readPlainTalk } from './plain-talk.ts'
import { isAddressPiece } from './split-address.ts'
import { readNumberPart } from './split-number-part.ts'
import { stemOf } from './split-piece.ts'

/** A longer text is no part of a contact that was taken apart. */
const LONGEST_PART = 120

/**
 * Whether a message could be the last part of a contact that is split over several. Cheap, and never false for a message
 * that `findSplitContacts` would name as the newest part: most talk need not be looked at together with what came before.
 */
export function mayBeSplitPart(text: string, fileName?: string): boolean {
  return isCandidate(text.trim()) || (fileName !== undefined && isCandidate(stemOf(fileName)))
}

function isCandidate(text: string): boolean {
  if (text === '' || text.length > LONGEST_PART) return false
  return text === HIDDEN || (!isWithoutNumber(text) && readNumberPart(text).groups.length > 0) || isAddressPiece(text)
}

/** Whether it is beyond doubt that `readNumberPart` reads no number in a text. */
export function isWithoutNumber(text: string): boolean {
  const talk = readPlainTalk(text)
  return talk !== undefined && (talk.digits === 0 || talk.hasStranger)
}
