import { ALL_CHANNELS, writeBusEvent } from '@touchline/contracts'
import { type Redis, ReplyError } from 'ioredis'
import type { Bus, BusListener, BusMessage } from './bus.ts'
import { BusListeners } from './bus-listeners.ts'
import type { EngineLogger } from './engine-logger.ts'
import { LuaScript } from './lua-script.ts'
import { type Payload, publishChunks } from './publish-chunks.ts'
import { settled } from './redis-connection.ts'
import { RedisSubscriptions } from './redis-subscriptions.ts'

const publishAll = new LuaScript('publish')

/** The bus over Redis pub/sub: one connection that publishes, given, and one that listens, connected when needed. */
export class RedisBus implements Bus {
  readonly #publisher: Redis
  readonly #listeners: BusListeners
  readonly #subscriptions: RedisSubscriptions
  readonly #logger: EngineLogger
  readonly #onReconnect = new Set<() => void>()

  constructor(publisher: Redis, subscriber: Redis, logger: EngineLogger) {
    this.#publisher = publisher
    this.#logger = logger
    this.#listeners = new BusListeners(logger)
    this.#subscriptions = new RedisSubscriptions(subscriber, {
      wanted: () => this.#listeners.channels(),
      isWanted: (channel) => this.#listeners.has(channel),
      restored: () => this.#tellReconnect(),
    })
    subscriber.on('message', (channel: string, payload: string) => this.#listeners.deliver(channel, channel, payload))
    subscriber.on('pmessage', (pattern: string, channel: string, payload: string) =>
      this.#listeners.deliver(pattern, channel, payload),
    )
  }

  async publish(messages: readonly BusMessage[]): Promise<void> {
    if (messages.length === 0) return
    await settled(this.#publisher)
    // An event that goes to several channels is written once.
    const written = new Map<BusMessage['event'], string>()
    const payloads = messages.map(({ channel, event }) => {
      const payload = written.get(event) ?? writeBusEvent(event)
      written.set(event, payload)
      return { channel, payload }
    })
    // All are sent before the first is answered: nothing that is published meanwhile comes in between.
    await Promise.all(publishChunks(payloads).map((chunk) => this.#publishChunk(chunk)))
  }

  subscribe(channel: string, listener: BusListener): Promise<() => Promise<void>> {
    return this.#add(channel, listener)
  }

  subscribeAll(listener: BusListener): Promise<() => Promise<void>> {
    return this.#add(ALL_CHANNELS, listener)
  }

  onReconnect(listener: () => void): () => void {
    const entry = () => listener()
    this.#onReconnect.add(entry)
    return () => void this.#onReconnect.delete(entry)
  }

  received(): number {
    return this.#listeners.received
  }

  /** Ends all listening. The connections are their owner's to close. */
  async close(): Promise<void> {
    this.#onReconnect.clear()
    this.#listeners.clear()
    this.#subscriptions.close()
  }

  async #add(channel: string, listener: BusListener): Promise<() => Promise<void>> {
    const remove = this.#listeners.add(channel, listener)
    try {
      await this.#subscriptions.confirm(channel)
    } catch (error) {
      remove()
      throw error instanceof ReplyError ? new Error('Redis refused a subscription', { cause: error }) : error
    }
    return async () => {
      remove()
      this.#subscriptions.reconsider(channel)
    }
  }

  #publishChunk(chunk: readonly Payload[]): Promise<unknown> {
    const [first] = chunk
    // A script of one costs more than its command.
    if (first !== undefined && chunk.length === 1) return this.#publisher.publish(first.channel, first.payload)
    const args = chunk.flatMap(({ channel, payload }) => [channel, payload])
    return publishAll.runWithSource(this.#publisher, [], args)
  }

  #tellReconnect(): void {
    for (const listener of [...this.#onReconnect]) {
      try {
        listener()
      } catch (err) {
        this.#logger.error({ err }, 'a listener for the return of the bus failed')
      }
    }
  }
}
