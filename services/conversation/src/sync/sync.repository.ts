import type { Message } from '@touchline/contracts'
import { sql } from 'kysely'
import type { Handle } from '../database/database.ts'
import { type MessageRow, messageColumns, toMessage } from '../messages/message-row.ts'

/** Of one conversation: what changed after a version, or the newest page where the client holds nothing. */
export interface Wanted {
  conversationId: string
  since: number | undefined
}

/** At most `limit` messages of each conversation: the oldest changes by version, or the newest messages by seq. */
export async function selectMissed(
  db: Handle,
  wanted: readonly Wanted[],
  limit: number,
): Promise<Map<string, Message[]>> {
  const { rows } = await sql<MessageRow>`
    select missed.*
    from unnest(
      ${wanted.map(({ conversationId }) => conversationId)}::uuid[], ${wanted.map(({ since }) => since ?? null)}::int[]
    ) as w (conversation_id, since)
    cross join lateral (
      (select ${messageColumns} from messages m
       where w.since is not null and m.conversation_id = w.conversation_id and m.version > w.since
       order by m.version limit ${limit})
      union all
      (select ${messageColumns} from messages m
       where w.since is null and m.conversation_id = w.conversation_id
       order by m.seq desc limit ${limit})
    ) missed`.execute(db)
  const messages = new Map<string, Message[]>(wanted.map(({ conversationId }) => [conversationId, []]))
  for (const row of rows) messages.get(row.conversation_id)?.push(toMessage(row))
  return messages
}
