import { sql } from 'kysely'
import type { Database, Handle } from '../database/database.ts'
import { rosterLines } from './rosters.ts'

/** Which notes are so far out of date that it is worth writing them anew. */
export interface Outdated {
  /** At least so many people are not noted as they are … */
  atLeast: number
  /** … and they are one in so many of all who take part. */
  oneIn: number
  /** Milliseconds since anything was said: before, it would be out of date at once. */
  quietMs: number
  limit: number
}

/** The conversations whose notes are out of date. Reads those who are not noted, by their index, and little else. */
export async function selectOutdated(db: Handle, { atLeast, oneIn, quietMs, limit }: Outdated): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select c.id from (
      select unnoted_in as id, count(*) as unnoted from participants
      where unnoted_in is not null group by unnoted_in having count(*) >= ${atLeast}
    ) o join conversations c on c.id = o.id
    where c.updated_at <= now() - ${quietMs} * interval '1 millisecond'
      and o.unnoted * ${oneIn} >= (select count(*) from participants p where p.conversation_id = o.id)
    limit ${limit}`.execute(db)
  return rows.map(({ id }) => id)
}

/**
 * Writes the note of a conversation anew, without waiting for anybody: whose row is being written by another transaction stays
 * beside the note, and of two who write it at once the second leaves it. Answers whether it was written.
 */
export async function noteRoster(kysely: Database['kysely'], conversationId: string): Promise<boolean> {
  return kysely.transaction().execute(async (tx) => {
    // A statement of its own: what is read by the next one is then of a time at which nobody else writes the note. Whoever leaves
    // from there on is struck from the new one.
    const { rows } = await sql`
      select from noted_rosters where conversation_id = ${conversationId} for no key update skip locked`.execute(tx)
    if (rows.length === 0) return false
    await sql`
      with fresh as materialized (
        select user_id, listing, last_read_seq, last_delivered_seq from participants
        where unnoted_in = ${conversationId} for no key update skip locked
      ), noted as (
        update participants p set noted_read_seq = f.last_read_seq, noted_delivered_seq = f.last_delivered_seq
        from fresh f where p.conversation_id = ${conversationId} and p.user_id = f.user_id
      )
      update noted_rosters set gone = '{}', people = (
        select string_agg(person.lines, chr(10)) from (
          select ${rosterLines(sql`p.listing`, sql`p`)} from participants p
          where p.conversation_id = ${conversationId} and p.unnoted_in is null
          union all
          select ${rosterLines(sql`f.listing`, sql`f`)} from fresh f
        ) person
      ) where conversation_id = ${conversationId}`.execute(tx)
    return true
  })
}
