import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import t from 'tap'
import { runnableBinaries } from '../src/binaries.ts'
import { startPostgres } from '../src/index.ts'
import { canTraverseTo } from '../src/reachable.ts'
import { dataFolder, query } from './data-folder.ts'

const root = process.getuid?.() === 0
const stranger = { uid: 54_321, gid: 54_321 }

t.test('a folder is out of reach as soon as one above it is closed', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'touchline-reach-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  await mkdir(join(folder, 'a', 'b'), { recursive: true })
  await chmod(folder, 0o711)
  t.equal(await canTraverseTo(join(folder, 'a', 'b', 'new'), stranger), true)
  await chmod(join(folder, 'a'), 0o700)
  t.equal(await canTraverseTo(join(folder, 'a', 'b', 'new'), stranger), false)
  t.equal(await canTraverseTo(join(folder, 'a'), stranger), true, 'its own mode is the caller’s business')
})

t.test('binaries out of reach are copied once, readable by everybody', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'touchline-copy-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const native = join(folder, 'closed', 'native')
  for (const [file, mode] of [
    ['bin/postgres', 0o700],
    ['bin/initdb', 0o700],
    ['share/postgresql/postgres.bki', 0o600],
  ] as const) {
    await mkdir(dirname(join(native, file)), { recursive: true, mode: 0o700 })
    await writeFile(join(native, file), file, { mode })
  }
  await chmod(folder, 0o711)
  const home = join(folder, 'home')
  const installed = {
    folder: native,
    version: '17.1.2',
    postgres: join(native, 'bin', 'postgres'),
    initdb: join(native, 'bin', 'initdb'),
  }
  const told: string[] = []
  const copies = await Promise.all(
    [1, 2].map(() => runnableBinaries(installed, stranger, home, (text) => told.push(text))),
  )
  t.equal(copies[0]?.postgres, join(home, 'postgres-17.1.2', 'bin', 'postgres'))
  t.same(copies[1], copies[0], 'two at once end up with the same copy')
  t.equal((await stat(copies[0]?.initdb ?? '')).mode & 0o777, 0o755)
  t.equal((await stat(join(home, 'postgres-17.1.2/share/postgresql/postgres.bki'))).mode & 0o777, 0o644)
  told.length = 0
  await runnableBinaries(installed, stranger, home, (text) => told.push(text))
  t.same(told, [], 'the copy is used again')
})

t.test(
  'root gets its data elsewhere when Postgres cannot reach the folder',
  { skip: !root && 'not root' },
  async (t) => {
    const dataDir = await dataFolder(t)
    await chmod(dirname(dataDir), 0o700)
    const first = await startPostgres({ dataDir, settings: { fsync: false } })
    t.teardown(async () => {
      await first.stop()
      await rm(first.dataDir, { recursive: true, force: true })
    })
    t.match(first.dataDir, /^\/var\/lib\/touchline\/[0-9a-f]{16}$/)
    t.not((await stat(first.dataDir)).uid, 0)
    await query(first.url, 'CREATE TABLE kept AS SELECT 1 AS n')
    await t.rejects(startPostgres({ dataDir }), /already uses the data folder/)
    await first.stop()
    const second = await startPostgres({ dataDir, settings: { fsync: false } })
    t.teardown(() => second.stop())
    t.equal(second.dataDir, first.dataDir, 'and finds it again')
    t.same(await query(second.url, 'SELECT n FROM kept'), [{ n: 1 }])
  },
)

t.test('data that were reachable once are not silently replaced', { skip: !root && 'not root' }, async (t) => {
  const dataDir = await dataFolder(t)
  const first = await startPostgres({ dataDir, settings: { fsync: false } })
  await first.stop()
  await chmod(dirname(dataDir), 0o700)
  await t.rejects(startPostgres({ dataDir }), /cannot reach its data .*chmod o\+x/)
})
