import { CONVERSATION_TYPES } from '@touchline/rules'
import Type, { type Static, type TSchema } from 'typebox'
import { ConversationSnapshot } from './entities/conversation.ts'
import { ContactKindName } from './entities/finding.ts'
import { MAX_CONTENT, Message, MessageType, StoredFile } from './entities/message.ts'
import { User } from './entities/person.ts'
import { errors, isErrorCode } from './errors.ts'
import { ReadState } from './rest/messages.ts'
import { ClientId, closed, EntityId, PlatformId, SafeText, Seq, Version } from './text.ts'

// Commands travel between services only: each is asked of the conversation service and answered. In a cluster they go by
// HTTP (`POST /internal/<command>`), in standalone they are plain calls; both are made from this map.

const InConversation = { userId: PlatformId, conversationId: EntityId }

/** One message to store, from a person whom the caller has authenticated. */
export const Send = closed({
  senderId: PlatformId,
  conversationId: EntityId,
  content: Type.Optional(SafeText(MAX_CONTENT)),
  messageType: Type.Optional(MessageType),
  clientId: Type.Optional(ClientId),
  fileId: Type.Optional(EntityId),
  replyTo: Type.Optional(EntityId),
})
export type Send = Static<typeof Send>

const Refusal = closed({
  code: Type.Enum(Object.keys(errors).filter(isErrorCode)),
  message: Type.String(),
  retryAfterMs: Type.Optional(Type.Integer()),
})

/** One send's own answer; a refused neighbour does not change it. `created` is false for a repeated clientId. */
export const SendResult = Type.Union([
  closed({ message: Message, created: Type.Boolean() }),
  closed({ refused: Refusal }),
])
export type SendResult = Static<typeof SendResult>

/** Where a conversation stands, as far as a realtime instance needs to know to follow it. */
export const ConversationPosition = closed({
  conversationId: EntityId,
  type: Type.Enum([...CONVERSATION_TYPES]),
  version: Version,
  lastSeq: Seq,
  readOnly: Type.Boolean(),
})
export type ConversationPosition = Static<typeof ConversationPosition>

/** A checked file, before it has a message. `name` is the original name, made safe; `storedName` is unique. */
export const NewFile = closed({
  storedName: Type.String({ minLength: 1, maxLength: 255 }),
  name: Type.String({ minLength: 1, maxLength: 255 }),
  size: Type.Integer({ minimum: 0 }),
  mimeType: Type.String({ minLength: 1, maxLength: 255 }),
  width: Type.Optional(Type.Integer()),
  height: Type.Optional(Type.Integer()),
  thumbnailName: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
  contactKinds: Type.Optional(Type.Array(ContactKindName, { description: 'what was hidden in the original name' })),
})
export type NewFile = Static<typeof NewFile>

interface Command {
  readonly summary: string
  /**
   * Whether doing it twice is as good as once, so that it may be asked again when nobody knows whether it was done; some
   * are so for certain requests only.
   */
  readonly repeatable: 'always' | 'never' | 'with clientIds'
  readonly request: TSchema
  readonly reply: TSchema
}

