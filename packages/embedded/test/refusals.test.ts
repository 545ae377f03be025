import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { startPostgres } from '../src/index.ts'
import { dataFolder, query } from './data-folder.ts'

const fast = { fsync: false }

t.test('what stands in the way is named, and leaves the folder usable', async (t) => {
  const dataDir = await dataFolder(t)

  t.comment('a living process')
  const first = await startPostgres({ dataDir, settings: fast })
  t.teardown(() => first.stop())
  await t.rejects(startPostgres({ dataDir }), new RegExp(`Process ${process.pid} already uses .*Stop that process`))
  t.same(await query(first.url, 'SELECT 1 AS n'), [{ n: 1 }], 'the first one goes on')
  await first.stop()

  t.comment('a port that is taken')
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  await t.rejects(startPostgres({ dataDir, port, settings: fast }), { message: new RegExp(`Port ${port} .* is taken`) })

  t.comment('a setting that Postgres does not know')
  await t.rejects(startPostgres({ dataDir, settings: { ...fast, no_such_setting: 1 } }), /no_such_setting/)

  const last = await startPostgres({ dataDir, settings: fast })
  t.teardown(() => last.stop())
  t.same(await query(last.url, 'SELECT 1 AS n'), [{ n: 1 }])
})

t.test('a cluster of another major version is refused', async (t) => {
  const dataDir = await dataFolder(t)
  await mkdir(join(dataDir, 'cluster'), { recursive: true })
  await writeFile(join(dataDir, 'cluster', 'PG_VERSION'), '9\n')
  await t.rejects(startPostgres({ dataDir }), /made by Postgres 9, and this is Postgres \d+/)
})
