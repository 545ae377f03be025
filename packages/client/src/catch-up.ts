import { toClientError } from './client-error.ts'
import type { Conversations } from './conversation/conversations.ts'
import { needOf } from './conversation/reduce.ts'
import type { ConversationState } from './conversation/state.ts'
import type { Logger } from './logger.ts'
import { pause, retryPause } from './pauses.ts'
import type { Rest } from './rest.ts'
import type { Timing } from './timing.ts'

/** Messages of one page of changes; the most that the contract allows. */
const PAGE = 500

interface CatchUpOptions {
  readonly rest: Rest
  readonly conversations: Conversations
  readonly timing: Timing
  readonly logger: Logger
  /** The conversation cannot be read any more: membership has to be read anew. */
  refused(): void
}

/** Reads what single conversations miss: gaps between events, and what a sync had no room for. */
export class CatchUp {
  readonly #options: CatchUpOptions
  readonly #running = new Set<string>()
  #session = new AbortController()

  constructor(options: CatchUpOptions) {
    this.#options = options
    this.#session.abort()
  }

  /** Begins to read, now that a connection stands and a sync has told what is missing. */
  start(): void {
    if (!this.#session.signal.aborted) return
    this.#session = new AbortController()
    for (const id of this.#options.conversations.ids()) this.changed(id, this.#options.conversations.state(id))
  }

  stop(): void {
    this.#session.abort()
    this.#running.clear()
  }

  changed(id: string, state: ConversationState | undefined): void {
    if (this.#session.signal.aborted || state === undefined || this.#running.has(id)) return
    if (needOf(state) !== undefined) void this.#run(id, this.#session.signal)
  }

  async #run(id: string, signal: AbortSignal): Promise<void> {
    const { conversations, timing, logger, refused } = this.#options
    this.#running.add(id)
    // An acknowledgement overtakes the events before it: often the gap closes by itself.
    await pause(timing.gap, signal)
    let failures = 0
    for (;;) {
      const state = conversations.state(id)
      const need = state === undefined ? undefined : needOf(state)
      if (signal.aborted || need === undefined) break
      try {
        await this.#read(id, need, signal)
        // A need that its own answer does not still must not be asked again and again at full speed.
        const left = conversations.state(id)
        failures =
          left !== undefined && left.version === state?.version && needOf(left) !== undefined ? failures + 1 : 0
      } catch (thrown) {
        const error = toClientError(thrown)
        if (signal.aborted) break
        logger.warn(`could not read what is missing: ${error.code} ${error.message}`)
        if (error.code === 'CONVERSATION_NOT_FOUND') {
          refused()
          break
        }
        failures += 1
      }
      if (failures === 0) continue
      await pause(retryPause(failures, { firstMs: timing.firstRetry, longestMs: timing.longestRetry }), signal)
    }
    if (!signal.aborted) this.#running.delete(id)
  }

  async #read(id: string, need: NonNullable<ReturnType<typeof needOf>>, signal: AbortSignal): Promise<void> {
    const { rest, conversations } = this.#options
    if ('changesSince' in need) {
      const since = need.changesSince
      const page = await rest.call('listChanges', { params: { id }, query: { since, limit: PAGE }, signal })
      conversations.dispatch(id, { type: 'changes', since, ...page })
    } else {
      const { conversation } = await rest.call('getConversation', { params: { id }, signal })
      conversations.dispatch(id, { type: 'conversation', conversation, isChange: false })
    }
  }
}
