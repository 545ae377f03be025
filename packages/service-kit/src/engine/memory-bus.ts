import { ALL_CHANNELS } from '@touchline/contracts'
import type { Bus, BusListener, BusMessage } from './bus.ts'
import { BusListeners } from './bus-listeners.ts'
import type { EngineLogger } from './engine-logger.ts'

/**
 * The bus of a single process. Events take the same form as through Redis (they are written as JSON when published and
 * read again when delivered), so that nothing works here which would fail there.
 */
export class MemoryBus implements Bus {
  readonly #listeners: BusListeners
  #queue: { channel: string; payload: string }[] = []
  #closed = false

  constructor(logger: EngineLogger) {
    this.#listeners = new BusListeners(logger)
  }

  async publish(messages: readonly BusMessage[]): Promise<void> {
    if (this.#closed) throw new Error('The bus is closed')
    const written = new Map<BusMessage['event'], string>()
    for (const { channel, event } of messages) {
      const payload = written.get(event) ?? JSON.stringify(event)
      written.set(event, payload)
      if (this.#queue.length === 0) setImmediate(() => this.#deliver())
      this.#queue.push({ channel, payload })
    }
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
    for (const { channel, payload } of queue) {
      for (const subscription of [channel, ALL_CHANNELS]) {
        if (this.#listeners.has(subscription)) this.#listeners.deliver(subscription, channel, payload)
      }
    }
  }
}
