import { type BusEvent, readBusEvent } from '@touchline/contracts'
import type { BusListener } from './bus.ts'
import type { EngineLogger } from './engine-logger.ts'

/** Who listens to what within this process, and the way from a payload to them: the same for every kind of bus. */
export class BusListeners {
  readonly #logger: EngineLogger
  readonly #byChannel = new Map<string, Set<BusListener>>()

  /** Payloads that were handed to `deliver`. */
  received = 0

  constructor(logger: EngineLogger) {
    this.#logger = logger
  }

  channels(): IterableIterator<string> {
    return this.#byChannel.keys()
  }

  has(channel: string): boolean {
    return this.#byChannel.has(channel)
  }

  /** Returns what removes the listener again; calling that twice does no harm. */
  add(channel: string, listener: BusListener): () => void {
    // Wrapped, so that one function may listen twice.
    const entry: BusListener = (event, heardOn) => listener(event, heardOn)
    const listeners = this.#byChannel.get(channel)
    if (listeners === undefined) this.#byChannel.set(channel, new Set([entry]))
    else listeners.add(entry)
    return () => {
      const current = this.#byChannel.get(channel)
      if (current?.delete(entry) && current.size === 0) this.#byChannel.delete(channel)
    }
  }

  clear(): void {
    this.#byChannel.clear()
  }

  /** `subscription` is what the listeners asked for, `channel` where the payload was published. */
  deliver(subscription: string, channel: string, payload: string): void {
    this.received += 1
    if (!this.#byChannel.has(subscription)) return
    const event = this.#read(channel, payload)
    if (event !== undefined) this.#tell(subscription, channel, event)
  }

  /** As `deliver`, of an event that never left this process; it is frozen. */
  deliverEvent(subscription: string, channel: string, event: BusEvent): void {
    this.received += 1
    this.#tell(subscription, channel, event)
  }

  #tell(subscription: string, channel: string, event: BusEvent): void {
    const listeners = this.#byChannel.get(subscription)
    if (listeners === undefined) return
    for (const listener of [...listeners]) {
      if (!listeners.has(listener)) continue
      try {
        listener(event, channel)
      } catch (err) {
        this.#logger.error({ err, channel, type: event.type }, 'a bus listener failed')
      }
    }
  }

  #read(channel: string, payload: string): BusEvent | undefined {
    const event = readBusEvent(payload)
    if (event === undefined)
      this.#logger.warn({ channel, bytes: Buffer.byteLength(payload) }, 'dropped a bus message that is no event')
    return event
  }
}
