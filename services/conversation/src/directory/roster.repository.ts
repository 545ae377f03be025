import { sql } from 'kysely'
import type { Handle } from '../database/database.ts'
import { newId } from '../database/ids.ts'
import type { BatchRoster, DirectRoster, RosterDifference, RosterPerson } from './roster.ts'

/** Opens the conversation of each of these batches that has an active Coach or Parent, is not archived and has none yet. */
export async function openBatchConversations(db: Handle, batchIds: readonly string[] | 'all'): Promise<string[]> {
  const scope = batchIds === 'all' ? sql`true` : sql`b.id = any(${batchIds}::text[])`
  const { rows } = await sql<{ id: string }>`
    select b.id from batches b
    where ${scope} and not b.archived
      and not exists (select from conversations c where c.batch_id = b.id)
      and exists (
        select from batch_members m join users u on u.id = m.user_id
        where m.batch_id = b.id and u.active and u.role <> 'admin'
      )`.execute(db)
  const opened = rows.map(({ id: batchId }) => ({ id: newId(), batchId }))
  await sql`
    insert into conversations (id, type, batch_id, version, roster_version)
    select t.id, 'batch', t.batch_id, 0, 0
    from unnest(${opened.map(({ id }) => id)}::uuid[], ${opened.map(({ batchId }) => batchId)}::text[]) as t (id, batch_id)`.execute(
    db,
  )
  return opened.map(({ id }) => id)
}

