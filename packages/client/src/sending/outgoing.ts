import type { Message } from '@touchline/contracts'
import type { TouchlineClientError } from '../client-error.ts'

/** A file that goes with a message. */
export interface OutgoingFile {
  readonly name: string
  /** Bytes. */
  readonly size: number
  readonly mimeType: string
  /** How much of it has been uploaded, from 0 to 1. */
  readonly progress: number
}

/**
 * `queued`: waits for a connection, for its upload, for the ones before it, or for its next try. `sending`: is on its way.
 * `sent`: stored, and about to appear among the messages. `failed`: refused for good; `retry` or `discard` it.
 */
export type OutgoingState = 'queued' | 'sending' | 'sent' | 'failed'

/** A message of the person's own that is not among the conversation's messages yet. */
export interface OutgoingMessage {
  /** The same as the `clientId` of the message that comes of it. */
  readonly clientId: string
  readonly conversationId: string
  readonly content: string
  /** The id of the message that it replies to. */
  readonly replyTo?: string
  readonly file?: OutgoingFile
  /** ISO 8601, by the clock of this device. */
  readonly createdAt: string
  readonly state: OutgoingState
  /** Why it failed, or why it has to be tried again. */
  readonly error?: TouchlineClientError
  /** What was stored, once it is. */
  readonly message?: Message
}

/** What a message is made of. */
export interface Draft {
  /** 1–4,000 code points; may be empty with a file. */
  readonly content: string
  /** The id of a message of the same conversation. */
  readonly replyTo?: string
  /** The `_id` of a file that was uploaded to this conversation as a draft. */
  readonly fileId?: string
}

/** `crypto.randomUUID` exists on secure pages only. */
export function newClientId(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID()
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
