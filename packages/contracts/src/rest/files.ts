import Type from 'typebox'
import { MAX_CONTENT, Message, StoredFile } from '../entities/message.ts'
import { ClientId, closed, SafeText, Timestamp } from '../text.ts'
import { ConversationParams } from './conversations.ts'
import type { RestRoute } from './route.ts'

/** The text fields of an upload; they come before the file. With a file the text may be empty or left out. */
export const UploadFields = closed({
  content: Type.Optional(SafeText(MAX_CONTENT)),
  clientId: Type.Optional(ClientId),
  draft: Type.Optional(Type.Enum(['true', 'false'])),
})

/** Where the bytes of stored files are read; the file's stored name follows. */
export const DOWNLOAD_PREFIX = '/uploads/chat/'

/** How long a link of `POST /uploads/chat/links` works, in seconds. */
export const LINK_SECONDS = 600

export const fileRoutes = {
  upload: {
    method: 'POST',
    url: '/api/chat/conversations/:id/upload',
    auth: 'user',
    service: 'upload',
    tag: 'Files',
    summary: 'Send a file to a batch conversation, or keep it as a draft for a later message:send',
    params: ConversationParams,
    consumes: 'multipart/form-data',
    replies: {
      200: closed({ message: Message }),
      201: Type.Union([closed({ message: Message }), closed({ file: StoredFile })]),
    },
    errors: [
      'CONVERSATION_NOT_FOUND',
      'RULE_FILES_BATCH_ONLY',
      'CONVERSATION_READ_ONLY',
      'FILE_TOO_LARGE',
      'FILE_TYPE_NOT_ALLOWED',
      'FILE_REJECTED',
      'RATE_LIMITED',
    ],
  },
  download: {
    method: 'GET',
    url: `${DOWNLOAD_PREFIX}:filename`,
    auth: 'user',
    service: 'upload',
    tag: 'Files',
    summary: 'The file, for participants of its conversation, by bearer token or by a link',
    params: closed({ filename: Type.String({ minLength: 1, maxLength: 255 }) }),
    querystring: closed({ link: Type.Optional(Type.String({ maxLength: 2_048 })) }),
    replies: { 200: null },
    errors: ['FILE_NOT_FOUND'],
  },
  createLinks: {
    method: 'POST',
    url: '/uploads/chat/links',
    auth: 'user',
    service: 'upload',
    tag: 'Files',
    summary:
      'Short-lived links to files for <img src> and downloads without a header; what the caller may not have is left out',
    body: closed({ urls: Type.Array(Type.String({ minLength: 1, maxLength: 2_048 }), { maxItems: 200 }) }),
    replies: { 200: closed({ links: Type.Record(Type.String(), Type.String()), expiresAt: Timestamp }) },
    errors: [],
  },
} as const satisfies Record<string, RestRoute>