/** The ids of the conversations that a change of these people and batches can concern. Closed ones are left as they are. */
export async function selectConcerned(
  db: Handle,
  scope: { userIds: readonly string[]; batchIds: readonly string[]; everyBatch: boolean },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from conversations where type = 'batch' and (${scope.everyBatch} or batch_id = any(${scope.batchIds}::text[]))
    union
    select c.id from conversations c join batch_members m on m.batch_id = c.batch_id
    where m.user_id = any(${scope.userIds}::text[])
    union
    select conversation_id from participants where user_id = any(${scope.userIds}::text[])
    order by id`.execute(db)
  return rows.map(({ id }) => id)
}

/** The batch conversations among these. */
export async function selectBatchRosters(db: Handle, ids: readonly string[]): Promise<Map<string, BatchRoster>> {
  const { rows } = await sql<BatchRoster & { id: string }>`
    select c.id, b.archived, c.read_only as "readOnly",
      (select coalesce(json_agg(json_build_object('userId', p.user_id, 'role', p.role)), '[]')
       from participants p where p.conversation_id = c.id) as participants,
      (select coalesce(json_agg(json_build_object('id', u.id, 'role', u.role, 'active', u.active)), '[]')
       from batch_members m join users u on u.id = m.user_id
       where m.batch_id = b.id and u.role <> 'admin') as members
    from conversations c join batches b on b.id = c.batch_id
    where c.id = any(${ids}::uuid[])`.execute(db)
  return new Map(rows.map(({ id, ...roster }) => [id, roster]))
}

/** The open direct conversations among these. */
export async function selectDirectRosters(db: Handle, ids: readonly string[]): Promise<Map<string, DirectRoster>> {
  const { rows } = await sql<DirectRoster & { id: string }>`
    select c.id, c.read_only as "readOnly",
      json_build_object('id', b.id, 'role', b.role, 'active', b.active) as bridge,
      json_build_object('id', g.id, 'role', g.role, 'active', g.active) as guest,
      (select coalesce(json_agg(json_build_object('userId', p.user_id, 'role', p.role)), '[]')
       from participants p where p.conversation_id = c.id) as participants
    from conversations c join users b on b.id = c.bridge_id join users g on g.id = c.guest_id
    where c.id = any(${ids}::uuid[]) and c.closed_at is null`.execute(db)
  return new Map(rows.map(({ id, ...roster }) => [id, roster]))
}

export async function selectActiveAdmins(db: Handle): Promise<RosterPerson[]> {
  return db
    .selectFrom('users')
    .select(['id', 'role', 'active'])
    .where('role', '=', 'admin')
    .where('active', '=', true)
    .execute()
}

/** Writes differences, one version a conversation. The conversations must be locked by the caller. */
export async function writeDifferences(db: Handle, differences: ReadonlyMap<string, RosterDifference>): Promise<void> {
  const entries = [...differences]
  const ids = entries.map(([id]) => id)
  const leaving = entries.flatMap(([id, difference]) => difference.leaving.map((userId) => ({ id, userId })))
  const joining = entries.flatMap(([id, difference]) => difference.joining.map((member) => ({ id, ...member })))
  await sql`
    update conversations c set
      version = c.version + 1, roster_version = c.version + 1, read_only = t.read_only,
      closed_at = case when t.closing then now() else c.closed_at end
    from unnest(
      ${ids}::uuid[], ${entries.map(([, { readOnly }]) => readOnly)}::boolean[],
      ${entries.map(([, { closing }]) => closing)}::boolean[]) as t (id, read_only, closing)
    where c.id = t.id`.execute(db)
  await removeParticipants(db, leaving)
  await seatByRole(db, ids)
  await addParticipants(db, joining)
}

/** Keeps how far they had read, for those who come back. */
async function removeParticipants(db: Handle, leaving: readonly { id: string; userId: string }[]): Promise<void> {
  await sql`
    with gone as (
      delete from participants p
      using unnest(${leaving.map(({ id }) => id)}::uuid[], ${leaving.map(({ userId }) => userId)}::text[]) as t (id, user_id)
      where p.conversation_id = t.id and p.user_id = t.user_id
      returning p.*
    )
    insert into participant_removals as r (conversation_id, user_id, version, last_read_seq, last_delivered_seq)
    select g.conversation_id, g.user_id, c.version, g.last_read_seq, g.last_delivered_seq
    from gone g join conversations c on c.id = g.conversation_id
    on conflict (conversation_id, user_id) do update set
      version = excluded.version, last_read_seq = excluded.last_read_seq,
      last_delivered_seq = excluded.last_delivered_seq, removed_at = now()`.execute(db)
}

/** Gives everybody the role that the directory says, and an Admin the bridge seat of each open direct conversation. */
async function seatByRole(db: Handle, ids: readonly string[]): Promise<void> {
  await sql`
    update conversations c set
      bridge_id = case when b.role = 'admin' then b.id else g.id end, bridge_role = 'admin',
      guest_id = case when b.role = 'admin' then g.id else b.id end,
      guest_role = case when b.role = 'admin' then g.role else b.role end
    from users b, users g
    where c.id = any(${ids}::uuid[]) and c.type = 'direct' and c.closed_at is null
      and b.id = c.bridge_id and g.id = c.guest_id
      and (b.role, g.role) is distinct from (c.bridge_role, c.guest_role)`.execute(db)
  await sql`
    update participants p set role = now.role, seat = now.seat
    from (
      select c.id, u.id as user_id, u.role,
        case when c.bridge_id = u.id then 'bridge' when c.guest_id = u.id then 'guest' end as seat
      from conversations c join participants own on own.conversation_id = c.id join users u on u.id = own.user_id
      where c.id = any(${ids}::uuid[])
    ) now
    where p.conversation_id = now.id and p.user_id = now.user_id
      and (p.role, p.seat) is distinct from (now.role, now.seat)`.execute(db)
}

/**
 * New participants start with everything read that was said before they came; those who come back go on where they were.
 */
async function addParticipants(
  db: Handle,
  joining: readonly { id: string; userId: string; role: string }[],
): Promise<void> {
  await sql`
    insert into participants (conversation_id, user_id, role, type, batch_id, seat, last_read_seq, last_delivered_seq,
      joined_version)
    select c.id, t.user_id, t.role, c.type, c.batch_id,
      case when c.bridge_id = t.user_id then 'bridge' when c.guest_id = t.user_id then 'guest' end,
      coalesce(r.last_read_seq, c.last_seq), coalesce(r.last_delivered_seq, c.last_seq), c.version
    from unnest(${joining.map(({ id }) => id)}::uuid[], ${joining.map(({ userId }) => userId)}::text[],
      ${joining.map(({ role }) => role)}::text[]) as t (id, user_id, role)
    join conversations c on c.id = t.id
    left join participant_removals r on r.conversation_id = c.id and r.user_id = t.user_id`.execute(db)
}
