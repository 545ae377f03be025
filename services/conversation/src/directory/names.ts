import { TouchlineError } from '@touchline/contracts'
import { imitatesRole, isOnlyContact } from '@touchline/rules'
import type { ContactGuard, Hidden } from '../contacts/contact-guard.ts'

/** Characters that turn the reading direction around and can make a name look like another one. */
const BIDI_CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g
const MAX_NAME = 80

/**
 * A name or title as it is stored: bidi controls stripped, contacts replaced by `[hidden]`. Throws `RULE_CONTACT_HIDDEN`
 * for one that is nothing but a contact, and `VALIDATION` for one of which nothing is left or that imitates a role.
 */
export function storedName(text: string, guard: ContactGuard): Hidden {
  const plain = text.replace(BIDI_CONTROLS, '').trim()
  if (plain === '') throw new TouchlineError('VALIDATION', 'a name must have at least one visible character')
  const { text: masked, kinds } = guard.hide(plain)
  if (kinds.length > 0 && isOnlyContact(plain)) throw new TouchlineError('RULE_CONTACT_HIDDEN')
  if (imitatesRole(plain))
    throw new TouchlineError('VALIDATION', 'a name must not imitate a role by look-alike characters')
  // Masking can make a name longer than a name may be.
  return { text: [...masked].slice(0, MAX_NAME).join(''), kinds }
}
