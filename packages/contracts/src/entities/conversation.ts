import { CONVERSATION_TYPES } from '@touchline/rules'
import Type, { type Static } from 'typebox'
import { closed, EntityId, NameText, PlatformId, Seq, Timestamp, Version } from '../text.ts'
import { Message } from './message.ts'
import { Participant } from './person.ts'

const UnreadCount = Type.Integer({
  minimum: 0,
  description: "others' messages after the read watermark, tombstones not counted",
})

const shared = {
  _id: EntityId,
  type: Type.Enum([...CONVERSATION_TYPES]),
  batchId: Type.Optional(PlatformId),
  lastMessage: Type.Optional(Message),
  lastSeq: Seq,
  version: Version,
  readOnly: Type.Boolean(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
}

/** A conversation as one person sees it: the title of a direct one is the other person's name. */
export const Conversation = closed({
  ...shared,
  title: Type.String(),
  participants: Type.Array(Participant),
  unreadCount: UnreadCount,
})
export type Conversation = Static<typeof Conversation>

/** A conversation as the bus carries it, for every viewer at once; `conversationFor` makes one person's view of it. */
export const ConversationSnapshot = closed({
  ...shared,
  title: Type.Union([NameText, Type.Null()], { description: 'null in a direct conversation' }),
  participants: Type.Array(closed({ ...Participant.properties, unreadCount: UnreadCount })),
})
export type ConversationSnapshot = Static<typeof ConversationSnapshot>

/** The view that `viewerId` has of a conversation: own unread count, and the other person's name as a direct title. */
export function conversationFor(snapshot: ConversationSnapshot, viewerId: string): Conversation {
  const { title, participants, ...rest } = snapshot
  const others = participants.filter((participant) => participant.userId !== viewerId)
  return {
    ...rest,
    title: title ?? others.map((participant) => participant.displayName).join(', '),
    participants: participants.map(({ unreadCount: _, ...participant }) => participant),
    unreadCount: participants.find((participant) => participant.userId === viewerId)?.unreadCount ?? 0,
  }
}
