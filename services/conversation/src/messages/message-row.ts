import { DOWNLOAD_PREFIX, type Message, type StoredFile } from '@touchline/contracts'
import { sql } from 'kysely'

/** A message with its file and the message that it replies to. Times come as text when the row travelled as JSON. */
export interface MessageRow {
  id: string
  conversation_id: string
  seq: number
  version: number
  sender_id: string
  sender_name: string
  message_type: 'text' | 'file'
  content: string
  client_id: string | null
  created_at: Date | string
  edited_at: Date | string | null
  deleted_at: Date | string | null
  file: FileRow | null
  reply: ReplyRow | null
}

export interface FileRow {
  id: string
  stored_name: string
  name: string
  size: number
  mime_type: string
  width: number | null
  height: number | null
  thumbnail_name: string | null
}

export interface ReplyRow {
  id: string
  seq: number
  sender_id: string
  sender_name: string
  excerpt: string
}

/** Of a row `f` of `files`. */
const fileJson = sql`json_build_object(
  'id', f.id, 'stored_name', f.stored_name, 'name', f.name, 'size', f.size, 'mime_type', f.mime_type,
  'width', f.width, 'height', f.height, 'thumbnail_name', f.thumbnail_name)`

/** Of a row `r` of `messages` that another one replies to. `left` counts code points, as the contract does. */
const replyJson = sql`json_build_object(
  'id', r.id, 'seq', r.seq, 'sender_id', r.sender_id, 'sender_name', r.sender_name, 'excerpt', left(r.content, 140))`

/** The columns of a `MessageRow`, of a row `m` of `messages`. */
export const messageColumns = sql`
  m.id, m.conversation_id, m.seq, m.version, m.sender_id, m.sender_name, m.message_type, m.content, m.client_id,
  m.created_at, m.edited_at, m.deleted_at,
  case when m.file_id is not null and m.deleted_at is null
    then (select ${fileJson} from files f where f.id = m.file_id) end as file,
  case when m.reply_to_seq is not null
    then (select ${replyJson} from messages r
          where r.conversation_id = m.conversation_id and r.seq = m.reply_to_seq) end as reply`

/** The message as clients see it. */
export function toMessage(row: MessageRow): Message {
  return {
    _id: row.id,
    conversationId: row.conversation_id,
    seq: row.seq,
    version: row.version,
    senderId: row.sender_id,
    senderName: row.sender_name,
    messageType: row.message_type,
    content: row.content,
    ...(row.file === null ? {} : { file: toStoredFile(row.file) }),
    ...(row.client_id === null ? {} : { clientId: row.client_id }),
    ...(row.reply === null ? {} : { replyTo: toReplyQuote(row.reply) }),
    createdAt: isoTime(row.created_at),
    ...(row.edited_at === null ? {} : { editedAt: isoTime(row.edited_at) }),
    ...(row.deleted_at === null ? {} : { deletedAt: isoTime(row.deleted_at) }),
  }
}

/** The file as clients see it: where to read it, and nothing of where it lies. */
export function toStoredFile(row: FileRow): StoredFile {
  return {
    _id: row.id,
    name: row.name,
    size: row.size,
    mimeType: row.mime_type,
    url: downloadUrl(row.stored_name),
    ...(row.width === null ? {} : { width: row.width }),
    ...(row.height === null ? {} : { height: row.height }),
    ...(row.thumbnail_name === null ? {} : { thumbnailUrl: downloadUrl(row.thumbnail_name) }),
  }
}

function downloadUrl(storedName: string): string {
  return `${DOWNLOAD_PREFIX}${encodeURIComponent(storedName)}`
}

function toReplyQuote(row: ReplyRow): NonNullable<Message['replyTo']> {
  return {
    _id: row.id,
    seq: row.seq,
    senderId: row.sender_id,
    senderName: row.sender_name,
    excerpt: row.excerpt,
  }
}

/** ISO 8601 in UTC, from a column or from JSON that Postgres made of it. */
export function isoTime(time: Date | string): string {
  return new Date(time).toISOString()
}
