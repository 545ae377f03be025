import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { open, readFile, stat } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Binaries } from './binaries.ts'
import { layout, serverEnvironment, superuser } from './cluster.ts'
import { clusterName } from './left-behind.ts'
import type { ServerAccount } from './server-account.ts'

/** Settings of postgresql.conf by name. */
export type PostgresSettings = Record<string, string | number | boolean>

/** One attempt at running the server. */
export type Launch = {
  dataDir: string
  binaries: Binaries
  account: ServerAccount | undefined
  password: string
  port: number
  settings: PostgresSettings
}

/** A start that failed; `log` is what Postgres said, by which the caller decides whether to try again. */
export class LaunchError extends Error {
  readonly log: string
  constructor(message: string, log: string) {
    super(message)
    this.log = log
  }
}

/** How long crash recovery may take before the start is given up. */
const readyWithinMs = 300_000

/**
 * Starts the server and resolves once it has answered a query over TCP.
 *
 * @throws LaunchError when it ends before that
 */
export async function launch(options: Launch): Promise<ChildProcess> {
  const { cluster, log } = layout(options.dataDir)
  const logged = await stat(log).then(
    (entry) => entry.size,
    () => 0,
  )
  const output = await open(log, 'a', 0o600)
  if (options.account !== undefined) await output.chown(options.account.uid, options.account.gid)
  const settings: PostgresSettings = {
    listen_addresses: '127.0.0.1',
    port: options.port,
    unix_socket_directories: '',
    ...options.settings,
  }
  const args = ['-D', cluster, '-c', `cluster_name=${clusterName}`]
  for (const [name, value] of Object.entries(settings)) args.push('-c', `${name}=${value}`)
  const child = spawn(options.binaries.postgres, args, {
    ...options.account,
    cwd: '/',
    env: serverEnvironment,
    // Its own process group: Ctrl-C in a terminal reaches only the host, which drains before it stops the database.
    detached: true,
    stdio: ['ignore', output.fd, output.fd],
  })
  const ended = Promise.race([once(child, 'exit'), once(child, 'error').then(([error]) => Promise.reject(error))])
  ended.catch(() => {})
  await output.close()
  try {
    await Promise.race([answers(options, child), ended.then(() => Promise.reject(new Error('it ended at once')))])
    return child
  } catch (cause) {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      child.kill('SIGQUIT')
      await ended.catch(() => {})
    }
    const said = (await readFile(log)).subarray(logged).toString('utf8').trim()
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new LaunchError(`Postgres did not start in ${options.dataDir}: ${reason}\n${said}`, said)
  }
}

async function answers(options: Launch, child: ChildProcess): Promise<void> {
  const { cluster } = layout(options.dataDir)
  const deadline = Date.now() + readyWithinMs
  let problem = 'no attempt was made'
  while (Date.now() < deadline && child.exitCode === null && child.signalCode === null) {
    const client = new pg.Client({
      host: '127.0.0.1',
      port: options.port,
      user: superuser,
      password: options.password,
      database: 'postgres',
      connectionTimeoutMillis: 5_000,
    })
    client.on('error', () => {})
    try {
      await client.connect()
      const { rows } = await client.query<{ folder: string }>("SELECT current_setting('data_directory') AS folder")
      if (rows[0]?.folder === cluster) return
      problem = `port ${options.port} belongs to another Postgres`
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error)
    } finally {
      await client.end().catch(() => {})
    }
    await sleep(20)
  }
  throw new Error(`it accepts no connections: ${problem}`)
}
