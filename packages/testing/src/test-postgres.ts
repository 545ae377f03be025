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
  /** SIGKILL; resolves when the server has ended. */
  kill(): Promise<void>
  /** Starts it again after `stop` or `kill`; resolves when it answers. */
  start(): Promise<void>
}

/** For tests that break Postgres. It takes about a second to make: others use `createTestDatabase`. */
export async function startPostgresForTest(t: Teardown, settings: PostgresSettings = {}): Promise<TestPostgres> {
  const dataDir = join(await tempDir(t), 'postgres')
  const port = await freePort()
  const start = () => startPostgres({ dataDir, port, settings: { fsync: false, max_connections: 200, ...settings } })
  let server: EmbeddedPostgres = await start()
  t.teardown(() => server.stop())
  return {
    url: server.url,
    createDatabase: (name) => server.createDatabase(name),
    stop: () => server.stop(),
    kill: () => server.kill(),
    start: async () => {
      server = await start()
    },
  }
}
