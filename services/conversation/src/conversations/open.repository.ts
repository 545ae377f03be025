import type { User } from '@touchline/contracts'
import { sql } from 'kysely'
import type { Handle } from '../database/database.ts'
import { newId } from '../database/ids.ts'

/** Who takes which seat of a direct conversation. */
export interface Pair {
  bridge: User
  guest: User
}

/** The direct conversation of two people, whichever of them opened it. */
export async function selectDirect(
  db: Handle,
  one: string,
  other: string,
): Promise<{ id: string; closed: boolean } | undefined> {
  const { rows } = await sql<{ id: string; closed: boolean }>`
    select id, closed_at is not null as closed from conversations
    where type = 'direct' and least(bridge_id, guest_id) = least(${one}, ${other})
      and greatest(bridge_id, guest_id) = greatest(${one}, ${other})`.execute(db)
  return rows[0]
}

/** Makes a direct conversation without participants yet, and answers with its id. */
export async function createDirect(db: Handle, { bridge, guest }: Pair): Promise<string> {
  const id = newId()
  await db
    .insertInto('conversations')
    .values({
      id,
      type: 'direct',
      bridge_id: bridge.id,
      bridge_role: bridge.role,
      guest_id: guest.id,
      guest_role: guest.role,
      version: 0,
      roster_version: 0,
    })
    .execute()
  return id
}

/** Takes up a closed direct conversation again, with its history. */
export async function reopenDirect(db: Handle, id: string, { bridge, guest }: Pair): Promise<void> {
  await db
    .updateTable('conversations')
    .set({
      closed_at: null,
      bridge_id: bridge.id,
      bridge_role: bridge.role,
      guest_id: guest.id,
      guest_role: guest.role,
      updated_at: new Date(),
    })
    .where('id', '=', id)
    .execute()
}

export interface BatchFacts {
  archived: boolean
  hasCoachOrParent: boolean
  conversationId: string | null
}

/** What decides whether a batch may have a conversation. */
export async function selectBatchFacts(db: Handle, batchId: string): Promise<BatchFacts | undefined> {
  const { rows } = await sql<BatchFacts>`
    select b.archived, c.id as "conversationId",
      exists (
        select from batch_members m join users u on u.id = m.user_id
        where m.batch_id = b.id and u.active and u.role <> 'admin'
      ) as "hasCoachOrParent"
    from batches b left join conversations c on c.batch_id = b.id
    where b.id = ${batchId}`.execute(db)
  return rows[0]
}
