/** Contacts of the academy itself that may stay visible. Made by `parseAllowlist`; its fields are nobody's business. */
export interface ContactAllowlist {
  /** Digits without leading zeros. */
  readonly numbers: readonly string[]
  /** In lower case, without a scheme. */
  readonly addresses: ReadonlySet<string>
}

/** Only with this many digits is a number told by its end, so that `98765 43210` is also `+91 98765 43210`. */
const TELLING_DIGITS = 8
/** Longest calling code. */
const CALLING_CODE_DIGITS = 3

/**
 * Reads `CONTACT_ALLOWLIST`: phone numbers, e-mail addresses, UPI ids and links, separated by commas. A number may be
 * given with or without its country; both forms stay visible. Empty entries are passed over.
 *
 * @throws RangeError for an entry that is none of these; the message names its place, never the entry.
 */
export function parseAllowlist(csv: string): ContactAllowlist {
  const numbers: string[] = []
  const addresses = new Set<string>()
  csv.split(/[,\n]/).forEach((entry, index) => {
    const text = entry.trim()
    if (text === '') return
    if (/^[+\d\s().-]+$/.test(text) && digitsOf(text).length >= 3) numbers.push(digitsOf(text))
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
  const digits = digitsOf(contact)
  return digits !== '' && allowlist.numbers.some((number) => isSameNumber(number, digits))
}

function isSameNumber(a: string, b: string): boolean {
  const [long, short] = a.length >= b.length ? [a, b] : [b, a]
  if (long === short) return true
  return short.length >= TELLING_DIGITS && long.length - short.length <= CALLING_CODE_DIGITS && long.endsWith(short)
}

function digitsOf(text: string): string {
  return text.replace(/\D/g, '').replace(/^0+/, '')
}

/** `mailto:Office@Academy.example?subject=…` and `https://www.t.me/academy/` without what does not identify them. */
function bareAddress(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/^mailto:|^https?:\/\/(?:www\.)?/, '')
    .replace(/(?<=@[^?]*)\?.*$|\/$/, '')
}
