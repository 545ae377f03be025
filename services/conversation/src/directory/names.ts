import { TouchlineError } from '@touchline/contracts'
import { type ContactAllowlist, isOnlyContact, maskContacts } from '@touchline/rules'

/** Characters that turn the reading direction around and can make a name look like another one. */
const BIDI_CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g
const MAX_NAME = 80

/**
 * A name or title as it is stored: bidi controls stripped, contacts replaced by `[hidden]`. Throws `RULE_CONTACT_HIDDEN`
 * for one that is nothing but a contact, and `VALIDATION` for one of which nothing is left.
 */
export function storedName(text: string, allowlist: ContactAllowlist): string {
  const plain = text.replace(BIDI_CONTROLS, '').trim()
  if (plain === '') throw new TouchlineError('VALIDATION', 'a name must have at least one visible character')
  const masked = maskContacts(plain, allowlist)
  if (masked.findings.length > 0 && isOnlyContact(plain)) throw new TouchlineError('RULE_CONTACT_HIDDEN')
  // Masking can make a name longer than a name may be.
  return [...masked.text].slice(0, MAX_NAME).join('')
}
