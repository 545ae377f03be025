import type { ContactAllowlist } from './allowlist.ts'
import { allows } from './allowlist.ts'
import type { ContactFinding, ContactKind } from './contact.ts'
import { HIDDEN } from './contact.ts'
import { findAddresses, isAddressInLink } from './email.ts'
import { findLinks, numberInLink } from './links.ts'
import { findMachineIds } from './machine-ids.ts'
import { normalise } from './normalise.ts'
import { findPhones } from './phone.ts'
import { readPlainTalk } from './plain-talk.ts'
import type { Span } from './spans.ts'
import { overlaps, united, withoutOverlap } from './spans.ts'
import { findSpelledAddresses } from './spelled-address.ts'
import { tokenise } from './tokens.ts'

/** A text as it may be stored, and where the original held contacts. */
export interface MaskResult {
  text: string
  findings: readonly ContactFinding[]
}

/** Most passes over one text. Hiding a contact can bring another to light; the third pass finds nothing in practice. */
const PASSES = 4

/**
 * Replaces every contact in `text` by `[hidden]`: phone numbers and e-mail addresses however they are written, links
 * that open a private channel, and UPI ids. Masking the result again changes nothing more. Findings are in the order
 * of the text and do not overlap. Time grows linearly with the length of the text.
 */
export function maskContacts(text: string, allowlist?: ContactAllowlist): MaskResult {
  if (isHarmless(text)) return { text, findings: [] }
  let findings = findContacts(text, allowlist)
  let masked = replace(text, findings)
  for (let pass = 1; pass < PASSES && findings.length > 0; pass++) {
    const more = findContacts(masked, allowlist)
    if (more.length === 0) break
    findings = merge(findings, more)
    masked = replace(text, findings)
  }
  return { text: masked, findings }
}

/** Fewer digits than any phone number has, as `findPhones` takes it. */
const HARMLESS_DIGITS = 5

/** Whether it is beyond doubt that `findContacts` finds nothing in a text. */
export function isHarmless(text: string): boolean {
  const talk = readPlainTalk(text)
  return talk !== undefined && talk.digits <= HARMLESS_DIGITS
}

interface Contact extends Span {
  readonly kind: ContactKind
  /** What the allow-list is asked about. */
  readonly value: string
}

/** One pass over the text, however harmless it is. */
export function findContacts(text: string, allowlist: ContactAllowlist | undefined): ContactFinding[] {
  const folded = normalise(text)
  const contacts: Contact[] = []
  const add = (kind: ContactKind, { start, end }: Span, value = folded.text.slice(start, end)) => {
    contacts.push({ kind, start, end, value })
  }
  const links = findLinks(folded.text)
  for (const link of links) {
    const number = link.kind === 'ordinary' ? numberInLink(folded.text, link) : undefined
    if (link.kind !== 'ordinary') add(link.kind === 'upi' ? 'upi' : 'link', link)
    if (number) add('phone', number)
  }
  const addresses = findAddresses(folded.text)
  const linkOf = overlaps(addresses, links)
  addresses.forEach((address, index) => {
    const link = linkOf[index]
    if (link === undefined || (link.kind === 'ordinary' && isAddressInLink(folded.text, link, address))) {
      add(address.kind, address)
    }
  })
  const walls = withoutOverlap<Span>(contacts, [...links, ...findMachineIds(folded.text)])
  const tokens = tokenise(folded.text, walls)
  const spelled = findSpelledAddresses(tokens)
  for (const address of spelled) add(address.kind, address)
  const rest = spelled.length === 0 ? tokens : tokenise(folded.text, withoutOverlap<Span>(spelled, walls))
  for (const phone of findPhones(folded.text, rest)) add('phone', phone, phone.digits)
  const hidden = contacts.filter((contact) => allowlist === undefined || !allows(allowlist, contact.value))
  return united(hidden).map(({ kind, start, end }) => ({
    kind,
    start: folded.sourceStart(start),
    end: folded.sourceEnd(end),
  }))
}

/** Adds findings in the masked text to those that made it. */
function merge(findings: readonly ContactFinding[], more: readonly ContactFinding[]): ContactFinding[] {
  let next = 0
  let shift = 0
  const toOriginal = (offset: number) => {
    for (let finding = findings[next]; finding && finding.start - shift < offset; finding = findings[next]) {
      shift += finding.end - finding.start - HIDDEN.length
      next++
    }
    return offset + shift
  }
  const placed = more.map(({ kind, start, end }) => ({ kind, start: toOriginal(start), end: toOriginal(end) }))
  return united([...findings, ...placed])
}

function replace(text: string, findings: readonly ContactFinding[]): string {
  let masked = ''
  let from = 0
  for (const { start, end } of findings) {
    masked += text.slice(from, start) + HIDDEN
    from = end
  }
  return masked + text.slice(from)
}
