import type { ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { chmod, chown, mkdir, realpath, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { type Binaries, installedBinaries, runnableBinaries } from './binaries.ts'
import { layout, prepareCluster, superuser } from './cluster.ts'
import { claimDataDir } from './data-dir-owner.ts'
import { freePort } from './free-port.ts'
import { stopLeftBehind } from './left-behind.ts'
import { canTraverseTo } from './reachable.ts'
import { type ServerAccount, serverAccount } from './server-account.ts'
import { LaunchError, launch, type PostgresSettings } from './server-process.ts'

export type { PostgresSettings } from './server-process.ts'

export type PostgresOptions = {
  /** Folder for the cluster, its password (mode 0600) and its log. Made if it is missing. */
  dataDir: string
  /** TCP port on 127.0.0.1; a free one if left out. */
  port?: number
  /** Whether the data outlive `stop()`. Default true. */
  persistent?: boolean
  /** Told what takes time, one short line each. */
  onProgress?: (text: string) => void
  /** Settings of postgresql.conf. Durability (`fsync`, `synchronous_commit`) is on unless it is turned off here. */
  settings?: PostgresSettings
}

export type EmbeddedPostgres = {
  /** Connection string of the maintenance database `postgres`, as superuser. */
  url: string
  port: number
  /** Process id of the server. */
  pid: number
  /** Where the data really are: not the folder asked for when root asked for one that Postgres cannot reach. */
  dataDir: string
  /** The server's log, to look into when something goes wrong. */
  logFile: string
  /** Resolves when the server has ended, asked to or not. */
  ended: Promise<void>
  /** Creates the database unless it exists and returns its connection string. */
  createDatabase(name: string): Promise<string>
  /** Fast shutdown: open transactions are rolled back, what was committed is kept. Resolves when the server has ended. */
  stop(): Promise<void>
  /** SIGKILL, as a crash would: for fault tests. Resolves when the server has ended; the data stay. */
  kill(): Promise<void>
}

/** Where root keeps what Postgres, running as another user, could not reach where it was asked for. */
const sharedHome = '/var/lib/touchline'
const launchAttempts = 20

/**
 * Starts Postgres on the folder, creating the cluster the first time, and resolves when it answers queries. What an
 * earlier run left behind (a crash, a killed host, an interrupted creation) is put right first.
 *
 * @throws when another process uses the folder, when the given port is taken, when there is no Postgres for this platform
 */
export async function startPostgres(options: PostgresOptions): Promise<EmbeddedPostgres> {
  const onProgress = options.onProgress ?? (() => {})
  const settings = options.settings ?? {}
  const { dataDir, binaries, account } = await findPlace(resolve(options.dataDir), onProgress)
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  if (account !== undefined) await chown(dataDir, account.uid, account.gid)
  const release = await claimDataDir(dataDir)
  try {
    await stopLeftBehind(layout(dataDir).cluster, onProgress)
    const durable = settings.fsync === undefined || settings.fsync === true || settings.fsync === 'on'
    const password = await prepareCluster(dataDir, binaries, account, { durable, onProgress })
    onProgress('Starting Postgres')
    const { child, port } = await launchOnPort(options.port, (port) =>
      launch({ dataDir, binaries, account, password, port, settings }),
    )
    return running(child, { port, password, dataDir, release, persistent: options.persistent ?? true })
  } catch (error) {
    await release()
    if (options.persistent === false) await rm(dataDir, { recursive: true, force: true })
    throw error
  }
}

async function findPlace(
  wanted: string,
  onProgress: (text: string) => void,
): Promise<{ dataDir: string; binaries: Binaries; account: ServerAccount | undefined }> {
  await mkdir(dirname(wanted), { recursive: true })
  const dataDir = await realpath(wanted).catch(async () => join(await realpath(dirname(wanted)), basename(wanted)))
  const installed = await installedBinaries()
  const account = await serverAccount(layout(dataDir).cluster)
  if (account === undefined) return { dataDir, binaries: installed, account }
  const binaries = await runnableBinaries(installed, account, sharedHome, onProgress)
  if (await canTraverseTo(dataDir, account)) return { dataDir, binaries, account }
  if (await stat(layout(dataDir).cluster).catch(() => undefined)) {
    throw new Error(
      `Postgres, which does not run as root, cannot reach its data in ${dataDir}: ` +
        'make every folder above it searchable (chmod o+x), or move the data and set TOUCHLINE_DATA.',
    )
  }
  const elsewhere = join(sharedHome, createHash('sha256').update(dataDir).digest('hex').slice(0, 16))
  await mkdir(sharedHome, { recursive: true })
  await chmod(sharedHome, 0o755)
  onProgress(`Keeping the database in ${elsewhere}, because Postgres does not run as root and cannot reach ${dataDir}`)
  return { dataDir: elsewhere, binaries, account: (await serverAccount(layout(elsewhere).cluster)) ?? account }
}

async function launchOnPort(
  wanted: number | undefined,
  attempt: (port: number) => Promise<ChildProcess>,
): Promise<{ child: ChildProcess; port: number }> {
  for (let left = launchAttempts; ; left -= 1) {
    const port = wanted ?? (await freePort())
    try {
      return { child: await attempt(port), port }
    } catch (error) {
      if (!(error instanceof LaunchError)) throw error
      if (/could not bind/.test(error.log) && wanted !== undefined) {
        throw new Error(`Port ${wanted} on 127.0.0.1 is taken. Stop what uses it, or choose another.`, { cause: error })
      }
      // A port that was taken in between, or children of a killed server that are still on their way out.
      if (left === 0 || !/could not bind|shared memory block .* is still in use/.test(error.log)) throw error
      await sleep(250)
    }
  }
}

function running(
  child: ChildProcess,
  about: { port: number; password: string; dataDir: string; persistent: boolean; release: () => Promise<void> },
): EmbeddedPostgres {
  const alive = () => child.exitCode === null && child.signalCode === null
  // The host may end without stopping us (process.exit, an uncaught error): the least is to ask the server to go too.
  const endWithHost = () => void child.kill('SIGINT')
  process.once('exit', endWithHost)
  const exited = alive() ? once(child, 'exit') : Promise.resolve()
  const ended = exited.then(async () => {
    process.removeListener('exit', endWithHost)
    await about.release()
  })
  const endBy = async (signal: NodeJS.Signals) => {
    if (alive()) child.kill(signal)
    await ended
  }
  const urlOf = (database: string) =>
    `postgres://${superuser}:${about.password}@127.0.0.1:${about.port}/${encodeURIComponent(database)}`
  return {
    url: urlOf('postgres'),
    port: about.port,
    pid: child.pid ?? 0,
    dataDir: about.dataDir,
    logFile: layout(about.dataDir).log,
    ended,
    createDatabase: async (name) => {
      await createDatabase(urlOf('postgres'), name)
      return urlOf(name)
    },
    stop: async () => {
      await endBy('SIGINT')
      if (!about.persistent) await rm(about.dataDir, { recursive: true, force: true })
    },
    kill: () => endBy('SIGKILL'),
  }
}

async function createDatabase(url: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name])
    if (rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`)
  } finally {
    await client.end()
  }
}
