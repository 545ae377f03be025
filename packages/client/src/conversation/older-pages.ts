import { toClientError } from '../client-error.ts'
import type { Connection } from '../connection.ts'
import type { Logger } from '../logger.ts'
import { pause, retryPause } from '../pauses.ts'
import type { Rest } from '../rest.ts'
import type { Timing } from '../timing.ts'
import type { Conversations } from './conversations.ts'

/** Messages of one page where the caller does not say. */
const PAGE = 50
const never = new AbortController().signal

interface OlderPagesOptions {
  readonly rest: Rest
  readonly conversations: Conversations
  readonly connection: Pick<Connection, 'isOnline'>
  readonly timing: Timing
  readonly logger: Logger
}

/** Reads history backwards, one page at a time in each conversation. */
export class OlderPages {
  readonly #options: OlderPagesOptions
  readonly #loading = new Map<string, Promise<void>>()
  readonly #insisting = new Set<string>()

  constructor(options: OlderPagesOptions) {
    this.#options = options
  }

  /**
   * Brings the newest page for as long as it is wanted: nobody presses a button for it. Without a connection it is given up;
   * with the next one the conversation changes, and it is asked for again.
   */
  async insist(id: string, isWanted: () => boolean): Promise<void> {
    const { connection, timing, logger } = this.#options
    if (this.#insisting.has(id)) return
    this.#insisting.add(id)
    for (let tries = 1; isWanted(); tries += 1) {
      let pauseMs = retryPause(tries, { firstMs: timing.firstRetry, longestMs: timing.longestRetry })
      try {
        await this.load(id)
      } catch (thrown) {
        const error = toClientError(thrown)
        logger.warn(`the messages could not be read: ${error.message}`)
        if (!error.retryable) break
        pauseMs = Math.max(pauseMs, error.retryAfterMs ?? 0)
      }
      if (!isWanted() || !connection.isOnline) break
      await pause(pauseMs, never)
    }
    this.#insisting.delete(id)
  }

  /** Resolves when the page is in the window; at once when there is nothing older. Asked twice, it is read once. */
  load(id: string, limit: number = PAGE): Promise<void> {
    const loading = this.#loading.get(id) ?? this.#read(id, limit).finally(() => this.#loading.delete(id))
    this.#loading.set(id, loading)
    return loading
  }

  async #read(id: string, limit: number): Promise<void> {
    const { rest, conversations } = this.#options
    const state = conversations.state(id)
    if (state === undefined || state.from <= 1) return
    conversations.dispatch(id, { type: 'older:asked' })
    try {
      const { messages } = await rest.call('listMessages', {
        params: { id },
        query: { before: state.from, limit },
      })
      conversations.dispatch(id, { type: 'older', messages })
    } catch (error) {
      conversations.dispatch(id, { type: 'older:failed' })
      throw error
    }
  }
}
