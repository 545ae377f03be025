import type { Message } from '@touchline/contracts'
import { toClientError } from './client-error.ts'
import type { Connection } from './connection.ts'
import type { Conversations } from './conversation/conversations.ts'
import { type ConversationState, ownReadSeq, watermarkOf } from './conversation/state.ts'
import type { Logger } from './logger.ts'
import type { Timing } from './timing.ts'

interface ReceiptsOptions {
  readonly connection: Pick<Connection, 'request' | 'isOnline'>
  readonly conversations: Conversations
  readonly timing: Timing
  readonly logger: Logger
}

interface Target {
  readonly seq: number
  readonly messageId: string
}

type Timer = ReturnType<typeof setTimeout>

/** Tells the others how far this person has read and received. */
export class Receipts {
  readonly #options: ReceiptsOptions
  /** What was read and is not acknowledged, by conversation. */
  readonly #unacknowledged = new Map<string, Target>()
  readonly #readTimers = new Map<string, Timer>()
  readonly #deliveredTimers = new Map<string, Timer>()
  readonly #deliveredSeqs = new Map<string, number>()

  constructor(options: ReceiptsOptions) {
    this.#options = options
  }

  /** Notes that everything up to a message was read: shown at once, told after a short pause, until it is acknowledged. */
  read(conversationId: string, { seq, _id: messageId }: Pick<Message, 'seq' | '_id'>): void {
    const { conversations, timing } = this.#options
    const state = conversations.state(conversationId)
    if (state === undefined || seq <= ownReadSeq(state)) return
    this.#unacknowledged.set(conversationId, { seq, messageId })
    conversations.dispatch(conversationId, { type: 'read:here', seq })
    this.#tellReadIn(conversationId, timing.read)
  }

  /** The connection stands and what was missed is here: what was not told is told now. */
  resume(): void {
    for (const conversationId of this.#unacknowledged.keys()) this.#tellReadIn(conversationId, 0)
    this.#deliveredSeqs.clear()
    const { conversations } = this.#options
    for (const id of conversations.ids()) this.changed(id, conversations.state(id))
  }

  /** Sees to it that messages which have come are told as delivered, at most so often. */
  changed(conversationId: string, state: ConversationState | undefined): void {
    if (state === undefined) {
      this.#unacknowledged.delete(conversationId)
      return
    }
    if (!this.#options.connection.isOnline || this.#deliveredTimers.has(conversationId)) return
    const target = this.#undelivered(conversationId, state)
    if (target === undefined) return
    this.#deliveredSeqs.set(conversationId, target.seq)
    this.#deliveredTimers.set(
      conversationId,
      setTimeout(() => {
        this.#deliveredTimers.delete(conversationId)
        this.changed(conversationId, this.#options.conversations.state(conversationId))
      }, this.#options.timing.delivered),
    )
    this.#options.connection
      .request('message:delivered', { conversationId, upTo: target.messageId })
      .catch((error: unknown) => this.#options.logger.warn(`delivery was not told: ${toClientError(error).message}`))
  }

  close(): void {
    for (const timer of [...this.#readTimers.values(), ...this.#deliveredTimers.values()]) clearTimeout(timer)
    this.#readTimers.clear()
    this.#deliveredTimers.clear()
  }

  /** The newest message, if somebody else's has come since the last time; reading tells of delivery as well. */
  #undelivered(conversationId: string, state: ConversationState): Target | undefined {
    const told = Math.max(
      this.#deliveredSeqs.get(conversationId) ?? 0,
      watermarkOf(state, state.me).delivered,
      ownReadSeq(state),
    )
    const newest = state.messages.findLast(({ senderId }) => senderId !== state.me)
    return newest !== undefined && newest.seq > told ? { seq: newest.seq, messageId: newest._id } : undefined
  }

  #tellReadIn(conversationId: string, ms: number): void {
    clearTimeout(this.#readTimers.get(conversationId))
    this.#readTimers.set(
      conversationId,
      setTimeout(() => {
        this.#readTimers.delete(conversationId)
        void this.#tellRead(conversationId)
      }, ms),
    )
  }

  async #tellRead(conversationId: string): Promise<void> {
    const { connection, conversations, timing, logger } = this.#options
    const target = this.#unacknowledged.get(conversationId)
    const me = conversations.state(conversationId)?.me
    if (target === undefined || me === undefined || !connection.isOnline) return
    try {
      const { lastReadSeq } = await connection.request('message:read', { conversationId, upTo: target.messageId })
      conversations.dispatch(conversationId, { type: 'read', userId: me, lastReadSeq })
    } catch (thrown) {
      const error = toClientError(thrown)
      if (error.retryable) {
        if (connection.isOnline) this.#tellReadIn(conversationId, error.retryAfterMs ?? timing.longestRetry)
        return
      }
      logger.warn(`reading was refused: ${error.code} ${error.message}`)
    }
    if (this.#unacknowledged.get(conversationId) === target) this.#unacknowledged.delete(conversationId)
    conversations.dispatch(conversationId, { type: 'read:settled', seq: target.seq })
  }
}
