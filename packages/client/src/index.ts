export type {
  BatchSummary,
  Contact,
  Conversation,
  ErrorCode,
  Finding,
  Message,
  Participant,
  Reader,
  ReplyQuote,
  StoredFile,
} from '@touchline/contracts'
export { createTouchline, type FindingsPage, type TouchlineClient } from './client.ts'
export { type ClientErrorCode, type LocalErrorCode, TouchlineClientError } from './client-error.ts'
export type { ConnectionState, OfflineReason, Transport } from './connection.ts'
export type { ConversationList } from './conversation/conversations.ts'
export type { ConversationHandle, ConversationSnapshot, SendFileOptions, SentMessage } from './conversation-handle.ts'
export type { Uploadable, UploadOptions } from './files/uploads.ts'
export type { Logger } from './logger.ts'
export type { TouchlineOptions } from './options.ts'
export type { PresenceState } from './people/presence.ts'
export type { TypingPerson } from './people/typing.ts'
export type { Draft, OutgoingFile, OutgoingMessage, OutgoingState } from './sending/outgoing.ts'
export { type TouchlineStorage, webStorage } from './sending/storage.ts'
export type { TokenProvider } from './session.ts'
export { type ReadableStore, when } from './store.ts'
export type { Timing } from './timing.ts'
