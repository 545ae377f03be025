import { createHash, randomBytes } from 'node:crypto'
import pg from 'pg'
import type { Teardown } from './teardown.ts'
import { fromTestRun } from './test-environment.ts'
import { waitFor } from './wait-for.ts'

export type TestDatabaseOptions = {
  /** Names the template. Test files that give the same name must give the same migration. */
  template: string
  /** Brings the empty template up to date; called once in a whole test run. All its connections must be closed when it resolves. */
  migrate: (url: string) => Promise<unknown>
  /** How long connections may take to go after the test has ended, in milliseconds, default 2,000. */
  graceMs?: number
}

export type TestDatabase = {
  /** Connection string for the code under test. */
  url: string
  name: string
  /** One statement on a connection of its own, for what only SQL can set up or see. */
  query<Row extends pg.QueryResultRow>(sql: string, values?: unknown[]): Promise<Row[]>
}

/**
 * A database of the test's own, cloned from a template that is migrated once. Call it first: it is dropped in the last
 * teardown, and connections which the test has left open by then fail the test.
 */
export async function createTestDatabase(t: Teardown, options: TestDatabaseOptions): Promise<TestDatabase> {
  const maintenance = fromTestRun('postgres')
  const template = await ensureTemplate(maintenance, options)
  const name = `test_${randomBytes(8).toString('hex')}`
  const url = withDatabase(maintenance, name)
  t.teardown(() => dropDatabase(maintenance, name, options.graceMs ?? 2_000))
  await withClient(maintenance, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`))
  return {
    url,
    name,
    query: <Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []) =>
      withClient(url, async (client) => (await client.query<Row>(sql, values)).rows),
  }
}

async function ensureTemplate(maintenance: string, { template, migrate }: TestDatabaseOptions): Promise<string> {
  const hash = createHash('sha256')
    .update(`${fromTestRun('run')}/${template}`)
    .digest('hex')
    .slice(0, 16)
  const name = `template_${hash}`
  await withClient(maintenance, async (client) => {
    const exists = async () => (await client.query('SELECT FROM pg_database WHERE datname = $1', [name])).rowCount === 1
    if (await exists()) return
    // Test files run in parallel: one of them migrates, the others wait for it here. Closing the connection unlocks.
    await client.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [name])
    if (await exists()) return
    const unfinished = `${name}_unfinished`
    await client.query(`DROP DATABASE IF EXISTS ${unfinished} WITH (FORCE)`)
    await client.query(`CREATE DATABASE ${unfinished}`)
    await migrate(withDatabase(maintenance, unfinished))
    await client.query(`ALTER DATABASE ${unfinished} ALLOW_CONNECTIONS false`)
    await client.query(`ALTER DATABASE ${unfinished} RENAME TO ${name}`)
  })
  return name
}

async function dropDatabase(maintenance: string, name: string, graceMs: number): Promise<void> {
  await withClient(maintenance, async (client) => {
    let left: { pid: number; application: string; query: string }[] = []
    const closed = async () => {
      const { rows } = await client.query(
        `SELECT pid, application_name AS application, query FROM pg_stat_activity
         WHERE datname = $1 AND backend_type = 'client backend'`,
        [name],
      )
      left = rows
      return left.length === 0
    }
    const leaked = await waitFor('connections to close', closed, { timeoutMs: graceMs }).then(
      () => undefined,
      (error: Error) => error,
    )
    await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
    if (leaked === undefined) return
    if (left.length === 0) throw leaked
    const named = left.map(({ pid, application, query }) => `${pid} ${application} last ran: ${query}`).join('\n  ')
    throw new Error(`the test left ${left.length} database connection(s) open; close them in a teardown:\n  ${named}`)
  })
}

async function withClient<Result>(url: string, use: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}
