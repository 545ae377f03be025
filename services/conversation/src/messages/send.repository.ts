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

/** Why a send was not stored. */
export interface SendFacts {
  role: Role | null
  active: boolean | null
  type: ConversationType | null
  read_only: boolean | null
  closed: boolean
  is_participant: boolean
  /** Of the message that the sender stored with this client id before. */
  stored_seq: number | null
}

/** What became of one send. The counters are null where it was not stored, the facts where it was. */
export interface SendRow {
  display_name: string | null
  seq: number | null
  version: number | null
  created_at: Date | null
  facts: SendFacts | null
  reply: ReplyRow | null
  file: FileRow | null
  /** Whether the conversation changed between the reading of the facts and the storing: `reply` may be out of date. */
  overtaken: boolean | null
}

/**
 * The columns of both statements; those from `reply` on are in that of a batch only. They are read as arrays: to make an object of each
 * row costs the driver more than the rest of reading it.
 */
type Columns = [
  displayName: string | null,
  seq: number | null,
  version: number | null,
  createdMs: number | null,
  facts: SendFacts | null,
  reply?: ReplyRow | null,
  file?: FileRow | null,
  overtaken?: boolean | null,
]

function toSendRow(columns: Columns): SendRow {
  const [display_name, seq, version, createdMs, facts, reply = null, file = null, overtaken = null] = columns
  const created_at = createdMs === null ? null : new Date(createdMs)
  return { display_name, seq, version, created_at, facts, reply, file, overtaken }
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
  const { rows } = await pool.query<Columns>({
    name: 'send-one-message',
    text: SEND_ONE_MESSAGE,
    values: [id, senderId, conversationId, content, clientId ?? null],
    rowMode: 'array',
  })
  return rows.map(toSendRow)
}

async function insertBatch(pool: pg.Pool, messages: readonly NewMessage[]): Promise<SendRow[]> {
  const { rows } = await pool.query<Columns>({
    name: 'send-messages',
    text: SEND_MESSAGES,
    rowMode: 'array',
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
  return rows.map(toSendRow)
}
