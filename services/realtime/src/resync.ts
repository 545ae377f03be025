import { setTimeout as sleep } from 'node:timers/promises'
import type { EngineLogger } from '@touchline/service-kit'
import type { LocalConversations } from './local-conversations.ts'
import type { Memberships } from './memberships.ts'
import type { RealtimeMetrics } from './metrics.ts'
import type { People } from './people.ts'
import type { Person } from './person.ts'
import type { Presence } from './presence.ts'
import type { RealtimeServer } from './socket-types.ts'

const FIRST_RETRY_MS = 250
const LONGEST_RETRY_MS = 5_000

interface Surroundings {
  readonly io: RealtimeServer
  readonly people: People
  readonly memberships: Memberships
  readonly conversations: LocalConversations
  readonly presence: Presence
  /** Resolves when presence of other instances is heard again. */
  readonly adapterStands: () => Promise<void>
  readonly metrics: RealtimeMetrics
  readonly logger: EngineLogger
}

/**
 * What follows a lost bus: everything is read that may have been missed, who takes part in what before what was said,
 * then clients are told to look for themselves. One at a time; when the bus is lost again, once more after it.
 */
export class Resync {
  readonly #surroundings: Surroundings
  readonly #closing = new AbortController()
  #running = false
  #again = false

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings
  }

  start(): void {
    this.#again = true
    if (!this.#running) void this.#runWhileAsked()
  }

  /** As `start`, where what was missed is nothing that has to be read here: one that is under way tells clients as well. */
  startUnlessRunning(): void {
    if (!this.#running) this.start()
  }

  close(): void {
    this.#closing.abort()
  }

  async #runWhileAsked(): Promise<void> {
    const { io, people, conversations, presence, adapterStands, metrics } = this.#surroundings
    this.#running = true
    while (this.#again && !this.#closing.signal.aborted) {
      this.#again = false
      void presence.refresh()
      await Promise.all(people.all().map((person) => this.#reload(person)))
      await conversations.catchUpAll()
      await adapterStands()
      if (this.#closing.signal.aborted) break
      metrics.resyncs.inc()
      io.local.emit('sync:required', { reason: 'bus' })
    }
    this.#running = false
  }

  async #reload(person: Person): Promise<void> {
    const { people, memberships, logger } = this.#surroundings
    for (let pauseMs = FIRST_RETRY_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_RETRY_MS)) {
      if (this.#closing.signal.aborted || people.get(person.userId) !== person) return
      try {
        return await memberships.load(person)
      } catch (err) {
        // Deactivated: the sockets are cut already.
        if (!person.active) return
        logger.warn({ err }, 'could not read a session again after the bus was lost; trying again')
      }
      await sleep(pauseMs * (0.5 + Math.random()), undefined, { signal: this.#closing.signal }).catch(() => {})
    }
  }
}
