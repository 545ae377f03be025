import Type, { type Static, type TObject, type TSchema } from 'typebox'
import { MAX_CONTENT, Message, MessageType } from '../entities/message.ts'
import { Content, ReadState } from '../rest/messages.ts'
import { ClientId, closed, EntityId, PlatformId, SafeText, Timestamp } from '../text.ts'

const InConversation = { conversationId: EntityId }
const Done = closed({})

interface ClientEvent {
  readonly summary: string
  readonly payload: TSchema
  /** What the acknowledgement holds beside `success: true`. */
  readonly ack: TObject
}

/** What a client may send, each with its payload and what its acknowledgement holds on success. */
export const clientEvents = {
  'message:send': {
    summary: 'Store a message; acknowledged once it is committed, then received by every participant',
    // One shape for text and file: whether a file may come at all is the conversation's to say, before what is missing.
    payload: closed({
      ...InConversation,
      content: Type.Optional(SafeText(MAX_CONTENT)),
      messageType: Type.Optional(MessageType),
      clientId: Type.Optional(ClientId),
      fileId: Type.Optional(EntityId),
      replyTo: Type.Optional(EntityId),
    }),
    ack: closed({ message: Message }),
  },
  'message:edit': {
    summary: 'Change the text of an own message',
    payload: closed({ ...InConversation, messageId: EntityId, content: Content }),
    ack: closed({ message: Message }),
  },
  'message:delete': {
    summary: 'Turn a message into a tombstone',
    payload: closed({ ...InConversation, messageId: EntityId }),
    ack: closed({ message: Message }),
  },
  'message:read': {
    summary: 'Move the own read watermark forward',
    payload: Type.Union([
      closed({ ...InConversation, messageIds: Type.Array(EntityId, { minItems: 1, maxItems: 1_000 }) }),
      closed({ ...InConversation, upTo: EntityId }),
    ]),
    ack: ReadState,
  },
  'message:delivered': {
    summary: 'Move the own delivered watermark forward',
    payload: closed({ ...InConversation, upTo: EntityId }),
    ack: Done,
  },
  'typing:start': {
    summary: 'Tell the other participants; expires by itself 6 s after the last start',
    payload: closed(InConversation),
    ack: Done,
  },
  'typing:stop': { summary: 'Tell the other participants', payload: closed(InConversation), ack: Done },
  'conversation:join': {
    summary: 'Hear this conversation again on this socket',
    payload: closed(InConversation),
    ack: Done,
  },
  'conversation:leave': {
    summary: 'Mute this conversation on this socket only',
    payload: closed(InConversation),
    ack: Done,
  },
  'conversation:created': {
    summary: 'Send conversation:new once more to the participants',
    payload: closed(InConversation),
    ack: Done,
  },
  'presence:get': {
    summary: 'Which of these people are online, of those who share a conversation with the caller',
    payload: closed({ userIds: Type.Array(PlatformId, { maxItems: 1_000 }) }),
    ack: closed({ online: Type.Array(PlatformId) }),
  },
  'session:refresh': {
    summary: 'Go on with a new token of the same person before the old one expires',
    payload: closed({ token: Type.String({ minLength: 1, maxLength: 8_192 }) }),
    ack: closed({ expiresAt: Timestamp }),
  },
} as const satisfies Record<string, ClientEvent>

export type ClientEventName = keyof typeof clientEvents
export type ClientPayload<Name extends ClientEventName> = Static<(typeof clientEvents)[Name]['payload']>
export type AckData<Name extends ClientEventName> = Static<(typeof clientEvents)[Name]['ack']>
