import Type, { type Static, type TSchema } from 'typebox'
import { Conversation } from '../entities/conversation.ts'
import { Message } from '../entities/message.ts'
import { closed, EntityId, PlatformId, Seq, Timestamp } from '../text.ts'

interface ServerEvent {
  readonly summary: string
  readonly payload: TSchema
}

/** The most message ids that one `message:read` names, the newest ones. */
export const MAX_READ_IDS = 100

export const ReadReceipt = closed({
  conversationId: EntityId,
  userId: PlatformId,
  messageIds: Type.Array(EntityId, { maxItems: MAX_READ_IDS, description: 'the newly read ones' }),
  lastReadSeq: Seq,
  readAt: Timestamp,
})
export type ReadReceipt = Static<typeof ReadReceipt>

export const DeliveredReceipt = closed({ conversationId: EntityId, userId: PlatformId, lastDeliveredSeq: Seq })
export type DeliveredReceipt = Static<typeof DeliveredReceipt>

/** What the server sends, each with its payload. */
export const serverEvents = {
  'message:receive': { summary: 'A message was stored', payload: Message },
  'message:updated': { summary: 'A message was edited, deleted or masked', payload: Message },
  'message:read': { summary: "A person's read watermark moved", payload: ReadReceipt },
  'message:delivered': { summary: "A person's delivered watermark moved", payload: DeliveredReceipt },
  'typing:start': {
    summary: 'A person is typing',
    payload: closed({ conversationId: EntityId, userId: PlatformId, userName: Type.String() }),
  },
  'typing:stop': {
    summary: 'A person stopped typing',
    payload: closed({ conversationId: EntityId, userId: PlatformId }),
  },
  'user:online': {
    summary: 'The first connection of a person who shares a conversation, across all instances',
    payload: closed({ userId: PlatformId }),
  },
  'user:offline': {
    summary: 'The last connection of a person who shares a conversation has gone',
    payload: closed({ userId: PlatformId, lastSeenAt: Timestamp }),
  },
  'conversation:new': { summary: 'A conversation to show; to be treated as an upsert', payload: Conversation },
  'conversation:updated': { summary: 'The conversation itself or its participants changed', payload: Conversation },
  'conversation:removed': {
    summary: 'The person is no longer in this conversation, and its sockets have left it',
    payload: closed({ conversationId: EntityId }),
  },
  'session:expiring': {
    summary: 'The token expires in 60 s; the socket is then closed',
    payload: closed({ expiresAt: Timestamp }),
  },
  'sync:required': {
    summary: 'Events may have been missed: refetch by version',
    payload: closed({ reason: Type.String() }),
  },
} as const satisfies Record<string, ServerEvent>

export type ServerEventName = keyof typeof serverEvents
export type ServerPayload<Name extends ServerEventName> = Static<(typeof serverEvents)[Name]['payload']>
