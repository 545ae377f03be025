import pg from 'pg'
import t from 'tap'
import { startPostgresForTest } from '../src/index.ts'

t.test('a private Postgres keeps what was committed when it is killed', async (t) => {
  const postgres = await startPostgresForTest(t)
  const url = await postgres.createDatabase('app')
  const query = async (sql: string) => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    try {
      return (await client.query(sql)).rows
    } finally {
      await client.end()
    }
  }
  await query('CREATE TABLE kept (n int)')
  await query('INSERT INTO kept VALUES (1)')
  await postgres.kill()
  await t.rejects(query('SELECT 1'), { code: 'ECONNREFUSED' })
  await postgres.start()
  t.same(await query('SELECT n FROM kept'), [{ n: 1 }])
  await postgres.stop()
  await postgres.start()
  t.same(await query('SELECT n FROM kept'), [{ n: 1 }])
})
