import type { BatchSummary, Contact, User } from '@touchline/contracts'
import type { Role } from '@touchline/rules'
import { sql } from 'kysely'
import type { Handle } from '../database/database.ts'

/** A person of the directory. */
export async function selectUser(db: Handle, id: string): Promise<User | undefined> {
  const row = await db
    .selectFrom('users')
    .select(['id', 'role', 'display_name as displayName', 'active'])
    .where('id', '=', id)
    .executeTakeFirst()
  return row
}

/** The people of a directory with these ids, in no order. */
export async function selectUsers(db: Handle, ids: readonly string[]): Promise<User[]> {
  if (ids.length === 0) return []
  return db
    .selectFrom('users')
    .select(['id', 'role', 'display_name as displayName', 'active'])
    .where('id', '=', sql<string>`any(${ids})`)
    .execute()
}

/** Active people with one of these roles, but for the caller, by name. */
export async function selectContacts(db: Handle, callerId: string, roles: readonly Role[]): Promise<Contact[]> {
  return db
    .selectFrom('users')
    .select(['id as userId', 'display_name as displayName', 'role'])
    .where('active', '=', true)
    .where('role', 'in', roles)
    .where('id', '<>', callerId)
    .orderBy('display_name')
    .orderBy('id')
    .execute()
}

/** All batches, or those that a person belongs to, by name. */
export async function selectBatches(db: Handle, ofUser: string | undefined): Promise<BatchSummary[]> {
  const batches = db
    .selectFrom('batches as b')
    .leftJoin('conversations as c', 'c.batch_id', 'b.id')
    .select(({ selectFrom, fn }) => [
      'b.id as batchId',
      'b.name',
      'c.id as conversationId',
      selectFrom('participants as p')
        .whereRef('p.conversation_id', '=', 'c.id')
        .select(fn.countAll<string>().as('count'))
        .as('memberCount'),
    ])
    .orderBy('b.name')
    .orderBy('b.id')
  const own = batches.where(({ exists, selectFrom }) =>
    exists(
      selectFrom('batch_members as own')
        .select('own.user_id')
        .whereRef('own.batch_id', '=', 'b.id')
        .where('own.user_id', '=', ofUser ?? ''),
    ),
  )
  const rows = await (ofUser === undefined ? batches : own).execute()
  return rows.map((row) => ({ ...row, memberCount: Number(row.memberCount ?? 0) }))
}

/** Which of these people share an open conversation with the caller. */
export async function selectPeers(db: Handle, callerId: string, userIds: readonly string[]): Promise<string[]> {
  if (userIds.length === 0) return []
  const rows = await db
    .selectFrom('participants as own')
    .innerJoin('participants as peer', 'peer.conversation_id', 'own.conversation_id')
    .select('peer.user_id')
    .distinct()
    .where('own.user_id', '=', callerId)
    .where('peer.user_id', 'in', userIds)
    .execute()
  return rows.map((row) => row.user_id)
}
