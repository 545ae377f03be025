import type { BusEvent } from '@touchline/contracts'

/** One event and the channel it is told on; `conversationChannel` and `userChannel` of contracts name the channels. */
export interface BusMessage {
  readonly channel: string
  readonly event: BusEvent
}

/** Called with a validated event, which is frozen because all listeners share it. What a listener throws is logged. */
export type BusListener = (event: BusEvent, channel: string) => void

/**
 * Tells events to whoever listens at that moment, and remembers nothing. Delivery is at most once, in the order of one
 * publisher; what must not be missed is refetched by version (see `OrderedFeed`).
 */
export interface Bus {
  /** Sends all messages, in order, in one round trip. Rejects when not all of them were taken. */
  publish(messages: readonly BusMessage[]): Promise<void>
  /**
   * Listens to one channel; several listeners of a channel share its subscription. Resolves, with what ends it, once the
   * subscription is confirmed. While Redis is away it resolves at once instead of holding the caller up: `onReconnect`
   * then tells when the subscription stands.
   */
  subscribe(channel: string, listener: BusListener): Promise<() => Promise<void>>
  /** Listens to every channel of Touchline. */
  subscribeAll(listener: BusListener): Promise<() => Promise<void>>
  /**
   * Calls the listener each time that subscriptions stand again, all of them confirmed, after a time in which events may
   * have been missed. Returns what ends it.
   */
  onReconnect(listener: () => void): () => void
  /** How many events have come to this process so far, wanted or not: what the bus costs it. */
  received(): number
  close(): Promise<void>
}
