import { readdir, readFile } from 'node:fs/promises'
import { type Kysely, sql } from 'kysely'
import { type MigrationProvider, Migrator } from 'kysely/migration'
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
 * runs once. Answers with the names of those that ran now. Rejects, with nothing changed, when one fails.
 */
export async function migrate(db: Kysely<Tables>): Promise<string[]> {
  const { error, results } = await new Migrator({ db, provider }).migrateToLatest()
  if (error !== undefined) throw error
  return (results ?? []).filter(({ status }) => status === 'Success').map(({ migrationName }) => migrationName)
}
