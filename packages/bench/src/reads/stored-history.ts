import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'

/** Messages of one insert, some; all conversations go on side by side, as they would have been written. */
const CHUNK = 500_000
/** So many messages of a conversation at most are unread by somebody; half of them have read everything. */
const MOST_UNREAD = 200
/** A person's watermark has moved once for so many messages. */
const ADVANCE = 200

interface Definition {
  readonly table: string
  readonly name: string
  readonly definition: string
}

/**
 * Writes a history of some `messages` messages into the conversations that there are, within Postgres. Ordinary tables, every
 * constraint checked; indexes and constraints of the messages are taken away before and made anew after it, as that is
 * several times faster. One message in twenty answers another, one in a hundred is deleted. Answers with how many there are.
 */
export async function storeHistory(
  client: pg.Client,
  messages: number,
  onProgress: (text: string) => void,
): Promise<number> {
  const { rows } = await client.query<{ count: number }>('select count(*)::int as count from conversations')
  const conversations = rows[0]?.count ?? 0
  const each = Math.ceil(messages / conversations)
  const restore = await withoutIndexes(client)
  await client.query(`
    create temporary table places as
    select c.id, c.version, c.created_at, (row_number() over (order by c.id))::int as nth,
      array_agg(p.user_id order by p.user_id) as people, count(*)::int as size
    from conversations c join participants p on p.conversation_id = c.id group by c.id`)
  const step = Math.max(1, Math.floor(CHUNK / conversations))
  for (let from = 1; from <= each; from += step) {
    const to = Math.min(each, from + step - 1)
    await client.query(INSERT, [from, to, each])
    onProgress(`stored ${(to * conversations).toLocaleString('en')} messages`)
  }
  await client.query(
    `update conversations c set last_seq = $1, version = c.version + $1, published_version = c.version + $1,
       updated_at = now() - p.nth * interval '1 minute'
     from places p where p.id = c.id`,
    [each],
  )
  onProgress('making the indexes')
  await restore()
  await client.query(
    `update participants p set last_read_seq = r.seq, last_delivered_seq = $1
     from (select conversation_id, user_id,
             greatest(0, $1 - greatest(0, abs(hashtext(conversation_id || user_id)) % (2 * $2::int) - $2::int)) as seq from participants) r
     where r.conversation_id = p.conversation_id and r.user_id = p.user_id`,
    [each, MOST_UNREAD],
  )
  await client.query(
    `insert into read_advances (conversation_id, user_id, after_seq, seq, read_at)
     select p.conversation_id, p.user_id, s.seq, least(s.seq + $1, p.last_read_seq), now()
     from participants p cross join lateral generate_series(0, p.last_read_seq - 1, $1::int) as s (seq)`,
    [ADVANCE],
  )
  onProgress('waiting for the service to note who takes part')
  await untilNoted(client)
  onProgress('vacuum and analyze')
  await client.query('vacuum (analyze)')
  return each * conversations
}

/** Until the service has noted by itself who takes part in each conversation and how far they have read. */
async function untilNoted(client: pg.Client): Promise<void> {
  for (;;) {
    const { rows } = await client.query('select from participants where unnoted_in is not null limit 1')
    if (rows.length === 0) return
    await sleep(500)
  }
}

/** $1 first and $2 last seq of this piece, $3 last of all. Ids are UUIDs version 7 of the time of their message. */
const INSERT = `
  insert into messages (conversation_id, seq, version, created_version, id, sender_id, sender_name, message_type, content,
    reply_to_seq, client_id, created_at, deleted_at)
  select p.id, m.seq, p.version + m.seq, p.version + m.seq,
    (lpad(to_hex((extract(epoch from m.at) * 1000)::bigint), 12, '0') || '7' || substr(m.hash, 1, 3) || 'a'
      || substr(m.hash, 4, 15))::uuid,
    p.people[1 + m.dice % p.size], 'Asha Rao', 'text',
    case when m.dice % 100 = 0 then '' else 'Nets at six, please bring water. ' || m.hash || ' See you there!' end,
    case when m.seq > 5 and m.dice % 20 = 1 then m.seq - 1 - m.dice % 5 end,
    m.hash, m.at, case when m.dice % 100 = 0 then m.at end
  from generate_series($1::int, $2::int) as s (seq)
  cross join places p
  cross join lateral (
    select s.seq, md5(p.id::text || s.seq) as hash, abs(hashtext(p.id::text || s.seq)) as dice,
      date_trunc('milliseconds', now() - ($3::int - s.seq) * interval '10 minutes' + p.nth * interval '1 second') as at
  ) m`

/** Drops the indexes and constraints of the messages, and the references to them; answers with what makes them anew. */
async function withoutIndexes(client: pg.Client): Promise<() => Promise<void>> {
  const constraints = await client.query<Definition & { type: string }>(`
    select conrelid::regclass::text as table, conname as name, pg_get_constraintdef(oid) as definition, contype as type
    from pg_constraint
    where contype in ('p', 'u', 'f') and (conrelid = 'messages'::regclass or confrelid = 'messages'::regclass)
    order by contype = 'f', contype <> 'p'`)
  const indexes = await client.query<Definition>(`
    select 'messages' as table, indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
    from pg_index
    where indrelid = 'messages'::regclass
      and not exists (select from pg_constraint where conindid = indexrelid and contype in ('p', 'u'))`)
  for (const { table, name } of constraints.rows.toReversed()) {
    await client.query(`alter table ${table} drop constraint ${client.escapeIdentifier(name)}`)
  }
  for (const { name } of indexes.rows) await client.query(`drop index ${name}`)
  return async () => {
    for (const { table, name, definition } of constraints.rows) {
      await client.query(`alter table ${table} add constraint ${client.escapeIdentifier(name)} ${definition}`)
    }
    for (const { definition } of indexes.rows) await client.query(definition)
  }
}
