import { readdir, readFile } from 'node:fs/promises'
import { createTestDatabase, waitFor } from '@touchline/testing'
import pg from 'pg'
import t from 'tap'
import { migrateDatabase } from '../src/migrate-database.ts'

const emptyDatabase = { template: 'empty', migrate: async () => {} }

t.test('instances that start at once on an empty database migrate it once', async (t) => {
  const { url, query } = await createTestDatabase(t, emptyDatabase)
  const answers = await Promise.all([1, 2, 3, 4].map(() => migrateDatabase(url)))
  const applied = answers.filter((names) => names.length > 0)
  t.equal(applied.length, 1, 'one of them did the work')
  t.same(applied[0]?.[0], '0001-initial')
  const rows = await query<{ name: string }>('select name from kysely_migration order by name')
  t.same(
    rows.map(({ name }) => name),
    applied[0],
  )
  t.same(await migrateDatabase(url), [], 'a later start does nothing')
})

t.test('a migration that fails leaves nothing behind', async (t) => {
  const { url, query } = await createTestDatabase(t, emptyDatabase)
  // In the way of one of the last tables of the first migration.
  await query('create table read_advances (x integer)')
  await t.rejects(migrateDatabase(url), { message: /read_advances/ })
  const tables = await query(`select from information_schema.tables where table_name in ('users', 'messages')`)
  t.equal(tables.length, 0)
  await query('drop table read_advances')
  t.same((await migrateDatabase(url))[0], '0001-initial', 'and goes on once what was in the way is gone')
})

t.test('an instance of the version before starts on a schema that a later one has changed', async (t) => {
  const { url, query } = await createTestDatabase(t, emptyDatabase)
  await migrateDatabase(url)
  await query(`insert into kysely_migration (name, timestamp) values ('9999-later', now()::text)`)
  t.same(await migrateDatabase(url), [])
  await query(`delete from kysely_migration where name like '0010-%'`)
  await t.rejects(migrateDatabase(url), /9999-later is missing/, 'not on one that has gone another way')
})

t.test('nor does it die when the later version changes the schema while it waits for its turn', async (t) => {
  const { url, query } = await createTestDatabase(t, emptyDatabase)
  await migrateDatabase(url)
  const later = new pg.Client({ connectionString: url })
  await later.connect()
  const isWaiting = async () =>
    (await query(`select from pg_locks where locktype = 'advisory' and not granted`)).length > 0
  try {
    // Kysely's own lock.
    await later.query(`begin; select pg_advisory_xact_lock(3853314791062309107);
      insert into kysely_migration (name, timestamp) values ('9999-later', now()::text)`)
    const started = migrateDatabase(url)
    await waitFor('it to wait', isWaiting)
    await later.query('commit')
    t.same(await started, [])
  } finally {
    await later.end()
  }
})

t.test('a change that a client is in a circle with is made again', async (t) => {
  const { url, query } = await createTestDatabase(t, emptyDatabase)
  await migrateDatabase(url)
  await query(`alter table messages add constraint messages_conversation_id_fkey
    foreign key (conversation_id) references conversations (id)`)
  await query(`delete from kysely_migration where name like '0010-%'`)
  const reader = new pg.Client({ connectionString: url })
  await reader.connect()
  const isWaiting = async () =>
    (await query(`select from pg_locks where locktype = 'relation' and not granted`)).length > 0
  try {
    await reader.query('begin; select from messages')
    const migrated = migrateDatabase(url)
    await waitFor('the change to wait', isWaiting)
    // The other way round than the change takes its locks. Whoever waits for longer is ended: the change.
    await reader.query('select from conversations')
    await reader.query('commit')
    t.same(await migrated, ['0010-no-check-of-each-message'])
  } finally {
    await reader.end()
  }
})

t.test('a change waits for who reads messages, and nobody waits in a circle with it', async (t) => {
  const { url, query } = await createTestDatabase(t, emptyDatabase)
  await migrateDatabase(url)
  await query(`alter table messages add constraint messages_conversation_id_fkey
    foreign key (conversation_id) references conversations (id)`)
  await query(`delete from kysely_migration where name like '0010-%'`)
  const reader = new pg.Client({ connectionString: url })
  await reader.connect()
  const waiting = async (count: number) =>
    (await query('select from pg_stat_activity where datname = current_database() and wait_event_type = $1', ['Lock']))
      .length === count
  try {
    await reader.query('begin; select from messages')
    const migrated = migrateDatabase(url)
    await waitFor('the change to wait', () => waiting(1))
    const listed = query('select from conversations left join messages on conversation_id = conversations.id')
    await waitFor('the list to wait', () => waiting(2))
    await reader.query('commit')
    t.same(await listed, [])
    t.same(await migrated, ['0010-no-check-of-each-message'])
  } finally {
    await reader.end()
  }
})

t.test('who took part before there were notes is noted', async (t) => {
  const { query } = await createTestDatabase(t, emptyDatabase)
  const folder = new URL('../src/database/migrations/', import.meta.url)
  const apply = async (file: string) => query(await readFile(new URL(file, folder), 'utf8'))
  const files = (await readdir(folder)).toSorted()
  for (const file of files.filter((name) => name < '0007')) await apply(file)
  const id = '00000000-0000-7000-8000-000000000001'
  const direct = '00000000-0000-7000-8000-000000000003'
  for (const statement of [
    `insert into users (id, role, display_name, active) values ('asha', 'admin', 'Asha', true), ('carl', 'coach', 'Carl', true)`,
    `insert into batches (id, name) values ('u12', 'Under 12'), ('u13', 'Under 13')`,
    `insert into batch_members (batch_id, user_id) values ('u12', 'carl')`,
    `insert into conversations (id, type, batch_id, last_seq) values ('${id}', 'batch', 'u12', 7)`,
    `insert into conversations (id, type, batch_id) values ('00000000-0000-7000-8000-000000000002', 'batch', 'u13')`,
    `insert into conversations (id, type, bridge_id, bridge_role, guest_id, guest_role)
     values ('${direct}', 'direct', 'asha', 'admin', 'carl', 'coach')`,
    `insert into participants (conversation_id, user_id, role, type, seat, joined_version)
     values ('${direct}', 'asha', 'admin', 'direct', 'bridge', 1), ('${direct}', 'carl', 'coach', 'direct', 'guest', 1)`,
    `insert into participants (conversation_id, user_id, role, type, batch_id, last_read_seq, last_delivered_seq, joined_version)
     values ('${id}', 'asha', 'admin', 'batch', 'u12', 3, 5, 1), ('${id}', 'carl', 'coach', 'batch', 'u12', 7, 7, 1)`,
  ]) {
    await query(statement)
  }
  for (const file of files.filter((name) => name >= '0007')) await apply(file)
  t.same(await query('select batch_name, people, gone from noted_rosters order by conversation_id'), [
    { batch_name: 'Under 12', people: 'asha\nadmin\nAsha\n3\n5\ncarl\ncoach\nCarl\n7\n7', gone: [] },
    { batch_name: 'Under 13', people: null, gone: [] },
    { batch_name: null, people: null, gone: [] },
  ])
  t.same(await query('select from participants where unnoted_in is not null'), [])
})
