import type { ConversationSnapshot } from '@touchline/contracts'
import type { ConversationType, Role } from '@touchline/rules'
import { type RawBuilder, sql } from 'kysely'
import type { Handle } from '../database/database.ts'
import { isoTime, type MessageRow, messageColumns, toMessage } from '../messages/message-row.ts'

interface SnapshotRow {
  id: string
  type: ConversationType
  batch_id: string | null
  title: string | null
  last_seq: number
  version: number
  read_only: boolean
  created_at: Date
  updated_at: Date
  participants: ConversationSnapshot['participants']
  last_message: MessageRow | null
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
const unreadCount = sql`(
  c.last_seq - p.last_read_seq
  - (select count(*) from messages o
     where o.conversation_id = c.id and o.sender_id = p.user_id and o.seq > p.last_read_seq)
  - (select count(*) from messages d
     where d.conversation_id = c.id and d.seq > p.last_read_seq and d.deleted_at is not null
       and d.sender_id <> p.user_id)
)::int`

const takingPart = sql`(
  select user_id, role, last_read_seq, last_delivered_seq from participants where conversation_id = c.id
)`

/** Takes part, or had a seat in a direct conversation that is closed now: what an Admin who looks into it is shown. */
const everSeated = sql`(
  select user_id, role, last_read_seq, last_delivered_seq from participants where conversation_id = c.id
  union all
  select r.user_id, u.role, r.last_read_seq, r.last_delivered_seq
  from participant_removals r join users u on u.id = r.user_id
  where c.closed_at is not null and r.conversation_id = c.id and r.user_id in (c.bridge_id, c.guest_id)
)`

/**
 * Snapshots in one statement, so that counters, participants and last message are of one moment. `unreadOf` is the person
 * whose unread count is wanted, or `everyone`; other people's count is then 0.
 */
async function selectSnapshots(
  db: Handle,
  condition: RawBuilder<unknown>,
  unreadOf: { userId: string } | 'everyone',
  { people = takingPart, order = sql`` } = {},
): Promise<ConversationSnapshot[]> {
  const counted = unreadOf === 'everyone' ? sql`true` : sql`p.user_id = ${unreadOf.userId}`
  const { rows } = await sql<SnapshotRow>`
    select c.id, c.type, c.batch_id, b.name as title, c.last_seq, c.version, c.read_only, c.created_at, c.updated_at,
      (select coalesce(json_agg(json_build_object(
          'userId', p.user_id, 'displayName', u.display_name, 'role', p.role,
          'lastReadSeq', p.last_read_seq, 'lastDeliveredSeq', p.last_delivered_seq,
          'unreadCount', case when ${counted} then ${unreadCount} else 0 end
        ) order by p.role, u.display_name, p.user_id), '[]')
       from ${people} p join users u on u.id = p.user_id) as participants,
      (select row_to_json(l) from (
        select ${messageColumns} from messages m where m.conversation_id = c.id and m.seq = c.last_seq
      ) l) as last_message
    from conversations c left join batches b on b.id = c.batch_id
    where ${condition} ${order}`.execute(db)
  return rows.map(toSnapshot)
}

function toSnapshot(row: SnapshotRow): ConversationSnapshot {
  return {
    _id: row.id,
    type: row.type,
    title: row.title,
    ...(row.batch_id === null ? {} : { batchId: row.batch_id }),
    participants: row.participants,
    ...(row.last_message === null ? {} : { lastMessage: toMessage(row.last_message) }),
    lastSeq: row.last_seq,
    version: row.version,
    readOnly: row.read_only,
    createdAt: isoTime(row.created_at),
    updatedAt: isoTime(row.updated_at),
  }
}

/** The conversations with these ids, with everybody's unread counts, as the bus carries them: a closed one has nobody. */
export function loadSnapshots(db: Handle, conversationIds: readonly string[]): Promise<ConversationSnapshot[]> {
  if (conversationIds.length === 0) return Promise.resolve([])
  return selectSnapshots(db, sql`c.id = any(${conversationIds}::uuid[])`, 'everyone')
}

/** One conversation with the unread count of one viewer. */
export async function loadSnapshotFor(
  db: Handle,
  conversationId: string,
  userId: string,
): Promise<ConversationSnapshot | undefined> {
  const [snapshot] = await selectSnapshots(db, sql`c.id = ${conversationId}`, { userId }, { people: everSeated })
  return snapshot
}

/** Every conversation that a person takes part in, in no order. */
export function loadAllSnapshotsOf(db: Handle, userId: string): Promise<ConversationSnapshot[]> {
  return selectSnapshots(db, sql`c.id in (select conversation_id from participants where user_id = ${userId})`, {
    userId,
  })
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
    sql`c.id in (
      select o.id from participants own join conversations o on o.id = own.conversation_id
      where own.user_id = ${userId} and ${position}
      order by o.updated_at desc, o.id desc limit ${limit}
    )`,
    { userId },
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
