import type { ClientErrorCode, Conversation, OutgoingMessage } from '@touchline/client'
import { MAX_CONTENT } from '../composer/limits.ts'

/**
 * What helps with a message that was not sent: sending it `again`, changing what it says (`edit`), or neither, so that what
 * was written can only be copied or discarded.
 */
export type Remedy = 'again' | 'edit' | 'none'

/** What can be over at any moment, besides what the SDK itself tries again; a file whose draft is gone is uploaded anew. */
const passing: ReadonlySet<ClientErrorCode> = new Set(['INTERNAL', 'UNAUTHENTICATED', 'CLOSED', 'FILE_NOT_FOUND'])
/** Said otherwise, or without what it answers, it may be accepted. */
const aboutText: ReadonlySet<ClientErrorCode> = new Set(['VALIDATION', 'PAYLOAD_TOO_LARGE', 'MESSAGE_NOT_FOUND'])

export function remedyFor(outgoing: OutgoingMessage, { readOnly }: Pick<Conversation, 'readOnly'>): Remedy {
  const { error, file, content } = outgoing
  if (readOnly) return 'none'
  // It was closed for writing when the message was refused, and is not any more.
  if (error === undefined || error.retryable || error.code === 'CONVERSATION_READ_ONLY') return 'again'
  if (passing.has(error.code)) return 'again'
  return aboutText.has(error.code) && file === undefined && content !== '' ? 'edit' : 'none'
}

/** Code points of a text beyond the most that a message may have; 0 for one that is not too long. */
export function overLength(content: string): number {
  return Math.max(0, [...content].length - MAX_CONTENT)
}
