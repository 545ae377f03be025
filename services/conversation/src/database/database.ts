import { Kysely, PostgresDialect, type Transaction } from 'kysely'
import pg from 'pg'
import { nameStatements } from './named-statements.ts'
import type { Tables } from './tables.ts'

/** A handle that statements run on: the pool, or the transaction that was passed in. */
export type Handle = Kysely<Tables> | Transaction<Tables>

export interface Database {
  /** Everything but the hottest statements. */
  kysely: Kysely<Tables>
  /**
   * For what clients read all the time. Each statement is planned once for a connection, by index, and kept: lists of values
   * go in as one array, so that the number of different statements is small.
   */
  reads: Kysely<Tables>
  /** For storing messages, by named prepared statements in autocommit: nothing else can use these connections up. */
  pool: pg.Pool
  close(): Promise<void>
}

interface DatabaseOptions {
  url: string
  /** Connections that this process may hold open, beside those for storing messages and for reads. */
  maxConnections?: number
  /** Milliseconds that one statement may take, but for storing messages and for reads; 0 is without end. */
  answerMs?: number
  /** Told why Postgres closed a connection that nobody used. */
  onIdleError(reason: string): void
}

/** Opens a pool. It connects lazily, and again by itself after Postgres was away. */
export function openDatabase({
  url,
  maxConnections = 8,
  answerMs = ANSWER_MS,
  onIdleError,
}: DatabaseOptions): Database {
  const open = (
    max: number,
    answerMs: number,
    onConnect?: (client: pg.ClientBase) => Promise<unknown>,
    lifetimeSeconds = 0,
  ): pg.Pool => {
    const pool = new pg.Pool({
      connectionString: url,
      max,
      connectionTimeoutMillis: 10_000,
      // A Postgres that hangs closes nothing: without this, everybody would wait for it without end.
      query_timeout: answerMs,
      maxLifetimeSeconds: lifetimeSeconds,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      application_name: 'touchline-conversation',
      ...(onConnect === undefined ? {} : { onConnect }),
    })
    // Without a listener, an idle connection that Postgres closes would end the process. The pool adds the whole
    // connection to the error, which is nothing for a log.
    pool.on('error', ({ message }) => onIdleError(message))
    // The same holds for one that is lent out, between two statements of a transaction: the next statement fails then.
    pool.on('connect', (client) => client.on('error', () => {}))
    return pool
  }
  const pool = open(SENDING_CONNECTIONS, SEND_ANSWER_MS, (client) => client.query(`${KEEP_PLANS}; ${IN_ORDER}`))
  const onPool = (connections: pg.Pool) => new Kysely<Tables>({ dialect: new PostgresDialect({ pool: connections }) })
  const kysely = onPool(open(maxConnections, answerMs))
  const reading = open(
    READING_CONNECTIONS,
    ANSWER_MS,
    (client) => client.query(`${KEEP_PLANS}; ${IN_ORDER}`),
    PLANS_SECONDS,
  )
  nameStatements(reading)
  const reads = onPool(reading)
  return {
    kysely,
    reads,
    pool,
    async close() {
      await Promise.all([kysely.destroy(), reads.destroy(), pool.end()])
    },
  }
}

/**
 * Statements that are planned once for a connection, and by index whatever the tables hold by then. To
 * plan them each time would take longer than to run them.
 */
const KEEP_PLANS = 'set plan_cache_mode = force_generic_plan; set enable_seqscan = off; set jit = off'

/**
 * Plans of reads are kept for so long, in seconds: what was planned while there was next to nothing in the tables is not what is best
 * for long. A connection ends with its plans. Those for sends have one way only (`send-plans.test.ts`) and are kept.
 */
const PLANS_SECONDS = 60

/** What is read are few rows by an index: to collect them in a bitmap first only takes longer. */
const IN_ORDER = 'set enable_bitmapscan = off'

/** One writer stores the messages; another connection is for the readiness check. */
const SENDING_CONNECTIONS = 2
/** Reads are short; more of them at once than the database has processors only wait there. */
const READING_CONNECTIONS = 4
/** The longest that one statement may take, in milliseconds. An import of ten thousand people needs some of it. */
const ANSWER_MS = 20_000
/** A send is answered before its client gives up: clients wait some 10 s. */
const SEND_ANSWER_MS = 8_000
