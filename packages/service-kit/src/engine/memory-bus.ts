import { ALL_CHANNELS, deepFreeze } from '@touchline/contracts'
import type { Bus, BusListener, BusMessage } from './bus.ts'
import { BusListeners } from './bus-listeners.ts'
import type { EngineLogger } from './engine-logger.ts'

/**
 * The bus of a single process. Events are handed on as they are: what this process made needs no checking, and writing it as JSON
 * to read it again would cost more than the rest of telling it. They are frozen, as listeners share them with whoever published.
 */
export class MemoryBus implements Bus {
  readonly #listeners: BusListeners
  #queue: BusMessage[] = []
  #closed = false

  constructor(logger: EngineLogger) {
    this.#listeners = new BusListeners(logger)
  }

  async publish(messages: readonly BusMessage[]): Promise<void> {
    if (this.#closed) throw new Error('The bus is closed')
    if (this.#queue.length === 0 && messages.length > 0) setImmediate(() => this.#deliver())
    for (const { channel, event } of messages) this.#queue.push({ channel, event: deepFreeze(event) })
  }

  subscribe(channel: string, listener: BusListener): Promise<() => Promise<void>> {
    return this.#add(channel, listener)
  }

  subscribeAll(listener: BusListener): Promise<() => Promise<void>> {
    return this.#add(ALL_CHANNELS, listener)
  }

  onReconnect(): () => void {
    return () => {}
  }

  received(): number {
    return this.#listeners.received
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#queue = []
    this.#listeners.clear()
  }

  async #add(channel: string, listener: BusListener): Promise<() => Promise<void>> {
    if (this.#closed) throw new Error('The bus is closed')
    const remove = this.#listeners.add(channel, listener)
    return async () => remove()
  }

  /** In a turn of its own: a publisher goes on before anybody hears of it, as with a bus outside the process. */
  #deliver(): void {
    const queue = this.#queue
    this.#queue = []
    for (const { channel, event } of queue) {
      if (this.#listeners.has(channel)) this.#listeners.deliverEvent(channel, channel, event)
      if (this.#listeners.has(ALL_CHANNELS)) this.#listeners.deliverEvent(ALL_CHANNELS, channel, event)
    }
  }
}
