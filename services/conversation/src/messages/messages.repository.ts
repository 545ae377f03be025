import type { Message } from '@touchline/contracts'
import { sql } from 'kysely'
import type { Handle } from '../database/database.ts'
import { type MessageRow, messageColumns, toMessage } from './message-row.ts'

/** The messages at these places, in no order. */
export async function selectMessages(
  db: Handle,
  places: readonly { conversationId: string; seq: number }[],
): Promise<Message[]> {
  const { rows } = await sql<MessageRow>`
    select ${messageColumns}
    from unnest(${places.map(({ conversationId }) => conversationId)}::uuid[], ${places.map(({ seq }) => seq)}::int[])
      as place (conversation_id, seq)
    join messages m on m.conversation_id = place.conversation_id and m.seq = place.seq`.execute(db)
  return rows.map(toMessage)
}

/** At most `limit` messages in ascending order: the newest ones, the newest before a seq, or the oldest after one. */
export async function selectHistory(
  db: Handle,
  conversationId: string,
  range: { before?: number | undefined; after?: number | undefined; limit: number },
): Promise<Message[]> {
  const { before, after, limit } = range
  const lower = after === undefined ? sql`true` : sql`m.seq > ${after}`
  const upper = before === undefined ? sql`true` : sql`m.seq < ${before}`
  const order = after === undefined ? sql`desc` : sql`asc`
  const { rows } = await sql<MessageRow>`
    select ${messageColumns} from messages m
    where m.conversation_id = ${conversationId} and ${lower} and ${upper}
    order by m.seq ${order} limit ${limit}`.execute(db)
  return rows.map(toMessage).sort((one, other) => one.seq - other.seq)
}

/** At most `limit` messages that were created, edited or deleted after a version, in version order. */
export async function selectChanges(
  db: Handle,
  conversationId: string,
  since: number,
  limit: number,
): Promise<Message[]> {
  const { rows } = await sql<MessageRow>`
    select ${messageColumns} from messages m
    where m.conversation_id = ${conversationId} and m.version > ${since}
    order by m.version limit ${limit}`.execute(db)
  return rows.map(toMessage)
}

/** One message of a conversation. */
export async function selectMessage(
  db: Handle,
  conversationId: string,
  messageId: string,
): Promise<Message | undefined> {
  const { rows } = await sql<MessageRow>`
    select ${messageColumns} from messages m
    where m.id = ${messageId} and m.conversation_id = ${conversationId}`.execute(db)
  return rows.map(toMessage)[0]
}

interface Change {
  conversationId: string
  seq: number
  /** Left out, the text stays as it is: something else of the message is being masked. */
  content?: string | undefined
  changedBy: string
  kind: 'edit' | 'delete' | 'mask'
}

/**
 * Rewrites a message and keeps what it said as a revision, unless it is being masked: what is hidden is kept nowhere. The messages that quote it change with it. Each gets a version
 * of its own. The conversation must be locked by the caller. Answers with all of them, in version order.
 */
export async function rewriteMessage(db: Handle, change: Change): Promise<Message[]> {
  const { conversationId, seq, content, kind } = change
  const at = new Date()
  if (kind !== 'mask') await keepRevision(db, change, at)
  const { rows } = await sql<{ seq: number }>`
    with changed as (
      select m.seq, row_number() over (order by m.seq <> ${seq}, m.seq)::int as nth
      from messages m
      where m.conversation_id = ${conversationId} and (m.seq = ${seq} or m.reply_to_seq = ${seq})
    ), moved as (
      update conversations c set
        version = c.version + (select count(*)::int from changed),
        updated_at = case when ${kind === 'mask'} then c.updated_at else greatest(c.updated_at, ${at}) end
      where c.id = ${conversationId}
      returning c.version - (select count(*)::int from changed) as version
    )
    update messages m set
      version = moved.version + changed.nth,
      content = case when m.seq = ${seq} then coalesce(${content ?? null}, m.content) else m.content end,
      edited_at = case when m.seq = ${seq} and ${kind === 'edit'} then ${at} else m.edited_at end,
      deleted_at = case when m.seq = ${seq} and ${kind === 'delete'} then ${at} else m.deleted_at end
    from changed, moved
    where m.conversation_id = ${conversationId} and m.seq = changed.seq
    returning m.seq`.execute(db)
  const messages = await selectMessages(
    db,
    rows.map((row) => ({ conversationId, seq: row.seq })),
  )
  return messages.sort((one, other) => one.version - other.version)
}

async function keepRevision(db: Handle, { conversationId, seq, changedBy }: Change, at: Date): Promise<void> {
  await sql`
    insert into message_revisions (conversation_id, seq, version, content, changed_by, changed_at)
    select conversation_id, seq, version, content, ${changedBy}, ${at}
    from messages where conversation_id = ${conversationId} and seq = ${seq}`.execute(db)
}
