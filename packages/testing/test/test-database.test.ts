import pg from 'pg'
import t from 'tap'
import { createTestDatabase } from '../src/index.ts'
import { collectTeardowns } from './collect-teardowns.ts'

let migrations = 0
const options = {
  template: 'testing/test-database',
  migrate: async (url: string) => {
    migrations += 1
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    await client.query("CREATE TABLE fruit (name text); INSERT INTO fruit VALUES ('apple')")
    await client.end()
  },
}

t.test('databases are cloned from one template and do not see each other', async (t) => {
  const [one, two] = await Promise.all([createTestDatabase(t, options), createTestDatabase(t, options)])
  await one.query('INSERT INTO fruit VALUES ($1)', ['pear'])
  t.same(await one.query('SELECT name FROM fruit ORDER BY name'), [{ name: 'apple' }, { name: 'pear' }])
  t.same(await two.query('SELECT name FROM fruit'), [{ name: 'apple' }])
  t.equal(migrations, 1)
})

t.test('a database is gone after the test', async (t) => {
  const { owner, end } = collectTeardowns()
  const database = await createTestDatabase(owner, options)
  await end()
  await t.rejects(database.query('SELECT 1'), { code: '3D000' })
})

t.test('a connection that the test leaves open fails it, and the database is dropped all the same', async (t) => {
  const { owner, end } = collectTeardowns()
  const database = await createTestDatabase(owner, { ...options, graceMs: 100 })
  const leak = new pg.Client({ connectionString: database.url, application_name: 'forgetful' })
  leak.on('error', () => {})
  await leak.connect()
  await leak.query('SELECT 42')
  await t.rejects(end(), /left 1 database connection\(s\) open[\s\S]*forgetful last ran: SELECT 42/)
  await t.rejects(database.query('SELECT 1'), { code: '3D000' })
})

t.test('a connection that closes late does not', async (t) => {
  const { owner, end } = collectTeardowns()
  const database = await createTestDatabase(owner, options)
  const slow = new pg.Client({ connectionString: database.url })
  await slow.connect()
  setTimeout(() => void slow.end(), 150)
  await t.resolves(end())
})

t.test('a migration that fails is not taken for a template', async (t) => {
  let attempts = 0
  const failing = {
    template: 'testing/failing',
    migrate: async () => {
      attempts += 1
      if (attempts === 1) throw new Error('half way')
    },
  }
  const { owner, end } = collectTeardowns()
  await t.rejects(createTestDatabase(owner, failing), { message: 'half way' })
  await createTestDatabase(owner, failing)
  t.equal(attempts, 2)
  await end()
})
