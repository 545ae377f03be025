import type { Message, OutgoingMessage } from '@touchline/client'
import { dayOf } from '../time/days.ts'

/** One message in the list, and what stands around it because of its neighbours. */
export interface Row {
  /** Stays the same when an outgoing message has been stored. */
  readonly key: string
  readonly message: Message | undefined
  readonly outgoing: OutgoingMessage | undefined
  /** The message that it replies to, where that one is here as well. */
  readonly quoted: Message | undefined
  readonly createdAt: string
  /** The first of its day: the day stands above it. */
  readonly startsDay: boolean
  /** The first of several by one person in a short time: name and role stand above it. */
  readonly startsGroup: boolean
  /** The first of what is new: the divider stands above it. */
  readonly startsUnread: boolean
}

interface RowsInput {
  readonly messages: readonly Message[]
  readonly outgoing: readonly OutgoingMessage[]
  readonly userId: string
  /** What comes after it is new; undefined for no divider. */
  readonly dividerAfter: number | undefined
}

type Item = Message | OutgoingMessage

/** Messages of one person closer together than this are one group. Milliseconds. */
const GROUP_MS = 5 * 60_000

/** The list as it is shown, oldest first, and what it was made of. */
export interface Rows {
  readonly rows: readonly Row[]
  readonly messages: readonly Message[]
  readonly userId: string
  /** Of the rows that depend on more than themselves and the one before: the divider's, and those that quote. */
  readonly dividerSeq: number | undefined
  readonly quotingSeqs: ReadonlySet<number>
}

/**
 * What is stored, then what is on its way. With the list from before, a row of which nothing has changed stays the same
 * object, so that it is not drawn again; and of 20,000 messages only those are looked into that are new or quote others.
 */
export function rowsOf({ messages, outgoing, userId, dividerAfter }: RowsInput, last?: Rows): Rows {
  const known = last?.userId === userId ? last : undefined
  const dividerSeq = dividerAfter === undefined ? undefined : firstUnread(messages, userId, dividerAfter)
  const quotingSeqs = new Set(known?.quotingSeqs)
  const stored = (message: Message, before: Message | undefined): Row => {
    if (message.replyTo !== undefined) quotingSeqs.add(message.seq)
    return rowOf(message, before, {
      userId,
      startsUnread: message.seq === dividerSeq,
      quoted: quotedOf(message, messages),
    })
  }
  // Both are without a hole: a message is as far from the start as its seq says.
  const firstSeq = messages[0]?.seq ?? 0
  const shift = firstSeq - (known?.messages[0]?.seq ?? 0)
  const rows: Row[] = messages.map((message, index) => {
    const before = messages[index - 1]
    const isSame = known?.messages[index + shift] === message && known.messages[index + shift - 1] === before
    return (isSame ? known.rows[index + shift] : undefined) ?? stored(message, before)
  })
  for (const seq of [known?.dividerSeq, dividerSeq, ...quotingSeqs]) {
    const index = (seq ?? 0) - firstSeq
    const message = messages[index]
    const row = rows[index]
    if (message === undefined || row === undefined) continue
    const isSame = row.startsUnread === (seq === dividerSeq) && row.quoted === quotedOf(message, messages)
    if (!isSame) rows[index] = stored(message, messages[index - 1])
  }
  for (const waiting of outgoing) {
    if (isAmong(messages, waiting, userId)) continue
    const { replyTo } = waiting
    const quoted = replyTo === undefined ? undefined : messages.findLast(({ _id }) => _id === replyTo)
    const before = rows.at(-1)?.message ?? rows.at(-1)?.outgoing
    rows.push(rowOf(waiting, before, { userId, startsUnread: false, quoted }))
  }
  return { rows, messages, userId, dividerSeq, quotingSeqs }
}

function quotedOf({ replyTo }: Message, messages: readonly Message[]): Message | undefined {
  return replyTo === undefined ? undefined : messageAt(messages, replyTo.seq)
}

/** A message by its number. Messages are without a hole. */
function messageAt(messages: readonly Message[], seq: number): Message | undefined {
  return messages[seq - (messages[0]?.seq ?? 0)]
}

interface RowContext {
  readonly userId: string
  readonly startsUnread: boolean
  readonly quoted: Message | undefined
}

function rowOf(item: Item, before: Item | undefined, { userId, startsUnread, quoted }: RowContext): Row {
  const isStored = 'seq' in item
  const startsDay = before === undefined || dayOf(new Date(before.createdAt)) !== dayOf(new Date(item.createdAt))
  return {
    key: keyOf(item, userId),
    message: isStored ? item : undefined,
    outgoing: isStored ? undefined : item,
    quoted,
    createdAt: item.createdAt,
    startsDay,
    startsGroup: startsDay || startsUnread || !belongTogether(before, item, userId),
    startsUnread,
  }
}

function firstUnread(messages: readonly Message[], userId: string, readSeq: number): number | undefined {
  // Messages are without a hole, so what is read need not be gone through.
  const from = readSeq + 1 - (messages[0]?.seq ?? 0)
  // The first unread one is older than what is here: a divider would move with each page that comes.
  if (from < 0) return undefined
  return messages.slice(from).find(({ senderId, deletedAt }) => senderId !== userId && deletedAt === undefined)?.seq
}

/** For a moment a message is both stored and on its way. */
function isAmong(messages: readonly Message[], { clientId, message }: OutgoingMessage, userId: string): boolean {
  if (message === undefined) return false
  return messages.slice(-100).some((stored) => stored.senderId === userId && stored.clientId === clientId)
}

function keyOf(item: Item, userId: string): string {
  if (!('seq' in item)) return item.clientId
  return item.senderId === userId && item.clientId !== undefined ? item.clientId : item._id
}

function belongTogether(before: Item | undefined, item: Item, userId: string): boolean {
  if (before === undefined || senderOf(before, userId) !== senderOf(item, userId)) return false
  return Date.parse(item.createdAt) - Date.parse(before.createdAt) < GROUP_MS
}

function senderOf(item: Item, userId: string): string {
  return 'seq' in item ? item.senderId : userId
}
