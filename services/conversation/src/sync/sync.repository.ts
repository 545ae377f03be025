import type { Message } from '@touchline/contracts'
import { sql } from 'kysely'
import type { Handle } from '../database/database.ts'
import { type MessageRow, messageColumns, toMessage } from '../messages/message-row.ts'

/** Of one conversation: what changed after a version, or the newest page where the client holds nothing. */
export interface Wanted {
  conversationId: string
  since: number | undefined
}

/**
 * At most `limit` messages of each: the oldest changes by version, or the newest messages by seq. Answers with a list for
 * each that is wanted, in their order.
 */
export async function selectMissed(db: Handle, wanted: readonly Wanted[], limit: number): Promise<Message[][]> {
  const pages: Message[][] = wanted.map(() => [])
  if (wanted.length === 0) return pages
  const { rows } = await sql<MessageRow & { place: number }>`
    select w.place::int as place, missed.*
    from unnest(
      ${wanted.map(({ conversationId }) => conversationId)}::uuid[], ${wanted.map(({ since }) => since ?? null)}::int[]
    ) with ordinality as w (conversation_id, since, place)
    cross join lateral (
      (select ${messageColumns} from messages m
       where w.since is not null and m.conversation_id = w.conversation_id and m.version > w.since
       order by m.version limit ${limit})
      union all
      (select ${messageColumns} from messages m
       where w.since is null and m.conversation_id = w.conversation_id
       order by m.seq desc limit ${limit})
    ) missed`.execute(db)
  for (const row of rows) pages[row.place - 1]?.push(toMessage(row))
  return pages
}

/** The conversations that each of these people takes part in; those who are unknown or deactivated are left out. */
export async function selectParts(db: Handle, userIds: readonly string[]): Promise<Map<string, string[]>> {
  const { rows } = await sql<{ user_id: string; conversation_ids: string[] }>`
    select u.id as user_id,
      array(select p.conversation_id from participants p where p.user_id = u.id)::text[] as conversation_ids
    from users u where u.id = any(${userIds}) and u.active`.execute(db)
  return new Map(rows.map((row) => [row.user_id, row.conversation_ids]))
}