export const commands = {
  openSessions: {
    summary: 'Who these people are and what they take part in; unknown and deactivated ones have `user: null`',
    repeatable: 'always',
    request: closed({ userIds: Type.Array(PlatformId, { maxItems: 1_000 }) }),
    reply: closed({
      sessions: Type.Array(
        closed({
          userId: PlatformId,
          user: Type.Union([User, Type.Null()]),
          conversations: Type.Array(ConversationPosition),
        }),
      ),
    }),
  },
  sendMessages: {
    summary: 'Store messages; answers in the order of the request, once all are committed',
    repeatable: 'with clientIds',
    request: closed({ sends: Type.Array(Send, { minItems: 1, maxItems: 1_000 }) }),
    reply: closed({ results: Type.Array(SendResult) }),
  },
  editMessage: {
    summary: 'Change the text of an own message',
    repeatable: 'never',
    request: closed({ ...InConversation, messageId: EntityId, content: SafeText(MAX_CONTENT) }),
    reply: closed({ message: Message }),
  },
  deleteMessage: {
    summary: 'Turn a message into a tombstone',
    repeatable: 'never',
    request: closed({ ...InConversation, messageId: EntityId }),
    reply: closed({ message: Message }),
  },
  markRead: {
    summary: 'Move the read watermark forward to the newest of the named messages',
    repeatable: 'always',
    request: closed({ ...InConversation, messageIds: Type.Array(EntityId, { minItems: 1, maxItems: 1_000 }) }),
    reply: ReadState,
  },
  markDelivered: {
    summary: 'Move the delivered watermark forward',
    repeatable: 'always',
    request: closed({ ...InConversation, messageId: EntityId }),
    reply: closed({}),
  },
  announceConversation: {
    summary: 'Tell the participants of a conversation about it once more',
    repeatable: 'always',
    request: closed(InConversation),
    reply: closed({}),
  },
  findPeers: {
    summary: 'Which of these people share a conversation with the caller',
    repeatable: 'always',
    request: closed({ userId: PlatformId, userIds: Type.Array(PlatformId, { maxItems: 1_000 }) }),
    reply: closed({ userIds: Type.Array(PlatformId) }),
  },
  catchUp: {
    summary: 'What happened in these conversations after these versions; one that is unchanged is left out',
    repeatable: 'always',
    request: closed({
      positions: Type.Array(closed({ conversationId: EntityId, version: Version }), { maxItems: 1_000 }),
    }),
    reply: closed({
      conversations: Type.Array(
        closed({
          snapshot: ConversationSnapshot,
          messages: Type.Array(Message, { description: 'in version order' }),
          hasMore: Type.Boolean({ description: 'go on from the last message’s version' }),
        }),
      ),
    }),
  },
  authorizeUpload: {
    summary: 'Whether this person may upload to this conversation; asked before the body is read',
    repeatable: 'always',
    request: closed(InConversation),
    reply: closed({}),
  },
  createDraftFile: {
    summary: 'Keep a checked file for a later message of its uploader',
    repeatable: 'never',
    request: closed({ ...InConversation, file: NewFile }),
    reply: closed({ file: StoredFile }),
  },
  sendFile: {
    summary: 'Store a message with a checked file; `created` is false for a repeated clientId, whose file is not kept',
    repeatable: 'never',
    request: closed({
      ...InConversation,
      file: NewFile,
      content: Type.Optional(SafeText(MAX_CONTENT)),
      clientId: Type.Optional(ClientId),
    }),
    reply: closed({ message: Message, created: Type.Boolean() }),
  },
  findFiles: {
    summary: 'Which of these stored names this person may read now; the others are left out',
    repeatable: 'always',
    request: closed({ userId: PlatformId, storedNames: Type.Array(Type.String(), { maxItems: 200 }) }),
    reply: closed({
      files: Type.Array(
        closed({ storedName: Type.String(), name: Type.String(), mimeType: Type.String(), size: Type.Integer() }),
      ),
    }),
  },
  expireDrafts: {
    summary: 'Forget drafts older than this that no message uses; answers with the names of the files to remove',
    repeatable: 'never',
    request: closed({ olderThanSeconds: Type.Integer({ minimum: 60 }) }),
    reply: closed({ storedNames: Type.Array(Type.String()) }),
  },
} as const satisfies Record<string, Command>

export type CommandName = keyof typeof commands
export type CommandRequest<Name extends CommandName> = Static<(typeof commands)[Name]['request']>
export type CommandReply<Name extends CommandName> = Static<(typeof commands)[Name]['reply']>

/** The conversation service as the other services call it. Each rejects with a `TouchlineError`. */
export type ConversationCommands = {
  [Name in CommandName]: (request: CommandRequest<Name>) => Promise<CommandReply<Name>>
}
