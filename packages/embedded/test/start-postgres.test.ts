import { mkdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { startPostgres } from '../src/index.ts'
import { dataFolder, query } from './data-folder.ts'

const fast = { fsync: false }

t.test('creates a cluster once, keeps its data, and starts fast the second time', async (t) => {
  const dataDir = await dataFolder(t)
  const told: string[] = []
  const first = await startPostgres({ dataDir, onProgress: (text) => told.push(text) })
  t.teardown(() => first.stop())
  t.match(told, [/Creating the database/, /Starting Postgres/])
  const url = await first.createDatabase('academy "one"')
  t.equal(await first.createDatabase('academy "one"'), url, 'a database that exists is left as it is')
  await query(url, 'CREATE TABLE kept AS SELECT 1 AS n')
  t.same(
    await query(
      url,
      `SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit,
              current_setting('server_encoding') AS encoding, current_setting('listen_addresses') AS addresses,
              upper('é') AS upper, 'Z' < 'a' AS code_points`,
    ),
    [{ fsync: 'on', commit: 'on', encoding: 'UTF8', addresses: '127.0.0.1', upper: 'É', code_points: true }],
  )
  const password = await stat(join(first.dataDir, 'password'))
  t.equal(password.mode & 0o777, 0o600)
  const wrong = new URL(url)
  wrong.password = 'guess'
  await t.rejects(query(wrong.href, 'SELECT 1'), { code: '28P01' })
  await Promise.all([first.stop(), first.stop()])
  await first.ended

  const startedAt = Date.now()
  const second = await startPostgres({ dataDir })
  t.teardown(() => second.stop())
  t.ok(Date.now() - startedAt < 2_000, `second start took ${Date.now() - startedAt} ms`)
  t.same(await query(await second.createDatabase('academy "one"'), 'SELECT n FROM kept'), [{ n: 1 }])
})

t.test('of two starts at once one wins', async (t) => {
  const dataDir = await dataFolder(t)
  const results = await Promise.allSettled([1, 2].map(() => startPostgres({ dataDir, settings: fast })))
  for (const result of results) if (result.status === 'fulfilled') t.teardown(() => result.value.stop())
  t.same(results.map((result) => result.status).sort(), ['fulfilled', 'rejected'])
})

t.test('data that are not to persist are gone after stop', async (t) => {
  const dataDir = await dataFolder(t)
  const postgres = await startPostgres({ dataDir, persistent: false, settings: fast })
  await postgres.stop()
  await t.rejects(stat(dataDir), { code: 'ENOENT' })
})

t.test('what an interrupted creation left is made anew', async (t) => {
  const dataDir = await dataFolder(t)
  await mkdir(join(dataDir, 'cluster.new'), { recursive: true })
  await writeFile(join(dataDir, 'cluster.new', 'PG_VERSION'), '17\n')
  await writeFile(join(dataDir, 'password'), 'of the interrupted one')
  const postgres = await startPostgres({ dataDir, settings: fast })
  t.teardown(() => postgres.stop())
  t.same(await query(postgres.url, 'SELECT 1 AS n'), [{ n: 1 }])
})
