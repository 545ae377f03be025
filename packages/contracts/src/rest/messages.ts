import Type from 'typebox'
import { MAX_CONTENT, Message, Reader } from '../entities/message.ts'
import { ClientId, closed, EntityId, Seq, Version, VisibleText } from '../text.ts'
import { ConversationParams } from './conversations.ts'
import type { RestRoute } from './route.ts'

const MessageParams = closed({ id: EntityId, messageId: EntityId })
const OneMessage = closed({ message: Message })
const CONVERSATION = '/api/chat/conversations/:id'

export const Content = VisibleText(MAX_CONTENT)

/** What a person has read: some messages, or everything up to one. Both move one watermark, forward only. */
export const ReadTarget = Type.Union([
  closed({ messageIds: Type.Array(EntityId, { minItems: 1, maxItems: 1_000 }) }),
  closed({ upTo: EntityId }),
])

export const ReadState = closed({ lastReadSeq: Seq, unreadCount: Type.Integer({ minimum: 0 }) })

export const messageRoutes = {
  listMessages: {
    method: 'GET',
    url: `${CONVERSATION}/messages`,
    auth: 'user',
    service: 'conversation',
    tag: 'Messages',
    summary: 'A page of history in ascending order; without a cursor the newest one',
    params: ConversationParams,
    querystring: closed({
      before: Type.Optional(Seq),
      after: Type.Optional(Seq),
      limit: Type.Integer({ minimum: 1, maximum: 100, default: 50 }),
    }),
    replies: {
      200: closed({
        messages: Type.Array(Message),
        hasMore: Type.Boolean({
          description: 'more in the direction of the page: older ones, or newer ones with `after`',
        }),
      }),
    },
    errors: ['CONVERSATION_NOT_FOUND'],
  },
  listChanges: {
    method: 'GET',
    url: `${CONVERSATION}/changes`,
    auth: 'user',
    service: 'conversation',
    tag: 'Messages',
    summary: 'Every message created, edited or deleted after a version, in version order',
    params: ConversationParams,
    querystring: closed({
      since: Type.Integer({ ...Version, default: 0 }),
      limit: Type.Integer({ minimum: 1, maximum: 500, default: 100 }),
    }),
    replies: {
      200: closed({
        messages: Type.Array(Message),
        version: Type.Integer({ ...Version, description: 'the next `since`' }),
        hasMore: Type.Boolean(),
      }),
    },
    errors: ['CONVERSATION_NOT_FOUND'],
  },
  sendMessage: {
    method: 'POST',
    url: `${CONVERSATION}/messages`,
    auth: 'user',
    service: 'conversation',
    tag: 'Messages',
    summary: 'Send a text; 200 with the stored message when the sender used this clientId here before',
    params: ConversationParams,
    body: closed({ content: Content, clientId: Type.Optional(ClientId), replyTo: Type.Optional(EntityId) }),
    replies: { 200: OneMessage, 201: OneMessage },
    errors: ['CONVERSATION_NOT_FOUND', 'MESSAGE_NOT_FOUND', 'CONVERSATION_READ_ONLY', 'RATE_LIMITED'],
  },
  editMessage: {
    method: 'PATCH',
    url: `${CONVERSATION}/messages/:messageId`,
    auth: 'user',
    service: 'conversation',
    tag: 'Messages',
    summary: 'Change the text of an own message',
    params: MessageParams,
    body: closed({ content: Content }),
    replies: { 200: OneMessage },
    errors: ['CONVERSATION_NOT_FOUND', 'MESSAGE_NOT_FOUND', 'FORBIDDEN', 'CONVERSATION_READ_ONLY', 'RATE_LIMITED'],
  },
  deleteMessage: {
    method: 'DELETE',
    url: `${CONVERSATION}/messages/:messageId`,
    auth: 'user',
    service: 'conversation',
    tag: 'Messages',
    summary: 'Turn an own message (an Admin: any message) into a tombstone',
    params: MessageParams,
    replies: { 200: OneMessage },
    errors: ['CONVERSATION_NOT_FOUND', 'MESSAGE_NOT_FOUND', 'FORBIDDEN', 'CONVERSATION_READ_ONLY'],
  },
  markRead: {
    method: 'PATCH',
    url: `${CONVERSATION}/read`,
    auth: 'user',
    service: 'conversation',
    tag: 'Receipts',
    summary: 'Move the own read watermark forward',
    params: ConversationParams,
    body: ReadTarget,
    replies: { 200: ReadState },
    // Read-only: for an Admin who looks into a closed conversation and has no watermark there.
    errors: ['CONVERSATION_NOT_FOUND', 'MESSAGE_NOT_FOUND', 'CONVERSATION_READ_ONLY'],
  },
  listReaders: {
    method: 'GET',
    url: `${CONVERSATION}/messages/:messageId/readers`,
    auth: 'user',
    service: 'conversation',
    tag: 'Receipts',
    summary: 'Who read a message, and when',
    params: MessageParams,
    replies: { 200: closed({ readers: Type.Array(Reader) }) },
    errors: ['CONVERSATION_NOT_FOUND', 'MESSAGE_NOT_FOUND'],
  },
} as const satisfies Record<string, RestRoute>
