import type { Message, TouchlineClient } from '@touchline/client'

/** What the next message is about: an answer to one, or a change of one's own. */
export type ComposerTask = { readonly kind: 'reply' | 'edit'; readonly message: Message }

/**
 * Texts that were begun, by client and conversation: they wait while one looks into another. A client is one person's, so
 * nobody who signs in after somebody else finds what that one was about to say.
 */
const drafts = new WeakMap<TouchlineClient, Map<string, string>>()

export function draftOf(client: TouchlineClient, conversationId: string): string {
  return drafts.get(client)?.get(conversationId) ?? ''
}

export function keepDraft(client: TouchlineClient, conversationId: string, text: string): void {
  const own = drafts.get(client) ?? new Map<string, string>()
  drafts.set(client, own)
  if (text === '') own.delete(conversationId)
  else own.set(conversationId, text)
}
