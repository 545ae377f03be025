import type { Conversation, Message } from '@touchline/contracts'

/** How far a person has got. `seq` numbers; both only grow. */
export interface Watermark {
  readonly read: number
  readonly delivered: number
}

/** What a server counted as unread, valid for the moment it counted at. */
interface UnreadCount {
  readonly version: number
  readonly lastReadSeq: number
  readonly count: number
}

/**
 * What the client knows of one conversation.
 *
 * **Version**: every change of a message or of the conversation has one. `version` is the one up to which nothing is
 * missing, `known` the highest that was heard of; while `known` is ahead, something is missing.
 * **Window**: the messages that are held, contiguous, from `from` to the newest one; never with a hole. It may be empty:
 * it then begins behind the newest message.
 */
export interface ConversationState {
  /** The person whose view this is. */
  readonly me: string
  /** The conversation as it was last told. Its version is that of the roster: who takes part, title, read-only. */
  readonly snapshot: Conversation
  readonly version: number
  readonly known: number
  /** Versions above `version` whose change has been applied already. */
  readonly ahead: ReadonlySet<number>
  /** The roster has to be read anew until it is of this version at least; 0 when nothing calls for it. */
  readonly rosterDue: number
  /** The `seq` of the first message in the window. */
  readonly from: number
  readonly messages: readonly Message[]
  /** Messages behind a hole, by `seq`, until the hole is filled. */
  readonly detached: ReadonlyMap<number, Message>
  /** Changes of messages before the window while an older page is on its way, which may be older than they are. */
  readonly passing: ReadonlyMap<number, Message> | undefined
  readonly lastMessage: Message | undefined
  readonly lastSeq: number
  readonly updatedAt: string
  readonly watermarks: ReadonlyMap<string, Watermark>
  /** What was read here and not acknowledged yet; 0 when nothing. */
  readonly readHere: number
  /** Unread messages before the window. Those in it are counted. */
  readonly unreadBefore: number
  /** `unreadBefore` may be wrong until a server's count is taken over. */
  readonly unreadUnsure: boolean
  /** A server's count that waits for the client to reach its version. */
  readonly counted: UnreadCount | undefined
}

const noWatermark: Watermark = { read: 0, delivered: 0 }

/**
 * A conversation that was not known before, with its newest messages in ascending order or none of them. Both must have
 * been read at one moment.
 */
export function initialState(me: string, conversation: Conversation, messages: readonly Message[]): ConversationState {
  const from = messages[0]?.seq ?? conversation.lastSeq + 1
  const read = conversation.participants.find(({ userId }) => userId === me)?.lastReadSeq ?? 0
  return {
    me,
    snapshot: conversation,
    version: conversation.version,
    known: conversation.version,
    ahead: new Set(),
    rosterDue: 0,
    from,
    messages,
    detached: new Map(),
    passing: undefined,
    lastMessage: conversation.lastMessage,
    lastSeq: conversation.lastSeq,
    updatedAt: conversation.updatedAt,
    watermarks: watermarksOf(conversation),
    readHere: 0,
    unreadBefore: from <= read + 1 ? 0 : Math.max(0, conversation.unreadCount - countUnread(messages, me, read)),
    unreadUnsure: false,
    counted: undefined,
  }
}

/** The `seq` of the newest message in the window; `from - 1` when it is empty. */
export function lastInWindow({ from, messages }: ConversationState): number {
  return from + messages.length - 1
}

export function watermarkOf({ watermarks }: ConversationState, userId: string): Watermark {
  return watermarks.get(userId) ?? noWatermark
}

/** Up to where the viewer has read, what is not acknowledged yet included. */
export function ownReadSeq(state: ConversationState): number {
  return Math.max(state.readHere, watermarkOf(state, state.me).read)
}

export function watermarksOf({ participants }: Conversation): ReadonlyMap<string, Watermark> {
  return new Map(
    participants.map(({ userId, lastReadSeq, lastDeliveredSeq }) => [
      userId,
      { read: lastReadSeq, delivered: lastDeliveredSeq },
    ]),
  )
}

/** Others' messages after a `seq` that are no tombstones, of messages in ascending order. */
export function countUnread(messages: readonly Message[], me: string, afterSeq: number): number {
  let count = 0
  for (let index = messages.length - 1; index >= 0; index -= 1) {
    const message = messages[index]
    if (message === undefined || message.seq <= afterSeq) break
    if (message.senderId !== me && message.deletedAt === undefined) count += 1
  }
  return count
}

export function unreadCount(state: ConversationState): number {
  return state.unreadBefore + countUnread(state.messages, state.me, ownReadSeq(state))
}
