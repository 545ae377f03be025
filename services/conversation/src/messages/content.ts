import { Content, type Message, TouchlineError, validator } from '@touchline/contracts'
import { type ContactAllowlist, maskContacts } from '@touchline/rules'

const isVisible = validator(Content).is

/**
 * The text of a message as it is stored: contacts replaced by `[hidden]`, the original nowhere. Throws `VALIDATION` for a
 * text without a visible character, unless a file comes with it.
 */
export function storedContent(
  content: string | undefined,
  messageType: Message['messageType'],
  allowlist: ContactAllowlist,
): string {
  if (content === undefined || !isVisible(content)) {
    if (messageType === 'file') return ''
    throw new TouchlineError('VALIDATION', 'content must have at least one visible character')
  }
  return maskContacts(content, allowlist).text
}
