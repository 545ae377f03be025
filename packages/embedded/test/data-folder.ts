import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'

/** A folder for Postgres that is gone after the test. */
export async function dataFolder(t: { teardown(fn: () => unknown): unknown }): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'touchline-embedded-'))
  await chmod(folder, 0o711)
  t.teardown(() => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }))
  return join(folder, 'postgres')
}

/** The rows of one statement on a connection of its own. */
export async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}
