import { Kysely, PostgresDialect, type Transaction } from 'kysely'
import pg from 'pg'
import type { Tables } from './tables.ts'

/** A handle that statements run on: the pool, or the transaction that was passed in. */
export type Handle = Kysely<Tables> | Transaction<Tables>

export interface Database {
  /** Everything but the hottest statements. */
  kysely: Kysely<Tables>
  /** For named prepared statements in autocommit. */
  pool: pg.Pool
  close(): Promise<void>
}

interface DatabaseOptions {
  url: string
  /** Connections that this process may hold open. */
  maxConnections?: number
  onIdleError(error: Error): void
}

/** Opens a pool. It connects lazily, and again by itself after Postgres was away. */
export function openDatabase({ url, maxConnections = 10, onIdleError }: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: maxConnections,
    connectionTimeoutMillis: 5_000,
    query_timeout: 30_000,
    application_name: 'touchline-conversation',
  })
  // Without a listener, an idle connection that Postgres closes would end the process.
  pool.on('error', onIdleError)
  const kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  return { kysely, pool, close: () => kysely.destroy() }
}
