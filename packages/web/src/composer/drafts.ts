import type { Message, TouchlineClient } from '@touchline/client'

/** What the next message is about: an answer to one, or a change of one's own. */
export type ComposerTask = { readonly kind: 'reply' | 'edit'; readonly message: Message }

/** A change of one's own message that was begun: the message as it was then, and what its text has become. */
interface Edit {
  readonly message: Message
  readonly content: string
}

/** A file that is looked at before it is sent. */
export interface StagedFile {
  readonly id: number
  readonly file: File
}

/** What was begun in a conversation and is not sent. */
interface Draft {
  readonly text: string
  /** The message that it answers. */
  readonly reply: Message | undefined
  readonly edit: Edit | undefined
  readonly files: readonly StagedFile[]
}

const nothing: Draft = { text: '', reply: undefined, edit: undefined, files: [] }

/**
 * What was begun, by client and conversation: it waits while one looks into another. A client is one person's, so nobody
 * who signs in after somebody else finds what that one was about to say.
 */
const drafts = new WeakMap<TouchlineClient, Map<string, Draft>>()

export function draftOf(client: TouchlineClient, conversationId: string): Draft {
  return drafts.get(client)?.get(conversationId) ?? nothing
}

export function keepDraft(client: TouchlineClient, conversationId: string, part: Partial<Draft>): void {
  const own = drafts.get(client) ?? new Map<string, Draft>()
  drafts.set(client, own)
  own.set(conversationId, { ...draftOf(client, conversationId), ...part })
}
