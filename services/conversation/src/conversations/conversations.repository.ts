import type { ConversationSnapshot } from '@touchline/contracts'
import type { ConversationType, Role } from '@touchline/rules'
import { type RawBuilder, sql } from 'kysely'
import type { Handle } from '../database/database.ts'
import { isoTime, type MessageRow, messageColumns, toMessage } from '../messages/message-row.ts'
import { directPeople, lines, readRoster, rosterLines, unnotedPeople } from './rosters.ts'

/** A conversation with its last message, whose columns have the plain names. */
type SnapshotRow = ConversationColumns & (MessageRow | { id: null })

interface ConversationColumns {
  c_id: string
  c_type: ConversationType
  c_batch_id: string | null
  c_title: string | null
  c_last_seq: number
  c_version: number
  c_read_only: boolean
  c_created_at: Date
  c_updated_at: Date
  /** Who was noted as taking part, and of them those who have left: see `rosters.ts`. */
  noted_people: string | null
  noted_gone: string[]
  /** Whoever takes part and is not noted as they are. */
  unnoted_people: string | null
  /** Of those whose counts are wanted a line each: the count, a blank, the person. */
  unread_counts: string | null
}

/** Where a page of a list goes on: after this conversation, latest activity first. */
export interface ListPosition {
  at: Date
  id: string
}

/**
 * What somebody who has read up to `readSeq` has not read of a conversation `c`: the messages after it but own ones and
 * tombstones. Counted from what is there, never stored, and by index only.
 */
export const unreadCount = (userId: RawBuilder<unknown>, readSeq: RawBuilder<unknown>): RawBuilder<unknown> => sql`(
  case when ${readSeq} < c.last_seq then
    c.last_seq - ${readSeq}
    - (select count(*) from messages o
       where o.conversation_id = c.id and o.sender_id = ${userId} and o.seq > ${readSeq})
    - (select count(*) from messages d
       where d.conversation_id = c.id and d.seq > ${readSeq} and d.deleted_at is not null and d.sender_id <> ${userId})
  else 0 end)::int`

/** The unread counts of these people, or of `everyone` who takes part; `alsoCounted` are more who can be among them. */
function unreadOf(people: readonly string[] | 'everyone', alsoCounted = sql``): RawBuilder<unknown> {
  const counted = people === 'everyone' ? sql`true` : sql`p.user_id = any(${people}::text[])`
  return sql`(
    select string_agg(${unreadCount(sql`p.user_id`, sql`p.last_read_seq`)} || ' ' || p.user_id, chr(10))
    from (select user_id, last_read_seq from participants where conversation_id = c.id ${alsoCounted}) p where ${counted}
  )`
}

/** Had a seat in a direct conversation that is closed now: what an Admin who looks into it is shown. */
const formerlySeated = sql`
  from participant_removals r join users u on u.id = r.user_id
  where c.closed_at is not null and r.conversation_id = c.id and r.user_id in (c.bridge_id, c.guest_id)`

/**
 * Snapshots in one statement, so that counters, participants and last message are of one moment. `chosen` selects the
 * conversations, `unread` their unread counts: those that it leaves out are then 0.
 */
async function selectSnapshots(
  db: Handle,
  chosen: RawBuilder<unknown>,
  unread: RawBuilder<unknown>,
  { alsoShown = sql``, order = sql`` } = {},
): Promise<ConversationSnapshot[]> {
  const { rows } = await sql<SnapshotRow>`
    select c.id as c_id, c.type as c_type, c.batch_id as c_batch_id, noted.batch_name as c_title,
      c.last_seq as c_last_seq, c.version as c_version, c.read_only as c_read_only, c.created_at as c_created_at,
      c.updated_at as c_updated_at, noted.people as noted_people, noted.gone as noted_gone,
      case c.type
        when 'direct' then (select string_agg(other.lines, chr(10)) from (${directPeople} ${alsoShown}) other)
        else (select string_agg(other.lines, chr(10)) from (${unnotedPeople}) other)
      end as unnoted_people,
      last.*, ${unread} as unread_counts
    from (${chosen}) c
    cross join lateral (
      select batch_name, people, gone from noted_rosters where conversation_id = c.id offset 0
    ) noted
    left join lateral (
      select ${messageColumns} from messages m where m.conversation_id = c.id and m.seq = c.last_seq offset 0
    ) last on true
    ${order}`.execute(db)
  return rows.map(toSnapshot)
}

function toSnapshot(row: SnapshotRow): ConversationSnapshot {
  return {
    _id: row.c_id,
    type: row.c_type,
    title: row.c_title,
    ...(row.c_batch_id === null ? {} : { batchId: row.c_batch_id }),
    participants: participantsOf(row),
    ...(row.id === null ? {} : { lastMessage: toMessage(row) }),
    lastSeq: row.c_last_seq,
    version: row.c_version,
    readOnly: row.c_read_only,
    createdAt: isoTime(row.c_created_at),
    updatedAt: isoTime(row.c_updated_at),
  }
}

