import type { Reader } from '@touchline/contracts'
import { sql } from 'kysely'
import { unreadCount } from '../conversations/conversations.repository.ts'
import type { Handle } from '../database/database.ts'
import { isoTime } from '../messages/message-row.ts'

export interface ReadMove {
  /** How many of the named messages exist in the conversation. */
  found: number
  /** The watermark before, and after when it moved. */
  before: number
  after: number | null
  readAt: Date
  /** Of the newly read messages of others, the newest 100. */
  messageIds: string[]
}

/**
 * Moves a read watermark forward to the newest of these messages, if all of them exist, and notes the advance. One
 * statement: the row lock on the participant orders devices of one person. Undefined for somebody who takes no part.
 */
export async function moveReadWatermark(
  db: Handle,
  conversationId: string,
  userId: string,
  messageIds: readonly string[],
): Promise<ReadMove | undefined> {
  const { rows } = await sql<{
    found: number
    before: number
    after: number | null
    read_at: Date
    message_ids: string[] | null
  }>`
    with own as materialized (
      select last_read_seq as seq, date_trunc('milliseconds', clock_timestamp()) as read_at
      from participants where conversation_id = ${conversationId} and user_id = ${userId} for no key update
    ), target as (
      select count(*)::int as found, max(seq) as seq from messages
      where conversation_id = ${conversationId} and id = any(${messageIds}::uuid[])
    ), moved as (
      update participants p
      set last_read_seq = t.seq, last_delivered_seq = greatest(p.last_delivered_seq, t.seq)
      from target t, own
      where p.conversation_id = ${conversationId} and p.user_id = ${userId}
        and t.found = ${messageIds.length} and p.last_read_seq < t.seq
      returning p.last_read_seq as seq
    ), noted as (
      insert into read_advances (conversation_id, user_id, after_seq, seq, read_at)
      select ${conversationId}, ${userId}, own.seq, moved.seq, own.read_at from moved, own
      on conflict do nothing
    )
    select target.found, own.seq as before, moved.seq as after, own.read_at,
      (select array_agg(newly.id order by newly.seq) from (
        select m.id, m.seq from messages m
        where m.conversation_id = ${conversationId} and m.seq > own.seq and m.seq <= moved.seq and m.sender_id <> ${userId}
        order by m.seq desc limit 100
      ) newly) as message_ids
    from own cross join target left join moved on true`.execute(db)
  const [row] = rows
  if (row === undefined) return undefined
  return {
    found: row.found,
    before: row.before,
    after: row.after,
    readAt: row.read_at,
    messageIds: row.message_ids ?? [],
  }
}

export interface DeliveredMove {
  found: boolean
  /** The watermark, when it moved. */
  after: number | null
}

/** Moves a delivered watermark forward to a message. Undefined for somebody who takes no part. */
export async function moveDeliveredWatermark(
  db: Handle,
  conversationId: string,
  userId: string,
  messageId: string,
): Promise<DeliveredMove | undefined> {
  const { rows } = await sql<{ found: boolean; after: number | null }>`
    with target as (
      select seq from messages where conversation_id = ${conversationId} and id = ${messageId}
    ), moved as (
      update participants p set last_delivered_seq = t.seq from target t
      where p.conversation_id = ${conversationId} and p.user_id = ${userId} and p.last_delivered_seq < t.seq
      returning p.last_delivered_seq as seq
    )
    select exists (select from target) as found, (select seq from moved) as after
    from participants where conversation_id = ${conversationId} and user_id = ${userId}`.execute(db)
  return rows[0]
}

/** A participant's unread count, as lists have it. */
export async function countUnread(db: Handle, conversationId: string, userId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select ${unreadCount(sql`p.user_id`, sql`p.last_read_seq`)} as count
    from participants p
    cross join lateral (select id, last_seq from conversations where id = p.conversation_id offset 0) c
    where p.conversation_id = ${conversationId} and p.user_id = ${userId}`.execute(db)
  return rows[0]?.count ?? 0
}

/** Who of the participants, the sender apart, read a message, and when: at the advance of their watermark over it. */
export async function selectReaders(
  db: Handle,
  conversationId: string,
  messageId: string,
): Promise<Reader[] | undefined> {
  const { rows } = await sql<{ user_id: string | null; display_name: string | null; read_at: Date | null }>`
    select reader.user_id, reader.display_name, reader.read_at
    from (select id, conversation_id, seq, sender_id from messages where id = ${messageId} offset 0) m left join lateral (
      select p.user_id, u.display_name, advance.read_at
      from participants p
      cross join lateral (select display_name from users where id = p.user_id offset 0) u
      cross join lateral (
        select a.read_at from read_advances a
        where a.conversation_id = p.conversation_id and a.user_id = p.user_id
          and a.after_seq < m.seq and a.seq >= m.seq
        order by a.seq limit 1
      ) advance
      where p.conversation_id = m.conversation_id and p.user_id <> m.sender_id
    ) reader on true
    where m.conversation_id = ${conversationId}
    order by reader.read_at, reader.user_id`.execute(db)
  if (rows.length === 0) return undefined
  return rows.flatMap(({ user_id: userId, display_name: displayName, read_at: readAt }) =>
    userId === null || displayName === null || readAt === null
      ? []
      : [{ userId, displayName, readAt: isoTime(readAt) }],
  )
}
