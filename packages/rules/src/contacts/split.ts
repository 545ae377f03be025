import type { ContactAllowlist } from './allowlist.ts'
import { allows } from './allowlist.ts'
import type { ContactKind } from './contact.ts'
import { isMailDomain } from './domains.ts'
import { maskContacts } from './mask-contacts.ts'
import type { NumberPart } from './split-number.ts'
import { isSplitNumber, readNumberPart } from './split-number.ts'

/** A message as the split detector needs it. */
export interface RecentMessage {
  readonly id: string
  readonly text: string
  readonly at: Date
}

/** Messages that together hold one contact; all of them are to be hidden. */
export interface SplitContact {
  readonly kind: ContactKind
  readonly ids: readonly string[]
}

/** How many of a sender's last messages in a conversation are looked at together. */
export const SPLIT_WINDOW_MESSAGES = 10

/** How far apart those messages may be, in milliseconds. */
export const SPLIT_WINDOW_MS = 5 * 60_000

/**
 * Finds contacts that one sender took apart over several messages of one conversation: `98765` and `43210`,
 * `ravi.k` and `@gmail.com`. `messages` are that sender's, oldest first; those outside the window of the newest are
 * passed over. Answers the messages that are parts of a contact; a run of scores, times, prices or short numbers is
 * none. A contact that stands in one message is the business of `maskContacts`.
 */
export function findSplitContact(
  messages: readonly RecentMessage[],
  allowlist?: ContactAllowlist,
): readonly SplitContact[] {
  const newest = messages.at(-1)
  if (newest === undefined) return []
  const recent = messages
    .slice(-SPLIT_WINDOW_MESSAGES)
    .filter((message) => newest.at.getTime() - message.at.getTime() <= SPLIT_WINDOW_MS)
  if (recent.length < 2) return []
  const number = findSplitNumber(recent, allowlist)
  const address = findSplitAddress(recent, ' ', allowlist) ?? findSplitAddress(recent, '', allowlist)
  return [number, address].filter((split) => split !== undefined)
}

/** Most other messages that may stand between two parts. */
const INTERRUPTIONS = 2

/** The longest run of parts that make a number, the newest run first. */
function findSplitNumber(
  recent: readonly RecentMessage[],
  allowlist: ContactAllowlist | undefined,
): SplitContact | undefined {
  const parts = recent.map((message) => readNumberPart(message.text))
  for (let last = recent.length - 1; last > 0; last--) {
    if (parts[last]?.digits === '') continue
    let found: SplitContact | undefined
    let taken: NumberPart[] = []
    let ids: string[] = []
    let interruptions = 0
    for (let first = last; first >= 0 && interruptions <= INTERRUPTIONS; first--) {
      const [part, message] = [parts[first], recent[first]]
      if (part === undefined || message === undefined) break
      if (part.digits === '') {
        if (part.announces) taken = [part, ...taken]
        else interruptions++
      } else {
        taken = [part, ...taken]
        ids = [message.id, ...ids]
        interruptions = 0
      }
      const announced = parts.slice(Math.max(0, first - 1), first).some((before) => before.announces)
      const digits = taken.map((each) => each.digits).join('')
      const isAllowed = allowlist !== undefined && allows(allowlist, digits)
      if (ids.length > 1 && part.digits !== '' && isSplitNumber(taken, announced) && !isAllowed)
        found = { kind: 'phone', ids }
      if (part.begins && part.digits !== '') break
    }
    if (found) return found
  }
  return undefined
}

/** Reads the messages as one text and looks for an address that crosses from one into the next. */
function findSplitAddress(
  recent: readonly RecentMessage[],
  separator: '' | ' ',
  allowlist: ContactAllowlist | undefined,
): SplitContact | undefined {
  const pieces = separator === '' ? singleWords(recent) : recent
  const starts: number[] = []
  let joined = ''
  pieces.forEach((piece, index) => {
    if (index > 0) joined += isMailDomain(piece.text) && isOneWord(pieces[index - 1]?.text) ? '@' : separator
    starts.push(joined.length)
    joined += piece.text.trim()
  })
  for (const { kind, start, end } of maskContacts(joined, allowlist).findings) {
    const ids = pieces
      .filter((piece, index) => {
        const from = starts[index] ?? 0
        return from < end && from + piece.text.trim().length > start
      })
      .map((piece) => piece.id)
    if (
      kind !== 'phone' &&
      ids.length > 1 &&
      (separator === ' ' || kind === 'link' || isPlainAddress(joined.slice(start, end)))
    ) {
      return { kind, ids }
    }
  }
  return undefined
}

/** The last messages of one word each: only such pieces are put together without a space. */
function singleWords(recent: readonly RecentMessage[]): readonly RecentMessage[] {
  const sentence = recent.findLastIndex((message) => /\S\s+\S/.test(message.text.trim()))
  return recent.slice(sentence + 1)
}

function isOneWord(text: string | undefined): boolean {
  return text !== undefined && /^[\p{L}\p{N}._-]{3,}$/u.test(text.trim())
}

/** Two messages without a space in between are an address only when their end is one beyond doubt. */
function isPlainAddress(text: string): boolean {
  return isMailDomain(text.slice(text.lastIndexOf('@') + 1)) || /\.(?:com|in|net|org|co|edu)$/i.test(text)
}