type SnapshotParticipant = ConversationSnapshot['participants'][number]

/** By role, name and id. */
function participantsOf(row: ConversationColumns): SnapshotParticipant[] {
  const unread = new Map(lines(row.unread_counts).map(readCount))
  const people = readRoster({ noted: row.noted_people, gone: row.noted_gone, unnoted: row.unnoted_people })
  const participants = people.map((person) => ({ ...person, unreadCount: unread.get(person.userId) ?? 0 }))
  return participants.sort(
    (one, other) =>
      compare(one.role, other.role) || compare(one.displayName, other.displayName) || compare(one.userId, other.userId),
  )
}

function readCount(line: string): [userId: string, count: number] {
  const blank = line.indexOf(' ')
  return [line.slice(blank + 1), Number(line.slice(0, blank))]
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}

const byIds = (ids: readonly string[]): RawBuilder<unknown> => sql`
  select named.* from unnest(${ids}::uuid[]) as i (id)
  cross join lateral (select * from conversations where id = i.id offset 0) named`

/** The conversations with these ids, with everybody's unread counts, as the bus carries them: a closed one has nobody. */
export function loadSnapshots(db: Handle, conversationIds: readonly string[]): Promise<ConversationSnapshot[]> {
  if (conversationIds.length === 0) return Promise.resolve([])
  return selectSnapshots(db, byIds(conversationIds), unreadOf('everyone'))
}

/** One conversation with the unread count of one viewer. */
export async function loadSnapshotFor(
  db: Handle,
  conversationId: string,
  userId: string,
): Promise<ConversationSnapshot | undefined> {
  const who = sql`r.user_id || chr(10) || u.role || chr(10) || u.display_name`
  const [snapshot] = await selectSnapshots(
    db,
    byIds([conversationId]),
    unreadOf([userId], sql`union all select r.user_id, r.last_read_seq ${formerlySeated}`),
    { alsoShown: sql`union all select ${rosterLines(who, sql`r`)} ${formerlySeated}` },
  )
  return snapshot
}

/** The conversations with these ids, with the unread counts of these people. */
export async function loadSnapshotsForViewers(
  db: Handle,
  conversationIds: readonly string[],
  userIds: readonly string[],
): Promise<Map<string, ConversationSnapshot>> {
  if (conversationIds.length === 0) return new Map()
  const snapshots = await selectSnapshots(db, byIds(conversationIds), unreadOf(userIds))
  return new Map(snapshots.map((snapshot) => [snapshot._id, snapshot]))
}

/** A page of a person's conversations, latest activity first. */
export function loadPageOf(
  db: Handle,
  userId: string,
  limit: number,
  after: ListPosition | undefined,
): Promise<ConversationSnapshot[]> {
  // The page is chosen from the person's own conversations before anything is read for it.
  const position = after === undefined ? sql`true` : sql`(updated_at, id) < (${after.at}, ${after.id}::uuid)`
  return selectSnapshots(
    db,
    sql`
      select o.*, own.last_read_seq as own_read_seq
      from (
        select id, type, batch_id, last_seq, version, read_only, created_at, updated_at from conversations
        where id = any(array(select conversation_id from participants where user_id = ${userId})) and ${position}
        order by updated_at desc, id desc limit ${limit}
      ) o
      cross join lateral (
        select last_read_seq from participants where conversation_id = o.id and user_id = ${userId} offset 0
      ) own`,
    sql`${unreadCount(sql`${userId}`, sql`c.own_read_seq`)} || ' ' || ${userId}::text`,
    { order: sql`order by c.updated_at desc, c.id desc` },
  )
}

export interface PlaceRow {
  role: Role
  active: boolean
  display_name: string
  type: ConversationType | null
  read_only: boolean | null
  closed: boolean
  is_participant: boolean
  version: number | null
  last_seq: number | null
}

/** A person's place in a conversation, or undefined for a person whom the directory does not know. */
export async function selectPlace(db: Handle, userId: string, conversationId: string): Promise<PlaceRow | undefined> {
  const { rows } = await sql<PlaceRow>`
    select u.role, u.active, u.display_name, c.type, c.read_only, c.closed_at is not null as closed,
      p.user_id is not null as is_participant, c.version, c.last_seq
    from users u
    left join lateral (
      select id, type, read_only, closed_at, version, last_seq from conversations where id = ${conversationId} offset 0
    ) c on true
    left join lateral (
      select user_id from participants where conversation_id = c.id and user_id = u.id offset 0
    ) p on true
    where u.id = ${userId}`.execute(db)
  return rows[0]
}

/** Takes the conversation's row lock: until the transaction ends, nothing else of this conversation is written. */
export async function lockConversations(db: Handle, conversationIds: readonly string[]): Promise<void> {
  // In one order, so that two writers never wait for each other.
  await sql`select id from conversations where id = any(${conversationIds}::uuid[]) order by id for no key update`.execute(
    db,
  )
}
