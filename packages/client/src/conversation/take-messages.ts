import type { Message } from '@touchline/contracts'
import { type ConversationState, countUnread, ownReadSeq } from './state.ts'
import { applied } from './versions.ts'

/**
 * Takes in messages as they are now, in any order. Of each message the newest version stays. One behind a hole waits; one
 * before the window is not held. Says nothing of versions: that is for the caller, who knows what was left out.
 */
export function takeMessages(state: ConversationState, incoming: readonly Message[]): ConversationState {
  if (incoming.length === 0) return state
  const { from } = state
  const end = from + state.messages.length
  const detached = new Map(state.detached)
  const passing = state.passing === undefined ? undefined : new Map(state.passing)
  const replaced = new Map<number, Message>()
  let { lastMessage, lastSeq, updatedAt, unreadUnsure } = state
  for (const message of incoming) {
    if (message.seq < from) {
      if (passing !== undefined) keepNewer(passing, message)
      unreadUnsure ||= mayLowerUnreadBefore(state, message)
    } else if (message.seq >= end) {
      keepNewer(detached, message)
    } else if (isNewer(message, state.messages[message.seq - from])) {
      keepNewer(replaced, message)
    }
    if (lastMessage === undefined || message.seq > lastMessage.seq || isSameAndNewer(message, lastMessage)) {
      lastMessage = message
    }
    lastSeq = Math.max(lastSeq, message.seq)
    updatedAt = later(updatedAt, changedAt(message))
  }
  const messages = withChanges(state, replaced, takeFollowing(detached, end))
  return { ...state, messages, detached, passing, lastMessage, lastSeq, updatedAt, unreadUnsure }
}

/** Takes out the messages that follow the window without a hole. */
function takeFollowing(detached: Map<number, Message>, end: number): Message[] {
  const following: Message[] = []
  for (let next = detached.get(end); next !== undefined; next = detached.get(next.seq + 1)) {
    following.push(next)
    detached.delete(next.seq)
  }
  return following
}

/** The window with these changes; the same array when there are none. One copy at most: windows can be long. */
function withChanges(
  { messages, from }: ConversationState,
  replaced: ReadonlyMap<number, Message>,
  following: readonly Message[],
): readonly Message[] {
  if (replaced.size === 0 && following.length === 0) return messages
  const changed = messages.concat(following)
  for (const message of replaced.values()) changed[message.seq - from] = message
  return changed
}

/** Takes in the page before the window, with what has changed in it since it was asked for. */
export function takeOlder(state: ConversationState, page: readonly Message[]): ConversationState {
  const first = page[0]
  const done = { ...state, passing: undefined }
  // The window may have got another beginning since: a page that does not reach it would leave a hole.
  if (first === undefined || page.at(-1)?.seq !== state.from - 1) return done
  const older = page.map((message) => {
    const changed = state.passing?.get(message.seq)
    return changed !== undefined && isNewer(changed, message) ? changed : message
  })
  const read = ownReadSeq(state)
  const ahead = older.filter((message) => message.version > state.version)
  const taken = {
    ...done,
    from: first.seq,
    messages: [...older, ...state.messages],
    unreadBefore: Math.max(0, state.unreadBefore - countUnread(older, state.me, read)),
    // What was deleted after the count was made is in the count, and is not recognised as having been unread.
    unreadUnsure: state.unreadUnsure || ahead.some((message) => mayLowerUnreadBefore(state, message)),
  }
  return applied(
    taken,
    ahead.map((message) => message.version),
  )
}

/** Whether this is news of a deletion that may concern an unread message before the window. */
function mayLowerUnreadBefore(state: ConversationState, message: Message): boolean {
  const { senderId, deletedAt, seq, version } = message
  if (senderId === state.me || deletedAt === undefined || state.unreadBefore === 0) return false
  return seq > ownReadSeq(state) && version > state.version
}

function keepNewer(held: Map<number, Message>, message: Message): void {
  if (isNewer(message, held.get(message.seq))) held.set(message.seq, message)
}

function isNewer(message: Message, than: Message | undefined): boolean {
  return than === undefined || message.version > than.version
}

function isSameAndNewer(message: Message, than: Message): boolean {
  return message.seq === than.seq && isNewer(message, than)
}

/** When the message changed last, as far as it shows. ISO 8601 in UTC with milliseconds sorts by its letters. */
function changedAt({ createdAt, editedAt, deletedAt }: Message): string {
  return later(createdAt, later(editedAt ?? '', deletedAt ?? ''))
}

export function later(one: string, other: string): string {
  return one > other ? one : other
}
