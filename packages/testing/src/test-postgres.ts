import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type EmbeddedPostgres, freePort, type PostgresSettings, startPostgres } from '@touchline/embedded'
import { type Teardown, tempDir } from './teardown.ts'

/** A Postgres that a test may stop, kill and start again; it keeps its port and its data. */
export type TestPostgres = {
  /** Connection string of the maintenance database. */
  url: string
  /** Creates the database unless it exists and returns its connection string. */
  createDatabase(name: string): Promise<string>
  /** Fast shutdown; resolves when the server has ended. */
  stop(): Promise<void>
  /** SIGKILL to all of its processes; resolves when the server has ended. */
  kill(): Promise<void>
  /** Starts it again after `stop` or `kill`; resolves when it answers. */
  start(): Promise<void>
  /** SIGSTOP to all of its processes: it answers nothing and closes nothing. On Linux only. */
  freeze(): Promise<void>
  /** SIGCONT. */
  thaw(): Promise<void>
}

/** For tests that break Postgres. It takes about a second to make: others use `createTestDatabase`. */
export async function startPostgresForTest(t: Teardown, settings: PostgresSettings = {}): Promise<TestPostgres> {
  const dataDir = join(await tempDir(t), 'postgres')
  const port = await freePort()
  const start = () => startPostgres({ dataDir, port, settings: { fsync: false, max_connections: 200, ...settings } })
  let server: EmbeddedPostgres = await start()
  const signal = async (name: NodeJS.Signals) => {
    // First the one that makes new processes.
    process.kill(server.pid, name)
    for (const pid of await childrenOf(server.pid)) process.kill(pid, name)
  }
  t.teardown(() => server.stop())
  return {
    url: server.url,
    createDatabase: (name) => server.createDatabase(name),
    stop: () => server.stop(),
    kill: async () => {
      // By themselves they end when they notice, and may store something until then.
      const children = await childrenOf(server.pid).catch(() => [])
      const ended = server.kill()
      for (const pid of children) killIfThere(pid)
      await ended
    },
    start: async () => {
      server = await start()
    },
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
  }
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended.
  }
}

async function childrenOf(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')
  return text.split(' ').filter(Boolean).map(Number)
}
