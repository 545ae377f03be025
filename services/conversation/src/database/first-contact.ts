import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyBaseLogger } from 'fastify'
import pg from 'pg'
import { isAway } from './faults.ts'

/** In a new deployment Postgres may be the last to be ready; it is waited for so long, in milliseconds. */
const PATIENCE_MS = 30_000
const PAUSE_MS = 1_000

/**
 * Does what needs Postgres for the first time, again and again while it is away.
 *
 * @throws an error whose text says what to mend, when Postgres stays away or refuses
 */
export async function onFirstContact<Result>(
  work: () => Promise<Result>,
  log: FastifyBaseLogger,
  patienceMs = PATIENCE_MS,
): Promise<Result> {
  const deadline = Date.now() + patienceMs
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!isAway(error)) throw explained(error)
      const reason = reasonOf(error)
      if (Date.now() >= deadline) {
        throw new Error(
          `Postgres does not answer where DATABASE_URL says (${reason}). ` +
            'Start it, or correct the host and port there; is it reachable from here?',
          { cause: error },
        )
      }
      log.warn({ reason }, 'Postgres does not answer yet; trying again')
      await sleep(PAUSE_MS)
    }
  }
}

/** What Postgres says to a wrong `DATABASE_URL`, with what to do about it. Other errors stay as they are. */
function explained(error: unknown): unknown {
  if (!(error instanceof pg.DatabaseError)) return error
  const advice = error.code === undefined ? undefined : refusals[error.code]
  return advice === undefined ? error : new Error(`Postgres refuses DATABASE_URL: ${advice}`, { cause: error })
}

const refusals: Record<string, string> = {
  '28P01': 'wrong password, or no such user.',
  '28000': 'this user may not connect from here; see pg_hba.conf.',
  '3D000': 'there is no such database. Create it, empty: the tables are made at the start.',
  '42501': 'the user may not create the tables. Make it the owner of the database.',
}

function reasonOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code
  return error instanceof Error ? error.message : String(error)
}
