import { readdir, readFile } from 'node:fs/promises'
import { type Kysely, sql } from 'kysely'
import { type MigrationProvider, type MigrationResultSet, Migrator } from 'kysely/migration'
import type { Tables } from './tables.ts'

const FOLDER = new URL('./migrations/', import.meta.url)

const provider: MigrationProvider = {
  async getMigrations() {
    const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.sql'))
    const entries = files.map(async (file) => {
      const text = await readFile(new URL(file, FOLDER), 'utf8')
      const up = async (db: Kysely<unknown>): Promise<void> => {
        await sql.raw(text).execute(db)
      }
      return [file.replace(/\.sql$/, ''), { up }] as const
    })
    return Object.fromEntries(await Promise.all(entries))
  },
}

/**
 * Brings the schema up to date, in one transaction and under a lock: however many instances start at once, each migration
 * runs once. Answers with the names of those that ran now. Rejects, with nothing changed, when one fails. A schema of a later
 * version is left as it is: an instance of this one that starts anew while the others are being replaced goes on with it.
 */
export async function migrate(db: Kysely<Tables>): Promise<string[]> {
  const { error, results } = await migrateInTurn(db)
  // Also where another instance made it so while this one waited for the lock.
  if (error !== undefined && (await isOfLaterVersion(db))) return []
  if (error !== undefined) throw error
  return (results ?? []).filter(({ status }) => status === 'Success').map(({ migrationName }) => migrationName)
}

const MAX_ATTEMPTS = 5

/** Clients go on meanwhile: where one and the migration have come to wait for each other, Postgres ends one of them. */
async function migrateInTurn(db: Kysely<Tables>): Promise<MigrationResultSet> {
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await new Migrator({ db, provider }).migrateToLatest()
    if (attempt === MAX_ATTEMPTS || !isDeadlock(outcome.error)) return outcome
  }
}

const isDeadlock = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === '40P01'

/** Whether all migrations of this version have run, and others that it does not know: Kysely refuses such a schema. */
async function isOfLaterVersion(db: Kysely<Tables>): Promise<boolean> {
  const { rows } = await sql<{ exists: boolean }>`select to_regclass('kysely_migration') is not null as exists`.execute(
    db,
  )
  if (rows[0]?.exists !== true) return false
  const executed = await sql<{ name: string }>`select name from kysely_migration`.execute(db)
  const names = new Set(executed.rows.map(({ name }) => name))
  const known = Object.keys(await provider.getMigrations())
  return known.every((name) => names.has(name)) && names.size > known.length
}
