import { Content, type Message, TouchlineError, validator } from '@touchline/contracts'
import type { ContactGuard, Hidden } from '../contacts/contact-guard.ts'

const isVisible = validator(Content).is

/**
 * The text of a message as it is stored: contacts replaced by `[hidden]`, the original nowhere. Throws `VALIDATION` for a
 * text without a visible character, unless a file comes with it.
 */
export function storedContent(
  content: string | undefined,
  messageType: Message['messageType'],
  guard: ContactGuard,
): Hidden {
  if (content === undefined || !isVisible(content)) {
    if (messageType === 'file') return { text: '', kinds: [] }
    throw new TouchlineError('VALIDATION', 'content must have at least one visible character')
  }
  return guard.hide(content)
}
