import { TouchlineError } from '@touchline/contracts'
import pg from 'pg'

/** Postgres' error codes for "not now": connection lost, starting, stopping, too many connections, out of something. */
const AWAY = /^(08|53|57P)/

/**
 * Codes that the same statement may well not meet again: serialisation, deadlock, a row that another writer was first
 * with, a row that another writer took away.
 */
const RACE = new Set(['40001', '40P01', '23505', '23503'])

/** Whether Postgres was unreachable or broke off. Whether the statement was committed is then not known. */
export function isAway(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return AWAY.test(error.code ?? '')
  if (!(error instanceof Error)) return false
  if ('syscall' in error) return true
  // The last two: this instance is closing, which only clients see that it did not wait for.
  return /^(Connection terminated|timeout exceeded|Query read timeout|Client has encountered a connection error|driver has already been destroyed|Cannot use a pool after calling end)/.test(
    error.message,
  )
}

/** Whether another writer came in between, so that running the statement again gives an answer. */
export function isRace(error: unknown): boolean {
  return error instanceof pg.DatabaseError && RACE.has(error.code ?? '')
}

/** `UNAVAILABLE` for an error of a Postgres that is away, and any other error as it is. */
export function storageError(cause: unknown): unknown {
  return isAway(cause) ? new TouchlineError('UNAVAILABLE', undefined, { cause, retryAfterMs: 1_000 }) : cause
}

/** Runs work on the database; rejects with `UNAVAILABLE` while Postgres is away. */
export async function onStorage<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    throw storageError(error)
  }
}
