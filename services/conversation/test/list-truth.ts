import { type Conversation, restRoutes } from '@touchline/contracts'
import { readRoster } from '../src/conversations/rosters.ts'
import type { Harness } from './harness.ts'

type Listed = Pick<Conversation, 'title' | 'unreadCount' | 'participants'> & { lastMessage: string | undefined }

/** What each active person's list says of who takes part, and what is unread. */
export async function listsOf({ as, database }: Harness): Promise<Map<string, Listed>> {
  const lists = new Map<string, Listed>()
  const people = await database.query<{ id: string }>('select id from users where active order by id')
  for (const { id } of people) {
    const { body } = await as(id).call(restRoutes.listConversations, { query: { limit: 100 } })
    for (const { _id, title, unreadCount, participants, lastMessage } of body.conversations) {
      lists.set(`${id} ${_id}`, { title, unreadCount, participants, lastMessage: lastMessage?.content })
    }
  }
  return lists
}

/** The same from the rows that everything else is made of, as plainly as it can be said. */
export async function truthOf({ database }: Harness): Promise<Map<string, Listed>> {
  const rows = await database.query<Listed & { viewer: string; id: string; last: string | null }>(`
    select own.user_id as viewer, c.id,
      case c.type when 'batch' then (select name from batches b where b.id = c.batch_id) else (
        select u.display_name from participants p join users u on u.id = p.user_id
        where p.conversation_id = c.id and p.user_id <> own.user_id) end as title,
      (select count(*)::int from messages m where m.conversation_id = c.id and m.seq > own.last_read_seq
         and m.sender_id <> own.user_id and m.deleted_at is null) as "unreadCount",
      (select json_agg(json_build_object('userId', u.id, 'displayName', u.display_name, 'role', u.role,
           'lastReadSeq', p.last_read_seq, 'lastDeliveredSeq', p.last_delivered_seq)
           order by u.role collate "C", u.display_name collate "C", u.id collate "C")
       from participants p join users u on u.id = p.user_id where p.conversation_id = c.id) as participants,
      (select m.content from messages m where m.conversation_id = c.id order by m.seq desc limit 1) as last
    from participants own join conversations c on c.id = own.conversation_id join users v on v.id = own.user_id
    where v.active
    order by own.user_id, c.updated_at desc, c.id desc`)
  return new Map(
    rows.map(({ viewer, id, last, ...listed }) => [`${viewer} ${id}`, { ...listed, lastMessage: last ?? undefined }]),
  )
}

/** Of one moment and each conversation: who takes part, and what the note with those beside it says of that. */
export async function rostersOf({ database }: Harness) {
  const rows = await database.query<{ noted: string | null; gone: string[]; unnoted: string | null; truth: unknown }>(`
    select n.people as noted, n.gone,
      (select string_agg(concat_ws(chr(10), p.user_id, p.role, p.display_name, p.last_read_seq, p.last_delivered_seq), chr(10))
       from participants p where p.unnoted_in = n.conversation_id) as unnoted,
      (select coalesce(json_agg(json_build_object('userId', p.user_id, 'role', p.role, 'displayName', p.display_name,
         'lastReadSeq', p.last_read_seq, 'lastDeliveredSeq', p.last_delivered_seq) order by p.user_id collate "C"), '[]')
       from participants p where p.conversation_id = n.conversation_id) as truth
    from noted_rosters n`)
  return rows.map(({ truth, ...parts }) => ({
    truth,
    read: readRoster(parts).toSorted((one, other) => (one.userId < other.userId ? -1 : 1)),
  }))
}
