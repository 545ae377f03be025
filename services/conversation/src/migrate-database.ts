import { openDatabase } from './database/database.ts'
import { migrate } from './database/migrate.ts'

/** Brings the schema of a database up to date and closes the connection. For the command line and for tests. */
export async function migrateDatabase(url: string): Promise<string[]> {
  // A migration may have to rewrite tables, or wait for a dump to end.
  const database = openDatabase({ url, maxConnections: 1, answerMs: 0, onIdleError: () => {} })
  try {
    return await migrate(database.kysely)
  } finally {
    await database.close()
  }
}
