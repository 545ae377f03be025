import { readFile } from 'node:fs/promises'
import { createTestDatabase } from '@touchline/testing'
import t from 'tap'
import { openDatabase } from '../src/database/database.ts'
import { migrateDatabase } from '../src/migrate-database.ts'

const statement = (name: string) => readFile(new URL(`../src/messages/${name}.sql`, import.meta.url), 'utf8')
const rooms = 50

t.test(
  'a send finds what its client id has stored by one index, however many messages there are when it is planned',
  async (t) => {
    const { url, query } = await createTestDatabase(t, {
      template: 'conversation',
      migrate: async (url) => void (await migrateDatabase(url)),
    })
    const database = openDatabase({ url, onIdleError: t.fail })
    t.teardown(() => database.close())
    await query(
      `insert into users (id, role, display_name, active) select 'u' || n, 'admin', 'U', true from generate_series(0, ${rooms}) n`,
    )
    await query(`
    insert into conversations (id, type, bridge_id, bridge_role, guest_id, guest_role)
    select gen_random_uuid(), 'direct', 'u' || n, 'admin', 'u' || n - 1, 'admin' from generate_series(1, ${rooms}) n`)
    // Its kept plan is made of what is there when the first message is sent, or when Postgres has looked at the table anew.
    let stored = 0
    for (const size of [0, 1, 50, 100, 150, 200, 300, 1_000, 5_000]) {
      await query(`
      insert into messages (conversation_id, seq, version, created_version, id, sender_id, sender_name, message_type, content,
        client_id, created_at)
      select c.id, 1 + n / ${rooms}, 1 + n / ${rooms}, 1 + n / ${rooms}, gen_random_uuid(), c.bridge_id, 'U', 'text', repeat('word ', 20),
        gen_random_uuid(), now()
      from generate_series(${stored}, ${size} - 1) n
      join (select *, row_number() over (order by id) - 1 as place from conversations) c on c.place = n % ${rooms}`)
      stored = size
      for (const after of ['', 'analyze', 'vacuum analyze']) {
        if (after !== '') await query(after)
        for (const name of ['send-one-message', 'send-messages']) {
          const { rows } = await database.pool.query<{ 'QUERY PLAN': string }>(
            `explain (generic_plan, costs off) ${await statement(name)}`,
          )
          const plan = rows.map((row) => row['QUERY PLAN'])
          const [looked] = plan.flatMap((line, at) =>
            /COALESCE\(client_id, ''::text\) = /.test(line) ? plan.slice(at - 1, at + 1) : [],
          )
          t.match(looked, 'Index Scan using messages_by_client_id on messages', `${size} messages, ${after}, ${name}`)
        }
      }
    }
  },
)
