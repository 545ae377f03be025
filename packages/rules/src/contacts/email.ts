import { isTopLevelDomain, isUpiHandle } from './domains.ts'
import type { Span } from './spans.ts'

/** An address around an @: an e-mail address or a UPI id. */
export interface AddressSpan extends Span {
  readonly kind: 'email' | 'upi'
}

/** RFC 5321 allows 64 characters before the @ and 255 after it; a longer run is hidden to its end all the same. */
const LOCAL_LIMIT = 320
const LABELS = 10
const LABEL_LIMIT = 63

/** Finds addresses written with an @, internationalised ones (RFC 6531) included, in folded text. Linear. */
export function findAddresses(text: string): AddressSpan[] {
  const found: AddressSpan[] = []
  let floor = 0
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    if (text[at + 1] === '@') continue
    const sign = firstOfRun(text, at)
    const start = localStart(text, sign, floor)
    if (start === sign) continue
    const domain = readDomain(text, at + 1)
    if (domain === undefined) continue
    found.push({ start, end: domain.end, kind: domain.kind })
    floor = domain.end
    at = domain.end - 1
  }
  return found
}

/** `john@@example.com` is as good as one @. */
function firstOfRun(text: string, at: number): number {
  let first = at
  while (first > at - 8 && text[first - 1] === '@') first--
  return first
}

const LOCAL = /[\p{L}\p{M}\p{N}.!#$%&'*+/=?^_`{|}~\\-]/u

/** Where the part before the @ starts. `floor` is the end of the address before, which is never taken in. */
function localStart(text: string, at: number, floor: number): number {
  const lowest = Math.max(floor, at - LOCAL_LIMIT)
  if (text[at - 1] === '"') {
    const quote = text.lastIndexOf('"', at - 2)
    if (quote >= lowest && at - quote <= 66 && !text.slice(quote, at).includes('\n')) return quote
  }
  let start = at
  while (start > lowest && isLocal(text, start - 1)) start--
  const scheme = text.slice(start, at).search(/[/?=&][^/?=&]*$/)
  if (scheme !== -1 && /:\/\/|\w\.\w[^@]*\/|[?&]\w+=/.test(text.slice(Math.max(lowest, start - 8), at)))
    start += scheme + 1
  while (start < at && /[^\p{L}\p{M}\p{N}_]/u.test(text[start] ?? '') && !isSurrogate(text, start)) start++
  return start
}

function isLocal(text: string, index: number): boolean {
  return (
    isSurrogate(text, index) ||
    LOCAL.test(text[index] ?? '') ||
    (text[index] === '"' && LOCAL.test(text[index - 1] ?? ''))
  )
}

function isSurrogate(text: string, index: number): boolean {
  const code = text.charCodeAt(index)
  return code >= 0xd800 && code <= 0xdfff
}

const IP_LITERAL = /\[(?:ipv6:)?[\d.:a-f]{2,45}\]/iy
const LABEL = /[\p{L}\p{M}\p{N}_-]{1,63}/uy
const PICTURE_FILE = /^\d+x\.(?:png|jpe?g|gif|webp|svg)$/i

function readDomain(text: string, from: number): { end: number; kind: AddressSpan['kind'] } | undefined {
  IP_LITERAL.lastIndex = from
  if (IP_LITERAL.test(text)) return { end: IP_LITERAL.lastIndex, kind: 'email' }
  let end = from
  let last = ''
  let labels = 0
  for (let start = from; labels < LABELS; start = end + 1) {
    LABEL.lastIndex = start
    const label = LABEL.exec(text)?.[0]
    if (label === undefined || label.length > LABEL_LIMIT) break
    if (labels > 0 && !isLabelOfDomain(label)) {
      if (!/^\d+$/.test(label) || text[start + label.length] !== '.') break
    }
    end = start + label.length
    last = label
    labels++
    if (text[end] !== '.') break
  }
  if (labels === 1) return isUpiHandle(last.toLowerCase()) ? { end, kind: 'upi' } : undefined
  if (labels === 0 || !isEndOfDomain(last) || PICTURE_FILE.test(text.slice(from, end))) return undefined
  return { end: end - foreignTail(last), kind: 'email' }
}

function isLabelOfDomain(label: string): boolean {
  return /\p{L}/u.test(label)
}

/**
 * Whether an address inside an ordinary link is an address: not a password before the host, not a version behind a
 * package (`npm/vue@3.2.js`).
 */
export function isAddressInLink(text: string, link: Span, address: Span): boolean {
  const userInfo = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)@/i.exec(text.slice(link.start, address.end))?.[1]
  if (userInfo?.includes(':')) return false
  const ending = text.slice(address.start, address.end).split('.').at(-1) ?? ''
  return isTopLevelDomain(ending.toLowerCase())
}

/** "Thanks@Ravi.See you" has a name and the start of a sentence where an address has a domain. */
function isEndOfDomain(label: string): boolean {
  if (isTopLevelDomain(label.toLowerCase())) return true
  return /^(?:xn--.+|\P{N}{2,}.*)$/u.test(label) && !/^[A-Z][a-z]/.test(label)
}

/** How much of the last label belongs to the sentence, as in `test@test.com是我的`. */
function foreignTail(label: string): number {
  const latin = /^[a-z]{2,}(?=[^\p{ASCII}])/iu.exec(label)?.[0]
  return latin !== undefined && isTopLevelDomain(latin.toLowerCase()) ? label.length - latin.length : 0
}
