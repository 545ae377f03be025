import type { ContactAllowlist } from './allowlist.ts'
import type { ContactKind } from './contact.ts'
import { findSplitAddress } from './split-address.ts'
import { findLeftovers } from './split-leftover.ts'
import { findSplitNumber } from './split-number.ts'
import type { RecentMessage, SplitPart, SplitPiece } from './split-piece.ts'
import { piecesOf } from './split-piece.ts'

/** Parts that together make one contact; all of them are to be hidden. */
export interface SplitContact {
  readonly kind: ContactKind
  readonly parts: readonly SplitPart[]
}

/** How many of a sender's last messages in a conversation are always looked at together. */
export const SPLIT_WINDOW_MESSAGES = 10

/** Messages of the last minutes, in milliseconds, are looked at too when there are more of them. */
export const SPLIT_WINDOW_MS = 5 * 60_000

/** However many there are: most messages that are looked at together. */
export const SPLIT_WINDOW_LIMIT = 40

/**
 * Finds contacts that one sender took apart over several messages of one conversation: `98765` and `43210`,
 * `ravi.k` and `@gmail.com`, in texts, captions and file names. `messages` are that sender's, oldest first; those outside
 * the window of the newest are passed over, and so are contacts that ended before the newest. A run of scores, times, prices or short numbers is none. A contact that stands
 * in one text is the business of `maskContacts`, which the texts have been through.
 */
export function findSplitContacts(
  messages: readonly RecentMessage[],
  allowlist?: ContactAllowlist,
): readonly SplitContact[] {
  const pieces = piecesOf(inWindow(messages))
  if (pieces.length < 2) return []
  const found = [
    toContact('phone', findSplitNumber(pieces, allowlist)),
    findSplitAddress(pieces, allowlist),
    ...findLeftovers(pieces),
  ]
  return found.filter((contact) => contact !== undefined).map(({ kind, parts }) => ({ kind, parts }))
}

function toContact(kind: ContactKind, parts: readonly SplitPiece[] | undefined) {
  return parts === undefined ? undefined : { kind, parts: parts.map(({ id, field }) => ({ id, field })) }
}

function inWindow(messages: readonly RecentMessage[]): readonly RecentMessage[] {
  const newest = messages.at(-1)
  if (newest === undefined) return []
  const recent = messages.slice(-SPLIT_WINDOW_LIMIT)
  return recent.filter(
    ({ at }, index) =>
      recent.length - index <= SPLIT_WINDOW_MESSAGES || newest.at.getTime() - at.getTime() <= SPLIT_WINDOW_MS,
  )
}
