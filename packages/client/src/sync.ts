import { toClientError } from './client-error.ts'
import type { Conversations } from './conversation/conversations.ts'
import type { Logger } from './logger.ts'
import { Alarm, retryPause } from './pauses.ts'
import type { Reply, Rest } from './rest.ts'
import type { Session } from './session.ts'
import type { Timing } from './timing.ts'

interface SyncOptions {
  readonly rest: Rest
  readonly session: Session
  readonly conversations: Conversations
  readonly timing: Timing
  readonly logger: Logger
  /** Called when the client holds what the server held at one moment after it was asked. */
  done(): void
}

type SyncReply = Reply<'sync'>

/**
 * Brings everything up to date in one round trip, after each connection and whenever events may have been missed. One at
 * a time; asked for during one, it runs once more after it.
 */
export class Sync {
  readonly #options: SyncOptions
  readonly #alarm = new Alarm()
  #underWay = new AbortController()
  #wanted = false
  #running = false
  #stopped = true

  constructor(options: SyncOptions) {
    this.#options = options
  }

  /** Whether the client may have missed something, as far as it knows. */
  get isPending(): boolean {
    return this.#wanted || this.#running
  }

  request(): void {
    this.#wanted = true
    this.#stopped = false
    this.#alarm.wake()
    if (!this.#running) void this.#run()
  }

  /**
   * Stops trying until it is asked for again, as without a connection. What broke that may hold the answer as well: the
   * next connection must not wait for it.
   */
  stop(): void {
    this.#stopped = true
    this.#underWay.abort()
    this.#alarm.wake()
  }

  async #run(): Promise<void> {
    const { timing, logger, done } = this.#options
    this.#running = true
    let failures = 0
    while (this.#wanted && !this.#stopped) {
      this.#wanted = false
      try {
        await this.#once()
        failures = 0
      } catch (thrown) {
        const error = toClientError(thrown)
        this.#wanted = true
        if (error.code === 'ABORTED') continue
        failures += 1
        logger.warn(`could not sync: ${error.code} ${error.message}`)
        const pauseMs = retryPause(failures, { firstMs: timing.firstRetry, longestMs: timing.longestRetry })
        if (!this.#stopped) await this.#alarm.pause(Math.max(pauseMs, error.retryAfterMs ?? 0))
      }
    }
    this.#running = false
    if (!this.#wanted) done()
  }

  async #once(): Promise<void> {
    const { rest, conversations } = this.#options
    this.#underWay = new AbortController()
    const { signal } = this.#underWay
    const versions = new Map<string, number>()
    for (const id of conversations.ids()) versions.set(id, conversations.state(id)?.version ?? 0)
    const mark = conversations.mark()
    this.#apply(await rest.call('sync', { body: { versions: Object.fromEntries(versions) }, signal }), versions, mark)
  }

  #apply(reply: SyncReply, versions: ReadonlyMap<string, number>, mark: number): void {
    const { conversations, session } = this.#options
    for (const { conversation, messages, hasMore } of reply.conversations) {
      const id = conversation._id
      const since = versions.get(id)
      if (conversations.state(id) !== undefined) {
        conversations.dispatch(
          id,
          since === undefined
            ? { type: 'conversation', conversation, isChange: false }
            : { type: 'synced', since, conversation, messages, hasMore },
        )
      } else if (conversations.touchedSince(id, mark)) {
        // Left while the answer was on its way, which may be older than that.
        this.#wanted = true
      } else if (session.userId !== undefined) {
        conversations.add(session.userId, conversation, since === undefined ? messages : [])
      }
    }
    for (const id of reply.removed) {
      if (conversations.touchedSince(id, mark)) this.#wanted = true
      else conversations.remove(id)
    }
    conversations.markLoaded()
  }
}
