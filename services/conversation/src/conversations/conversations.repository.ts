import type { ConversationSnapshot } from '@touchline/contracts'
import type { ConversationType, Role } from '@touchline/rules'
import { type RawBuilder, sql } from 'kysely'
import type { Handle } from '../database/database.ts'
import { isoTime, type MessageRow, messageColumns, toMessage } from '../messages/message-row.ts'

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
  /** Of all participants in the same order: three lines each, and numbers as Postgres writes an array. Null for nobody. */
  listings: string | null
  read_seqs: string | null
  delivered_seqs: string | null
  /** Of those whose counts are wanted a line each: the count, a blank, the person. */
  unread_counts: string | null
}

/** Where a page of a list goes on: after this conversation, latest activity first. */
export interface ListPosition {
  at: Date
  id: string
}

/**
 * What a participant `p` of a conversation `c` has not read: the messages after the watermark but own ones and
 * tombstones. Counted from what is there, never stored, and by index only.
 */
const unreadCount = sql`(case when p.last_read_seq < c.last_seq then
  c.last_seq - p.last_read_seq
  - (select count(*) from messages o
     where o.conversation_id = c.id and o.sender_id = p.user_id and o.seq > p.last_read_seq)
  - (select count(*) from messages d
     where d.conversation_id = c.id and d.seq > p.last_read_seq and d.deleted_at is not null
       and d.sender_id <> p.user_id)
  else 0 end)::int`

const takingPart = sql`(
  select user_id, listing, last_read_seq, last_delivered_seq from participants where conversation_id = c.id
)`

/** Takes part, or had a seat in a direct conversation that is closed now: what an Admin who looks into it is shown. */
const everSeated = sql`(
  select user_id, listing, last_read_seq, last_delivered_seq from participants where conversation_id = c.id
  union all
  select r.user_id, r.user_id || chr(10) || u.role || chr(10) || u.display_name, r.last_read_seq, r.last_delivered_seq
  from participant_removals r join users u on u.id = r.user_id
  where c.closed_at is not null and r.conversation_id = c.id and r.user_id in (c.bridge_id, c.guest_id)
)`

/**
 * Snapshots in one statement, so that counters, participants and last message are of one moment. `chosen` selects the conversations.
 * `unreadOf` are the people whose unread counts are wanted, or `everyone`; other people's counts are then 0.
 */
async function selectSnapshots(
  db: Handle,
  chosen: RawBuilder<unknown>,
  unreadOf: { userIds: readonly string[] } | 'everyone',
  { people = takingPart, order = sql`` } = {},
): Promise<ConversationSnapshot[]> {
  const counted = unreadOf === 'everyone' ? sql`true` : sql`p.user_id = any(${unreadOf.userIds}::text[])`
  // A JSON object for each of some thousand participants would take three times as long as to read them.
  const { rows } = await sql<SnapshotRow>`
    select c.id as c_id, c.type as c_type, c.batch_id as c_batch_id,
      (select b.name from batches b where b.id = c.batch_id) as c_title, c.last_seq as c_last_seq, c.version as c_version,
      c.read_only as c_read_only, c.created_at as c_created_at, c.updated_at as c_updated_at,
      everybody.*, last.*,
      (select string_agg(${unreadCount} || ' ' || p.user_id, chr(10)) from ${people} p where ${counted}) as unread_counts
    from (${chosen}) c
    cross join lateral (
      select string_agg(p.listing, chr(10)) as listings, array_agg(p.last_read_seq)::text as read_seqs,
        array_agg(p.last_delivered_seq)::text as delivered_seqs
      from ${people} p
    ) everybody
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
  const read = integers(row.read_seqs)
  const delivered = integers(row.delivered_seqs)
  const unread = new Map(lines(row.unread_counts).map(readCount))
  const participants: SnapshotParticipant[] = []
  const listed = lines(row.listings)
  for (let at = 0; at < listed.length; at += 3) {
    const [userId = '', role, displayName = ''] = listed.slice(at, at + 3)
    participants.push({
      userId,
      displayName,
      role: roleOf(role),
      lastReadSeq: read[at / 3] ?? 0,
      lastDeliveredSeq: delivered[at / 3] ?? 0,
      unreadCount: unread.get(userId) ?? 0,
    })
  }
  return participants.sort(
    (one, other) =>
      compare(one.role, other.role) || compare(one.displayName, other.displayName) || compare(one.userId, other.userId),
  )
}

function readCount(line: string): [userId: string, count: number] {
  const blank = line.indexOf(' ')
  return [line.slice(blank + 1), Number(line.slice(0, blank))]
}

function lines(text: string | null): string[] {
  return text === null ? [] : text.split('\n')
}

/** Of an array without nulls, as Postgres writes it: `{1,2}`. */
function integers(text: string | null): number[] {
  return text === null ? [] : text.slice(1, -1).split(',').map(Number)
}

function roleOf(text: string | undefined): Role {
  if (text === 'admin' || text === 'coach' || text === 'parent') return text
  throw new Error('a participant without a role')
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}

const byIds = (ids: readonly string[]): RawBuilder<unknown> => sql`
  select named.* from unnest(${ids}::uuid[]) as i (id) join conversations named on named.id = i.id`

/** The conversations with these ids, with everybody's unread counts, as the bus carries them: a closed one has nobody. */
export function loadSnapshots(db: Handle, conversationIds: readonly string[]): Promise<ConversationSnapshot[]> {
  if (conversationIds.length === 0) return Promise.resolve([])
  return selectSnapshots(db, byIds(conversationIds), 'everyone')
}

/** One conversation with the unread count of one viewer. */
export async function loadSnapshotFor(
  db: Handle,
  conversationId: string,
  userId: string,
): Promise<ConversationSnapshot | undefined> {
  const [snapshot] = await selectSnapshots(db, byIds([conversationId]), { userIds: [userId] }, { people: everSeated })
  return snapshot
}

/** The conversations with these ids, with the unread counts of these people. */
export async function loadSnapshotsForViewers(
  db: Handle,
  conversationIds: readonly string[],
  userIds: readonly string[],
): Promise<Map<string, ConversationSnapshot>> {
  if (conversationIds.length === 0) return new Map()
  const snapshots = await selectSnapshots(db, byIds(conversationIds), { userIds })
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
  const position = after === undefined ? sql`true` : sql`(o.updated_at, o.id) < (${after.at}, ${after.id}::uuid)`
  return selectSnapshots(
    db,
    sql`
      select o.* from participants own join conversations o on o.id = own.conversation_id
      where own.user_id = ${userId} and ${position}
      order by o.updated_at desc, o.id desc limit ${limit}`,
    { userIds: [userId] },
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
    left join conversations c on c.id = ${conversationId}
    left join participants p on p.conversation_id = c.id and p.user_id = u.id
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
