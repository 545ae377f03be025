import { isDialPrefix } from './country-codes.ts'

/** Contacts of the academy itself that may stay visible. Made by `parseAllowlist`; its fields are nobody's business. */
export interface ContactAllowlist {
  /** Each number in every way it may be dialled: digits without leading zeros, with and without the country. */
  readonly numbers: ReadonlySet<string>
  /** In lower case, without a scheme. */
  readonly addresses: ReadonlySet<string>
}

/** Fewest digits of a number without its country: fewer are too many people's. */
const FEWEST_NATIONAL_DIGITS = 8
const LONGEST_CALLING_CODE = 3

/**
 * Reads `CONTACT_ALLOWLIST`: phone numbers, e-mail addresses, UPI ids and links, separated by commas. A number may be
 * given with or without its country; both forms stay visible. Empty entries are passed over.
 *
 * @throws RangeError for an entry that is none of these; the message names its place, never the entry.
 */
export function parseAllowlist(csv: string): ContactAllowlist {
  const numbers = new Set<string>()
  const addresses = new Set<string>()
  csv.split(/[,\n]/).forEach((entry, index) => {
    const text = entry.trim()
    if (text === '') return
    if (/^[+\d\s().-]+$/.test(text) && digitsOf(text).length >= 3)
      for (const number of waysToDial(text)) numbers.add(number)
    else if (/[@/]/.test(text)) addresses.add(bareAddress(text))
    else
      throw new RangeError(`CONTACT_ALLOWLIST: entry ${index + 1} is no phone number, e-mail address, UPI id or link`)
  })
  return { numbers, addresses }
}

/** Whether a contact that was found in a text is one of the academy's own. */
export function allows(allowlist: ContactAllowlist, contact: string): boolean {
  const address = bareAddress(contact)
  if (allowlist.addresses.has(address)) return true
  if (address.includes('@')) return false
  const number = /^\d+$/.test(contact) ? contact : numberOfLink(address)
  return number !== undefined && allowlist.numbers.has(digitsOf(number))
}

/** `+91 98765 43210` is also dialled without the 91; an Indian mobile number that is given without it, also with it. */
function waysToDial(number: string): string[] {
  const digits = digitsOf(number)
  if (!/^\s*(?:\+|00)/.test(number)) return /^[6-9]\d{9}$/.test(digits) ? [digits, `91${digits}`] : [digits]
  const national = Array.from({ length: LONGEST_CALLING_CODE }, (_, index) => index + 1)
    .filter((length) => isDialPrefix(digits.slice(0, length)) && digits.length - length >= FEWEST_NATIONAL_DIGITS)
    .map((length) => digits.slice(length).replace(/^0+/, ''))
  return [digits, ...national]
}

/** A link that calls or writes to one number, with nothing else in it that could be a contact. */
const NUMBER_LINK =
  /^(?:wa\.me\/|(?:api|web)\.whatsapp\.com\/send\/?\?(?:[^#]*&)?phone=|whatsapp:\/\/send\/?\?(?:[^#]*&)?phone=|signal\.me\/#p\/|viber:\/\/(?:chat|add)\?number=|(?:tel|sms|smsto|callto|facetime):(?:\/\/)?)(?:\+|%2b)?([\d(). -]{6,24})(?![\w@])(.*)$/
/** Digits in the rest of a link that could be another number. */
const MANY_DIGITS = 7

function numberOfLink(link: string): string | undefined {
  const [, number, rest = ''] = NUMBER_LINK.exec(link) ?? []
  return number !== undefined && isHarmless(rest) ? number : undefined
}

function isHarmless(rest: string): boolean {
  return !/[@/]|%40/i.test(rest) && rest.replace(/\D/g, '').length < MANY_DIGITS
}

function digitsOf(text: string): string {
  return text.replace(/\D/g, '').replace(/^0+/, '')
}

/** `mailto:Office@Academy.example?subject=…` and `https://www.t.me/academy/` without what does not identify them. */
function bareAddress(text: string): string {
  const bare = text
    .trim()
    .toLowerCase()
    .replace(/^mailto:|^https?:\/\/(?:www\.)?/, '')
  const query = bare.indexOf('?', bare.indexOf('@') + 1)
  const isMailWithSubject = bare.includes('@') && query !== -1 && isHarmless(bare.slice(query))
  return (isMailWithSubject ? bare.slice(0, query) : bare).replace(/\/$/, '')
}
