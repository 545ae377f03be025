import { HIDDEN, type RecentMessage, SPLIT_WINDOW_LIMIT, SPLIT_WINDOW_MESSAGES } from '@touchline/rules'
import { sql } from 'kysely'
import type { Handle } from '../database/database.ts'

export interface OwnMessage extends RecentMessage {
  seq: number
}

/** A message that is to be looked at together with its sender's others around it. */
export interface SplitLook {
  conversationId: string
  senderId: string
  messageId: string
  seq: number
}

/** Longer texts are no parts of a contact, so no more of them is read than tells that. */
const READ_CHARACTERS = 200

/** One sender's messages in a conversation around a seq, as far as they can share a window with it, oldest first. */
export async function selectOwnAround(db: Handle, look: SplitLook): Promise<OwnMessage[]> {
  const own = db
    .selectFrom('messages as m')
    .leftJoin('files as f', 'f.id', 'm.file_id')
    .select(['m.id', 'm.seq', 'm.created_at as at', 'f.name as fileName'])
    .select(sql<string>`left(m.content, ${READ_CHARACTERS})`.as('text'))
    .where('m.conversation_id', '=', look.conversationId)
    .where('m.sender_id', '=', look.senderId)
    .where('m.deleted_at', 'is', null)
  const before = await own.where('m.seq', '<=', look.seq).orderBy('m.seq', 'desc').limit(SPLIT_WINDOW_LIMIT).execute()
  // After an edit, the other parts may be messages that came later.
  const after = await own.where('m.seq', '>', look.seq).orderBy('m.seq').limit(SPLIT_WINDOW_MESSAGES).execute()
  return [...before.reverse(), ...after].map(({ fileName, ...message }) => ({
    ...message,
    fileName: fileName ?? undefined,
  }))
}

/** Forgets what masked messages said before: no revision may keep a part of a contact. */
export async function scrubRevisions(db: Handle, conversationId: string, seqs: readonly number[]): Promise<void> {
  await db
    .updateTable('message_revisions')
    .set({ content: '' })
    .where('conversation_id', '=', conversationId)
    .where('seq', 'in', seqs)
    .execute()
}

/**
 * Hides the name of a message's file. The stored name is made of it and changes with it, all but the moment and the random
 * part that make it unique: by these the upload service finds the file.
 */
export async function hideFileName(db: Handle, conversationId: string, seq: number): Promise<void> {
  await sql`
    update files f set
      name = ${HIDDEN} || coalesce(substring(f.name from '\\.[^.]+$'), ''),
      stored_name = regexp_replace(f.stored_name, ${STEM}, 'hidden'),
      thumbnail_name = regexp_replace(f.thumbnail_name, ${STEM}, 'hidden')
    from messages m
    where m.conversation_id = ${conversationId} and m.seq = ${seq} and f.id = m.file_id`.execute(db)
}

/** What stands before the unique part of a stored name. */
const STEM = '^.*(?=-\\d{13}-[0-9a-f]{16}\\.)'

/** Notes that a message is to be looked at, in the transaction that changes it. */
export async function noteLook(db: Handle, conversationId: string, seq: number): Promise<void> {
  await sql`
    insert into split_looks (conversation_id, seq) values (${conversationId}, ${seq})
    on conflict (conversation_id, seq) do update set noted_at = clock_timestamp()`.execute(db)
}

/** When a look was noted, as Postgres writes it; undefined when it has been done. */
export async function selectNotedAt(db: Handle, { conversationId, seq }: SplitLook): Promise<string | undefined> {
  const { rows } = await sql<{ notedAt: string }>`
    select noted_at::text as "notedAt" from split_looks
    where conversation_id = ${conversationId} and seq = ${seq}`.execute(db)
  return rows[0]?.notedAt
}

/** Forgets a look that is done, unless it was noted anew meanwhile: an edit wants a look of its own. */
export async function deleteLook(db: Handle, { conversationId, seq }: SplitLook, notedAt: string): Promise<void> {
  await sql`
    delete from split_looks
    where conversation_id = ${conversationId} and seq = ${seq} and noted_at = ${notedAt}::timestamptz`.execute(db)
}

/**
 * Takes on at most `limit` looks that nobody finished within `seconds`. They are noted anew, so that other instances leave
 * them alone for as long, and come up again if this one does not finish them either.
 */
export async function claimLooks(db: Handle, seconds: number, limit: number): Promise<SplitLook[]> {
  const { rows } = await sql<SplitLook>`
    with left_over as (
      select conversation_id, seq from split_looks
      where noted_at < clock_timestamp() - make_interval(secs => ${seconds})
      order by noted_at limit ${limit} for update skip locked
    ), claimed as (
      update split_looks s set noted_at = clock_timestamp() from left_over l
      where s.conversation_id = l.conversation_id and s.seq = l.seq
      returning s.conversation_id, s.seq
    )
    select m.conversation_id as "conversationId", m.seq, m.sender_id as "senderId", m.id as "messageId"
    from claimed c join messages m on m.conversation_id = c.conversation_id and m.seq = c.seq`.execute(db)
  return rows
}
