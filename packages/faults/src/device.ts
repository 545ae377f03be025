import type { Conversation, Message } from '@touchline/contracts'
import type { Random } from './random.ts'

/** What a device shows of a conversation. */
export interface Shown {
  readonly messages: readonly Message[]
  /** Undefined on a device that keeps messages only. */
  readonly conversation: Conversation | undefined
}

/** A client of a person, seen as the suite uses it: it writes something, comes to rest, and says what it shows. */
export interface Device {
  /** As in `pia 1`. */
  readonly name: string
  readonly userId: string
  /** Does one thing that a person would do. Does not wait for its outcome. */
  act(random: Random): void
  /** The conversations that it shows. */
  conversationIds(): readonly string[]
  show(conversationId: string): Promise<Shown>
  /** Unread messages by conversation, as its list shows them; undefined on a device that counts none. */
  badges(): ReadonlyMap<string, number> | undefined
  /** The client ids of what it shows as not sent for good. */
  failed(): readonly string[]
  /** Whether everything that it was given to send has been answered. */
  isSettled(): boolean
  isConnected(): boolean
  /** As a page that is loaded again; a device without storage ignores it. */
  reload(): Promise<void>
  close(): void
}
