import { type ConversationCommands, type Message, type Send, TouchlineError } from '@touchline/contracts'

/** The most messages of one request. */
const MOST_AT_ONCE = 500
/**
 * The most requests under way: while one is being stored another waits to be the next. Messages are stored by one writer
 * in turn, so more of them would only make smaller ones, and a small batch costs as much as a large one.
 */
const MOST_REQUESTS = 2

interface Waiting {
  readonly send: Send
  resolve(message: Message): void
  reject(error: unknown): void
}

/**
 * Hands messages over to be stored: those of one turn of the event loop, and those that come while requests are under
 * way, travel together, and each gets its own answer. A sender's messages are never under way in two requests, so they
 * are stored in the order in which they came.
 */
export class Sends {
  readonly #commands: Pick<ConversationCommands, 'sendMessages'>
  readonly #busy = new Set<string>()
  #waiting: Waiting[] = []
  #requests = 0
  #scheduled = false
  #idle: (() => void)[] = []

  constructor(commands: Pick<ConversationCommands, 'sendMessages'>) {
    this.#commands = commands
  }

  /** Resolves with the stored message. Throws what the conversation service refuses it with. */
  store(send: Send): Promise<Message> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ send, resolve, reject })
      this.#schedule()
    })
  }

  /** Resolves once nothing is waiting or under way. */
  async idle(): Promise<void> {
    if (this.#requests === 0 && this.#waiting.length === 0) return
    await new Promise<void>((resolve) => this.#idle.push(resolve))
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      void this.#request()
    })
  }

  async #request(): Promise<void> {
    const batch = this.#requests < MOST_REQUESTS ? this.#takeBatch() : []
    if (batch.length === 0) return
    this.#requests += 1
    const senders = new Set(batch.map(({ send }) => send.senderId))
    for (const sender of senders) this.#busy.add(sender)
    if (this.#waiting.length > 0) this.#schedule()
    await this.#exchange(batch)
    this.#requests -= 1
    for (const sender of senders) this.#busy.delete(sender)
    if (this.#waiting.length > 0) this.#schedule()
    else if (this.#requests === 0) for (const resolve of this.#idle.splice(0)) resolve()
  }

  #takeBatch(): Waiting[] {
    const batch: Waiting[] = []
    const later: Waiting[] = []
    for (const waiting of this.#waiting) {
      const fits = batch.length < MOST_AT_ONCE && !this.#busy.has(waiting.send.senderId)
      ;(fits ? batch : later).push(waiting)
    }
    this.#waiting = later
    return batch
  }

  async #exchange(batch: readonly Waiting[]): Promise<void> {
    try {
      const { results } = await this.#commands.sendMessages({ sends: batch.map(({ send }) => send) })
      for (const [index, { resolve, reject }] of batch.entries()) {
        const result = results[index]
        if (result === undefined) reject(new TouchlineError('INTERNAL'))
        else if ('message' in result) resolve(result.message)
        else {
          const { code, message, retryAfterMs } = result.refused
          reject(new TouchlineError(code, message, { retryAfterMs }))
        }
      }
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
  }
}
