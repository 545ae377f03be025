import type { Message, OutgoingMessage } from '@touchline/client'
import { dayOf } from '../time/days.ts'

/** One message in the list, and what stands around it because of its neighbours. */
export interface Row {
  /** Stays the same when an outgoing message has been stored. */
  readonly key: string
  readonly message: Message | undefined
  readonly outgoing: OutgoingMessage | undefined
  readonly createdAt: string
  /** The first of its day: the day stands above it. */
  readonly startsDay: boolean
  /** The first of several by one person in a short time: name and role stand above it. */
  readonly startsGroup: boolean
  readonly endsGroup: boolean
  /** The first that was unread when the conversation was opened. */
  readonly startsUnread: boolean
}

interface RowsInput {
  readonly messages: readonly Message[]
  readonly outgoing: readonly OutgoingMessage[]
  readonly userId: string
  /** How far the person had read when they opened the conversation; undefined for no divider. */
  readonly readSeqAtOpening: number | undefined
}

/** Messages of one person closer together than this are one group. Milliseconds. */
const GROUP_MS = 5 * 60_000

/** Moments of messages, read once: a conversation of 20,000 is gone through at each change. */
const moments = new WeakMap<object, { at: number; day: number }>()

/** The list as it is shown, oldest first: what is stored, then what is on its way. */
export function rowsOf({ messages, outgoing, userId, readSeqAtOpening }: RowsInput): Row[] {
  const stored = new Set<string>()
  for (const message of messages.slice(-outgoing.length - 20)) {
    if (message.senderId === userId && message.clientId !== undefined) stored.add(message.clientId)
  }
  const waiting = outgoing.filter(({ clientId }) => !stored.has(clientId))
  const all = [...messages, ...waiting]
  let unreadBegun = readSeqAtOpening === undefined
  const starts = all.map((item, index) => startsGroup(all[index - 1], item, userId))
  return all.map((item, index) => {
    const isStored = 'seq' in item
    const startsUnread =
      !unreadBegun && isStored && item.seq > (readSeqAtOpening ?? 0) && item.senderId !== userId && !item.deletedAt
    unreadBegun ||= startsUnread
    const before = all[index - 1]
    return {
      key: keyOf(item, userId),
      message: isStored ? item : undefined,
      outgoing: isStored ? undefined : item,
      createdAt: item.createdAt,
      startsDay: before === undefined || momentOf(before).day !== momentOf(item).day,
      startsGroup: starts[index] ?? true,
      endsGroup: starts[index + 1] ?? true,
      startsUnread,
    }
  })
}

function keyOf(item: Message | OutgoingMessage, userId: string): string {
  if (!('seq' in item)) return item.clientId
  return item.senderId === userId && item.clientId !== undefined ? item.clientId : item._id
}

function startsGroup(before: Message | OutgoingMessage | undefined, item: Message | OutgoingMessage, userId: string) {
  if (before === undefined || senderOf(before, userId) !== senderOf(item, userId)) return true
  const [earlier, later] = [momentOf(before), momentOf(item)]
  return earlier.day !== later.day || later.at - earlier.at > GROUP_MS
}

function senderOf(item: Message | OutgoingMessage, userId: string): string {
  return 'seq' in item ? item.senderId : userId
}

function momentOf(item: Message | OutgoingMessage): { at: number; day: number } {
  const known = moments.get(item)
  if (known !== undefined) return known
  const date = new Date(item.createdAt)
  const moment = { at: date.getTime(), day: dayOf(date) }
  moments.set(item, moment)
  return moment
}
