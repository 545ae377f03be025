import type { FastifyBaseLogger } from 'fastify'
import type { Database } from '../database/database.ts'
import { noteRoster, selectOutdated } from './rosters.repository.ts'

/** Milliseconds between looks for notes that are out of date. */
const LOOK_MS = 10_000
const CONVERSATIONS_A_LOOK = 1_000

/**
 * To write a note costs some ten times what it takes to read a person beside it. While people talk and read it would be out of
 * date at once, and of few people it saves nothing.
 */
const worthIt = { atLeast: 4, oneIn: 4, quietMs: 30_000, limit: CONVERSATIONS_A_LOOK } as const

export interface RosterNotes {
  /** Looks once for notes that are out of date and writes them anew. */
  look(): Promise<void>
  start(): void
  stop(): Promise<void>
}

interface RosterNotesOptions {
  database: Pick<Database, 'kysely'>
  log: FastifyBaseLogger
  quietMs?: number
}

/**
 * Keeps what lists read of who takes part small: see `rosters.ts`. It runs in every instance, and nothing depends on it but how
 * long a list takes.
 */
export function createRosterNotes({ database, log, quietMs = worthIt.quietMs }: RosterNotesOptions): RosterNotes {
  const { kysely } = database
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()
  let stopping = false

  async function look(): Promise<void> {
    for (const id of await selectOutdated(kysely, { ...worthIt, quietMs })) {
      if (stopping) return
      await noteRoster(kysely, id)
    }
  }

  return {
    look,
    start() {
      timer = setInterval(() => {
        running = running
          .then(look)
          .catch((error: unknown) =>
            log.warn({ err: error }, 'who takes part could not be noted; the next look goes on'),
          )
      }, LOOK_MS)
      timer.unref()
    },
    async stop() {
      stopping = true
      clearInterval(timer)
      await running
    },
  }
}
