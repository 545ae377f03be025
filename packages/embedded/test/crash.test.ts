import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { processStart, startPostgres } from '../src/index.ts'
import { dataFolder, query } from './data-folder.ts'

const fast = { fsync: false }

/** Another process that has started Postgres on the folder. */
async function startHost(dataDir: string, ...args: string[]): Promise<{ host: ChildProcess; serverPid: number }> {
  const host = spawn(process.execPath, [fileURLToPath(new URL('host.program.ts', import.meta.url)), dataDir, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(createInterface(host.stdout), 'line')
  return { host, serverPid: Number(line) }
}

t.test('a Postgres whose host was killed is stopped at the next start, and its data are there', async (t) => {
  const dataDir = await dataFolder(t)
  const bystander = await startPostgres({ dataDir: await dataFolder(t), settings: fast })
  t.teardown(() => bystander.stop())
  const { host, serverPid } = await startHost(dataDir)
  await t.rejects(
    startPostgres({ dataDir }),
    new RegExp(`Process ${host.pid} already uses`),
    'not while the host lives',
  )
  host.kill('SIGKILL')
  await once(host, 'exit')
  t.ok(await processStart(serverPid), 'Postgres has outlived its host')

  const told: string[] = []
  const postgres = await startPostgres({ dataDir, settings: fast, onProgress: (text) => told.push(text) })
  t.teardown(() => postgres.stop())
  t.match(told, [`Stopping Postgres process ${serverPid}, which an earlier run left behind`, 'Starting Postgres'])
  t.equal(await processStart(serverPid), undefined)
  t.same(await query(postgres.url, 'SELECT 1 AS n'), [{ n: 1 }])
  t.same(await query(bystander.url, 'SELECT 1 AS n'), [{ n: 1 }], 'another Postgres is left alone')
})

t.test('a host that exits without stopping Postgres takes it along', async (t) => {
  const dataDir = await dataFolder(t)
  const { host, serverPid } = await startHost(dataDir, 'exit')
  if (host.exitCode === null) await once(host, 'exit')
  const told: string[] = []
  const postgres = await startPostgres({ dataDir, settings: fast, onProgress: (text) => told.push(text) })
  t.teardown(() => postgres.stop())
  t.equal(await processStart(serverPid), undefined)
})

t.test('a killed server keeps what was committed, whatever else was left', async (t) => {
  const dataDir = await dataFolder(t)
  const first = await startPostgres({ dataDir })
  t.teardown(() => first.stop())
  await query(first.url, 'CREATE TABLE kept AS SELECT 1 AS n')
  await first.kill()
  await first.ended

  t.comment('the id in the pid file belongs to another program by now')
  const { uid, gid } = await stat(first.dataDir)
  const stranger = spawn('sleep', ['60'], { uid, gid, stdio: 'ignore' })
  t.teardown(() => stranger.kill())
  const pidFile = join(first.dataDir, 'cluster', 'postmaster.pid')
  const content = await readFile(pidFile, 'utf8')
  await writeFile(pidFile, content.replace(/^\d+/, String(stranger.pid)))
  const second = await startPostgres({ dataDir })
  t.teardown(() => second.stop())
  t.same(await query(second.url, 'SELECT n FROM kept'), [{ n: 1 }])
  t.equal(stranger.exitCode ?? stranger.signalCode, null, 'the other program runs on')
  await second.stop()

  t.comment('the note of the owner was cut off')
  await writeFile(join(first.dataDir, 'owner.json'), '{"pid":')
  const third = await startPostgres({ dataDir })
  t.teardown(() => third.stop())
  t.same(await query(third.url, 'SELECT n FROM kept'), [{ n: 1 }])
})
