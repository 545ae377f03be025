import { nameSkeleton } from '@touchline/rules'
import { sql } from 'kysely'
import type { Handle } from '../database/database.ts'
import type { BatchRecord, UserRecord } from './records.ts'

/** Taken by every writer of the directory: alone by those that change it, together by those that rely on it. */
const DIRECTORY_LOCK = 7_471_001

/** Waits until no other transaction changes the directory, and keeps others from it until this one ends. */
export async function lockDirectory(db: Handle): Promise<void> {
  await sql`select pg_advisory_xact_lock(${DIRECTORY_LOCK})`.execute(db)
}

/** Keeps the directory as it is until this transaction ends. */
export async function holdDirectory(db: Handle): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${DIRECTORY_LOCK})`.execute(db)
}

/** Whether there is anybody but these people. */
export async function knowsAnyoneBut(db: Handle, ids: readonly string[]): Promise<boolean> {
  const { rows } = await sql`select from users where id <> all(${ids}::text[]) limit 1`.execute(db)
  return rows.length > 0
}

/** Writes people as given and answers with the new revision of those that are new or changed. */
export async function upsertUsers(
  db: Handle,
  users: readonly UserRecord[],
): Promise<{ id: string; revision: number }[]> {
  const { rows } = await sql<{ id: string; revision: number }>`
    insert into users as u (id, role, display_name, active, name_skeleton)
    select * from unnest(
      ${users.map(({ id }) => id)}::text[], ${users.map(({ role }) => role)}::text[],
      ${users.map(({ displayName }) => displayName)}::text[], ${users.map(({ active }) => active)}::boolean[],
      ${users.map(({ displayName }) => nameSkeleton(displayName))}::text[]) as t (id)
    order by t.id
    on conflict (id) do update set
      role = excluded.role, display_name = excluded.display_name, active = excluded.active,
      name_skeleton = excluded.name_skeleton, revision = u.revision + 1
    where (u.role, u.display_name, u.active) is distinct from (excluded.role, excluded.display_name, excluded.active)
    returning u.id, u.revision`.execute(db)
  return rows
}

/** People whose name looks like that of one of these people, and is spelled otherwise. */
export async function selectLookAlikes(
  db: Handle,
  ids: readonly string[],
): Promise<{ id: string; name: string; otherId: string; otherName: string }[]> {
  const { rows } = await sql<{ id: string; name: string; otherId: string; otherName: string }>`
    select n.id, n.display_name as name, o.id as "otherId", o.display_name as "otherName"
    from users n join users o on o.name_skeleton = n.name_skeleton and o.id <> n.id and o.display_name <> n.display_name
    where n.id = any(${ids}::text[]) and n.name_skeleton <> '' and o.active`.execute(db)
  return rows
}

/** The batches with these ids and their members, in no order. */
export async function selectBatchRecords(db: Handle, ids: readonly string[]): Promise<BatchRecord[]> {
  const { rows } = await sql<{ id: string; name: string; archived: boolean; member_ids: string[] }>`
    select b.id, b.name, b.archived,
      array(select user_id from batch_members m where m.batch_id = b.id order by user_id) as member_ids
    from batches b where b.id = any(${ids}::text[])`.execute(db)
  return rows.map(({ member_ids: memberIds, ...batch }) => ({ ...batch, memberIds }))
}

/** Writes batches as given. */
export async function upsertBatches(db: Handle, batches: readonly BatchRecord[]): Promise<void> {
  await sql`
    insert into batches (id, name, archived)
    select * from unnest(
      ${batches.map(({ id }) => id)}::text[], ${batches.map(({ name }) => name)}::text[],
      ${batches.map(({ archived }) => archived)}::boolean[])
    on conflict (id) do update set name = excluded.name, archived = excluded.archived`.execute(db)
  const { batchIds, memberIds } = memberPairs(batches)
  await sql`
    delete from batch_members m
    where m.batch_id = any(${batches.map(({ id }) => id)}::text[])
      and not exists (
        select from unnest(${batchIds}::text[], ${memberIds}::text[]) as t (batch_id, user_id)
        where t.batch_id = m.batch_id and t.user_id = m.user_id
      )`.execute(db)
  await sql`
    insert into batch_members (batch_id, user_id)
    select * from unnest(${batchIds}::text[], ${memberIds}::text[])
    on conflict do nothing`.execute(db)
}

function memberPairs(batches: readonly BatchRecord[]) {
  const pairs = batches.flatMap(({ id, memberIds }) => memberIds.map((memberId) => ({ id, memberId })))
  return { batchIds: pairs.map(({ id }) => id), memberIds: pairs.map(({ memberId }) => memberId) }
}

/** Which of these ids no person of the directory has. */
export async function selectUnknownUsers(db: Handle, ids: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from unnest(${ids}::text[]) as given (id)
    where not exists (select from users u where u.id = given.id)`.execute(db)
  return rows.map(({ id }) => id)
}

/** The conversation of each of these batches that has one. */
export async function selectBatchConversations(db: Handle, batchIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('conversations')
    .select(['id', 'batch_id'])
    .where('batch_id', 'in', [...batchIds, ''])
    .execute()
  return new Map(rows.flatMap(({ id, batch_id: batchId }) => (batchId === null ? [] : [[batchId, id]])))
}
