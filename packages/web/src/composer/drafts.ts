import type { Message } from '@touchline/client'

/** What the next message is about: an answer to one, or a change of one's own. */
export type ComposerTask = { readonly kind: 'reply' | 'edit'; readonly message: Message }

/** Texts that were begun, by conversation: they wait while one looks into another. */
const drafts = new Map<string, string>()

export function draftOf(conversationId: string): string {
  return drafts.get(conversationId) ?? ''
}

export function keepDraft(conversationId: string, text: string): void {
  if (text === '') drafts.delete(conversationId)
  else drafts.set(conversationId, text)
}
