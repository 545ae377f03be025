import type { FindingPlace } from '@touchline/contracts'
import { type ContactAllowlist, type ContactKind, maskContacts, parseAllowlist } from '@touchline/rules'
import { Counter, type Registry } from 'prom-client'

/** A text as it is stored and shown, and the kinds of the contacts that were hidden in it. */
export interface Hidden {
  text: string
  kinds: readonly ContactKind[]
}

/** Rule 1: every text that reaches another person goes through here. */
export interface ContactGuard {
  hide(text: string): Hidden
  /** Counts what was hidden, once it is certain that the text is stored. */
  count(place: FindingPlace, kinds: readonly ContactKind[]): void
  readonly allowlist: ContactAllowlist
}

/** `allowlist` is `CONTACT_ALLOWLIST`: comma-separated numbers and addresses that may stay visible. */
export function createContactGuard(allowlist: string, metrics: Registry): ContactGuard {
  const allowed = parseAllowlist(allowlist)
  const counter = new Counter({
    name: 'touchline_contacts_hidden_total',
    help: 'Contacts that were hidden, by kind and by where they stood',
    labelNames: ['kind', 'place'],
    registers: [metrics],
  })
  return {
    allowlist: allowed,
    hide(text) {
      const { text: masked, findings } = maskContacts(text, allowed)
      return { text: masked, kinds: findings.map(({ kind }) => kind) }
    },
    count(place, kinds) {
      for (const kind of kinds) counter.inc({ kind, place })
    },
  }
}
