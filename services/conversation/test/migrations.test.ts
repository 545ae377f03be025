import { createTestDatabase } from '@touchline/testing'
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
