import Type, { type Static } from 'typebox'
import { ClientId, closed, EntityId, NameText, PlatformId, SafeText, Seq, Timestamp, Version } from '../text.ts'

/** The most code points that a message's text holds. */
export const MAX_CONTENT = 4_000
/** The code points of the original that a reply quotes. */
export const EXCERPT_LENGTH = 140

export const StoredFile = closed({
  _id: EntityId,
  name: Type.String({ description: 'made-safe original name, contacts masked' }),
  size: Type.Integer({ minimum: 0, description: 'bytes' }),
  mimeType: Type.String({ description: 'from the checked content, not from the client' }),
  url: Type.String({ description: 'path of the download, for participants only' }),
  width: Type.Optional(Type.Integer({ description: 'pixels' })),
  height: Type.Optional(Type.Integer({ description: 'pixels' })),
  thumbnailUrl: Type.Optional(Type.String()),
})
export type StoredFile = Static<typeof StoredFile>

export const ReplyQuote = closed({
  _id: EntityId,
  seq: Seq,
  senderId: PlatformId,
  senderName: NameText,
  excerpt: SafeText(EXCERPT_LENGTH),
})
export type ReplyQuote = Static<typeof ReplyQuote>

export const MessageType = Type.Enum(['text', 'file'])

export const Message = closed({
  _id: EntityId,
  conversationId: EntityId,
  seq: Seq,
  version: Version,
  senderId: PlatformId,
  senderName: Type.String({ description: "the sender's display name when the message was sent" }),
  messageType: MessageType,
  content: Type.String({ description: 'contacts masked; empty in a tombstone' }),
  file: Type.Optional(StoredFile),
  clientId: Type.Optional(ClientId),
  replyTo: Type.Optional(ReplyQuote),
  createdAt: Timestamp,
  editedAt: Type.Optional(Timestamp),
  deletedAt: Type.Optional(Timestamp),
})
export type Message = Static<typeof Message>

export const Reader = closed({ userId: PlatformId, displayName: NameText, readAt: Timestamp })
export type Reader = Static<typeof Reader>
