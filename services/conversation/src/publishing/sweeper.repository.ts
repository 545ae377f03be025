import type { Message, User } from '@touchline/contracts'
import { sql } from 'kysely'
import type { Handle } from '../database/database.ts'
import { type MessageRow, messageColumns, toMessage } from '../messages/message-row.ts'

export interface UntoldConversation {
  id: string
  version: number
  publishedVersion: number
}

/** Conversations of which something has not been noted as told, at most `limit`. */
export async function selectUntold(db: Handle, limit: number): Promise<UntoldConversation[]> {
  return db
    .selectFrom('conversations')
    .select(['id', 'version', 'published_version as publishedVersion'])
    .whereRef('published_version', '<', 'version')
    .limit(limit)
    .execute()
}

/** The next messages that changed after a position, and whether each was created after `since`. */
export async function selectUntoldMessages(
  db: Handle,
  conversationId: string,
  { since, position, limit }: { since: number; position: number; limit: number },
): Promise<{ message: Message; isNew: boolean }[]> {
  const { rows } = await sql<MessageRow & { is_new: boolean }>`
    select ${messageColumns}, m.created_version > ${since} as is_new from messages m
    where m.conversation_id = ${conversationId} and m.version > ${position}
    order by m.version limit ${limit}`.execute(db)
  return rows.map((row) => ({ message: toMessage(row), isNew: row.is_new }))
}

/** Who joined and who left a conversation after a version. */
export async function selectUntoldRoster(
  db: Handle,
  conversationId: string,
  since: number,
): Promise<{ joined: string[]; left: string[] }> {
  const joined = await db
    .selectFrom('participants')
    .select('user_id')
    .where('conversation_id', '=', conversationId)
    .where('joined_version', '>', since)
    .execute()
  const left = await db
    .selectFrom('participant_removals as r')
    .select('r.user_id')
    .where('r.conversation_id', '=', conversationId)
    .where('r.version', '>', since)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('participants as p')
            .select('p.user_id')
            .whereRef('p.conversation_id', '=', 'r.conversation_id')
            .whereRef('p.user_id', '=', 'r.user_id'),
        ),
      ),
    )
    .execute()
  return { joined: joined.map((row) => row.user_id), left: left.map((row) => row.user_id) }
}

/** People of whom a change has not been noted as told, with the revision of that change; at most `limit`. */
export async function selectUntoldUsers(db: Handle, limit: number): Promise<{ user: User; revision: number }[]> {
  const rows = await db
    .selectFrom('users')
    .select(['id', 'role', 'display_name', 'active', 'revision'])
    .whereRef('published_revision', '<', 'revision')
    .limit(limit)
    .execute()
  return rows.map(({ id, role, display_name, active, revision }) => ({
    user: { id, role, displayName: display_name, active },
    revision,
  }))
}
