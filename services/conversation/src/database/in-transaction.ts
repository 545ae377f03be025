import type { Kysely, Transaction } from 'kysely'
import pg from 'pg'
import type { Tables } from './tables.ts'

const ATTEMPTS = 4

/**
 * Runs work in a transaction. Where Postgres broke it off because it and another one waited for each other, nothing of it was
 * stored, and it is run again: `work` must change nothing but the database.
 */
export async function inTransaction<Result>(
  kysely: Kysely<Tables>,
  work: (tx: Transaction<Tables>) => Promise<Result>,
): Promise<Result> {
  for (let left = ATTEMPTS; ; left -= 1) {
    try {
      return await kysely.transaction().execute(work)
    } catch (error) {
      if (left === 1 || !wasBrokenOff(error)) throw error
    }
  }
}

/** Deadlock or serialisation failure: Postgres has rolled the transaction back to let another one go on. */
function wasBrokenOff(error: unknown): boolean {
  return error instanceof pg.DatabaseError && (error.code === '40P01' || error.code === '40001')
}
