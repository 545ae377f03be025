import { readFileSync } from 'node:fs'
import type { ContactKind, ConversationType, Role } from '@touchline/rules'
import type pg from 'pg'
import type { FileRow, ReplyRow } from './message-row.ts'

const statement = (name: string): string => readFileSync(new URL(`./${name}.sql`, import.meta.url), 'utf8')

const SEND_MESSAGES = statement('send-messages')
const SEND_ONE_MESSAGE = statement('send-one-message')

/** A send as it is stored: ids of our form, content masked. */
export interface NewMessage {
  id: string
  senderId: string
  conversationId: string
  content: string
  /** Of the contacts that were hidden in the content. */
  contactKinds: readonly ContactKind[]
  clientId: string | undefined
  fileId: string | undefined
  replyTo: string | undefined
  /** Whether it may be a part of a contact that is split over several messages. */
  needsLook: boolean
}

/** What the statement found out about one send. The counters are null where it was not stored. */
export interface SendRow {
  role: Role | null
  active: boolean | null
  display_name: string | null
  type: ConversationType | null
  read_only: boolean | null
  closed: boolean
  is_participant: boolean
  /** Of the message that the sender stored with this client id before. */
  stored_seq: number | null
  reply: ReplyRow | null
  file: FileRow | null
  seq: number | null
  version: number | null
  created_at: Date | null
  /** Whether the conversation changed between the reading of the facts and the storing: `reply` may be out of date. */
  overtaken: boolean | null
}

/** Stores messages and answers with a row each, in their order: by one named, prepared statement in autocommit. */
export function insertMessages(pool: pg.Pool, messages: readonly NewMessage[]): Promise<SendRow[]> {
  const [first] = messages
  return first !== undefined && messages.length === 1 && isPlainText(first)
    ? insertOne(pool, first)
    : insertBatch(pool, messages)
}

const isPlainText = ({ fileId, replyTo, contactKinds, needsLook }: NewMessage): boolean =>
  fileId === undefined && replyTo === undefined && contactKinds.length === 0 && !needsLook

async function insertOne(pool: pg.Pool, message: NewMessage): Promise<SendRow[]> {
  const { id, senderId, conversationId, content, clientId } = message
  const { rows } = await pool.query<SendRow>({
    name: 'send-one-message',
    text: SEND_ONE_MESSAGE,
    values: [id, senderId, conversationId, content, clientId ?? null],
  })
  return rows
}

async function insertBatch(pool: pg.Pool, messages: readonly NewMessage[]): Promise<SendRow[]> {
  const { rows } = await pool.query<SendRow>({
    name: 'send-messages',
    text: SEND_MESSAGES,
    values: [
      messages.map(({ id }) => id),
      messages.map(({ senderId }) => senderId),
      messages.map(({ conversationId }) => conversationId),
      messages.map(({ content }) => content),
      messages.map(({ clientId }) => clientId ?? null),
      messages.map(({ fileId }) => fileId ?? null),
      messages.map(({ replyTo }) => replyTo ?? null),
      messages.map(({ contactKinds }) => (contactKinds.length === 0 ? null : contactKinds.join(','))),
      messages.map(({ needsLook }) => needsLook),
      1,
    ],
  })
  return rows
}
