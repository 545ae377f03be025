import Type from 'typebox'
import { Conversation } from '../entities/conversation.ts'
import { Message } from '../entities/message.ts'
import { BatchSummary, Contact } from '../entities/person.ts'
import { closed, EntityId, PlatformId, Version } from '../text.ts'
import type { RestRoute } from './route.ts'

export const ConversationParams = closed({ id: EntityId })
const OneConversation = closed({ conversation: Conversation })

/** The most conversations that one `sync` may name, and the most messages that it answers with. */
export const SYNC_LIMITS = { messagesPerConversation: 50, messages: 1_000, bodyBytes: 256 * 1024 } as const

export const conversationRoutes = {
  listConversations: {
    method: 'GET',
    url: '/api/chat/conversations',
    auth: 'user',
    service: 'conversation',
    tag: 'Conversations',
    summary: 'Own conversations, latest activity first',
    querystring: closed({
      limit: Type.Integer({ minimum: 1, maximum: 100, default: 50 }),
      cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    }),
    replies: {
      200: closed({
        conversations: Type.Array(Conversation),
        nextCursor: Type.Union([Type.String(), Type.Null()], { description: 'null at the end' }),
      }),
    },
    errors: [],
  },
  openConversation: {
    method: 'POST',
    url: '/api/chat/conversations',
    auth: 'user',
    service: 'conversation',
    tag: 'Conversations',
    summary: 'Open a direct conversation, or (Admin) that of a batch; 200 with the one that exists',
    body: Type.Union([
      closed({ type: Type.Literal('direct'), participantId: PlatformId }),
      closed({ type: Type.Literal('batch'), batchId: PlatformId }),
    ]),
    replies: { 200: OneConversation, 201: OneConversation },
    errors: [
      'FORBIDDEN',
      'USER_NOT_FOUND',
      'BATCH_NOT_FOUND',
      'RULE_NO_COACH_PARENT_DIRECT',
      'RULE_ADMIN_BRIDGE',
      'RULE_BATCH_MEMBERSHIP',
    ],
  },
  getConversation: {
    method: 'GET',
    url: '/api/chat/conversations/:id',
    auth: 'user',
    service: 'conversation',
    tag: 'Conversations',
    summary: 'One conversation with its participants and their watermarks',
    params: ConversationParams,
    replies: { 200: OneConversation },
    errors: ['CONVERSATION_NOT_FOUND'],
  },
  sync: {
    method: 'POST',
    url: '/api/chat/sync',
    auth: 'user',
    service: 'conversation',
    tag: 'Conversations',
    summary: 'Everything that changed since the versions that the client holds, in one round trip',
    bodyLimit: SYNC_LIMITS.bodyBytes,
    body: closed({ versions: Type.Record(EntityId, Version, { additionalProperties: false }) }),
    replies: {
      200: closed({
        conversations: Type.Array(
          closed({
            conversation: Conversation,
            messages: Type.Array(Message),
            hasMore: Type.Boolean({
              description:
                "for a conversation that the request named: go on with `changes?since=` the last message's version; for one that it did not name: older messages exist",
            }),
          }),
        ),
        removed: Type.Array(EntityId, { description: 'named by the request and no longer visible to the caller' }),
      }),
    },
    errors: [],
  },
  listContacts: {
    method: 'GET',
    url: '/api/chat/contacts',
    auth: 'user',
    service: 'conversation',
    tag: 'People',
    summary: 'People whom the rules let the caller open a direct conversation with',
    replies: { 200: closed({ contacts: Type.Array(Contact) }) },
    errors: [],
  },
  listBatches: {
    method: 'GET',
    url: '/api/chat/batches',
    auth: 'user',
    service: 'conversation',
    tag: 'People',
    summary: "The caller's batches; an Admin's: all",
    replies: { 200: closed({ batches: Type.Array(BatchSummary) }) },
    errors: [],
  },
} as const satisfies Record<string, RestRoute>
