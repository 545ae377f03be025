import type { ConversationPosition } from '@touchline/contracts'
import { sql } from 'kysely'
import type { Handle } from '../database/database.ts'

/** Where each conversation of these people stands, by person. */
export async function selectPositions(
  db: Handle,
  userIds: readonly string[],
): Promise<Map<string, ConversationPosition[]>> {
  const positions = new Map<string, ConversationPosition[]>(userIds.map((userId) => [userId, []]))
  if (userIds.length === 0) return positions
  const { rows } = await sql<ConversationPosition & { userId: string }>`
    select p.user_id as "userId", p.conversation_id as "conversationId", c.type, c.version, c.last_seq as "lastSeq",
      c.read_only as "readOnly"
    from participants p
    cross join lateral (
      select type, version, last_seq, read_only from conversations where id = p.conversation_id offset 0
    ) c
    where p.user_id = any(${userIds})`.execute(db)
  for (const { userId, ...position } of rows) positions.get(userId)?.push(position)
  return positions
}

/** The current version of those of these conversations that exist. */
export async function selectVersions(db: Handle, ids: readonly string[]): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('conversations')
    .select(['id', 'version'])
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .execute()
  return new Map(rows.map(({ id, version }) => [id, version]))
}
