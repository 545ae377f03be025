import type { AddressPart } from './address-parts.ts'

const SERVICE = /^(?:gmail|googlemail|ymail|hotmail|rediffmail|protonmail|icloud)(?:id)?$/
const ANY_MAIL = /^(?:e-?mail|mail)(?:id)?$/
const INTRODUCTION = /^(?:id|is|ids|address|name|username|user|account|hai|mera|meri|pe|par|mein|[:=-])$/
const INTRODUCTIONS = 3
const LABELS = 6

/** Whether a mailbox may be named behind this word. */
export function mayNameMailbox(word: string): boolean {
  return ANY_MAIL.test(word) || SERVICE.test(word)
}

/**
 * First and last part of a mailbox that is named by its service, as in "my gmail is john.doe99": only a name with a digit, a dot or
 * an underscore in it, for "gmail is down" is no address. `at` is the part that names the service.
 */
export function namedMailbox(parts: readonly AddressPart[], at: number): [from: number, to: number] | undefined {
  const isAnyMail = ANY_MAIL.test(parts[at]?.text ?? '')
  if (!mayNameMailbox(parts[at]?.text ?? '')) return undefined
  let from = at + 1
  while (from - at <= INTRODUCTIONS && INTRODUCTION.test(parts[from]?.text ?? '')) from++
  const isIntroduced = from > at + 1
  if ((isAnyMail && !isIntroduced) || parts[from]?.role !== 'label') return undefined
  let to = from + 1
  let text = parts[from]?.text ?? ''
  while (
    to - from < 2 * LABELS &&
    isJoint(parts[to]) &&
    parts[to + 1]?.role === 'label' &&
    !parts[to + 1]?.spaceBefore
  ) {
    text += `${parts[to]?.text}${parts[to + 1]?.text}`
    to += 2
  }
  return text.length >= 6 &&
    /^\p{L}/u.test(text) &&
    (isAnyMail || !isIntroduced ? /\p{L}{4}.*\d|_/u : /[\d._]/).test(text)
    ? [from, to]
    : undefined
}

function isJoint(part: AddressPart | undefined): boolean {
  return part !== undefined && /^[._-]$/.test(part.text) && !part.spaceBefore
}
