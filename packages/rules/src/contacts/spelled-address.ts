import type { AddressPart } from './address-parts.ts'
import { isAtWord, isNumberLabel, isPossibleAtWord, readAddressParts } from './address-parts.ts'
import { isMailService, isTopLevelDomain, isUpiHandle } from './domains.ts'
import type { AddressSpan } from './email.ts'
import { mayNameMailbox, namedMailbox } from './named-mailbox.ts'
import type { Token } from './tokens.ts'

/**
 * Finds addresses that are spelled out or taken apart: "john dot doe at gmail dot com", "john (at) mail [.] com",
 * "j o h n @ g m a i l . c o m", "rahul at okaxis". Linear: each piece looks a bounded number of pieces around.
 */
export function findSpelledAddresses(tokens: readonly Token[]): AddressSpan[] {
  const found: AddressSpan[] = []
  if (!tokens.some(isTelling)) return found
  const parts = readAddressParts(tokens)
  let floor = 0
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at]
    const hit = part?.role === 'at' ? aroundAt(parts, at, floor) : aroundService(parts, at, floor)
    if (hit === undefined) continue
    const [from, to, kind] = hit
    found.push({ start: parts[from]?.start ?? 0, end: parts[to - 1]?.end ?? 0, kind })
    floor = to
    at = to - 1
  }
  return found
}

/** Words without which no address is spelled: it keeps ordinary messages cheap. */
function isTelling(token: Token, index: number, tokens: readonly Token[]): boolean {
  if (token.kind === 'mark') return token.text === '@'
  return (
    token.kind === 'word' &&
    (isAtWord(token.text) ||
      (token.text === 'a' && /^[([{<*_]$/.test(tokens[index - 1]?.text ?? '')) ||
      /ma|yah|hot|out|clou|redif|proton|मेल|याहू|आउट|atthe|atgm/.test(token.text))
  )
}

type Hit = [from: number, to: number, kind: AddressSpan['kind']]

interface Domain {
  readonly first: string
  /** First part after the domain. */
  readonly to: number
  readonly service: boolean
  /** How its dots are written; `none` when it has none. */
  readonly dots: 'none' | 'written' | 'spelled'
  readonly upi: boolean
}

function aroundAt(parts: readonly AddressPart[], at: number, floor: number): Hit | undefined {
  const sign = parts[at]
  const domain = readDomain(parts, at + 1, sign?.sure ?? false)
  const from = readLocal(parts, at, floor)
  const local = parts[from]
  if (sign === undefined || domain === undefined || local === undefined || from === at) return undefined
  const telling = from < at - 1 || /[\d._-]/.test(parts[at - 1]?.text ?? '')
  const stopped = !telling && isStopWord(local.text)
  const kind = domain.upi ? 'upi' : 'email'
  const isApart = sign.text === '@' && (sign.spaceBefore || parts[at + 1]?.spaceBefore === true)
  if (sign.sure && !isApart) return stopped && sign.text !== '@' ? undefined : [from, domain.to, kind]
  if (stopped) return undefined
  if (telling || isMailTopic(parts, from)) return [from, domain.to, kind]
  if (domain.upi) return /^ok|^ybl$|^ibl$|^axl$/.test(parts[at + 1]?.text ?? '') ? [from, domain.to, kind] : undefined
  if (domain.service) return domain.dots !== 'none' || isPlainlyMail(domain.first) ? [from, domain.to, kind] : undefined
  return domain.dots === 'spelled' || (sign.sure && isApart && !sign.spaceBefore) ? [from, domain.to, kind] : undefined
}

/** Without an @ by any name: "ravi99 gmail.com", "ravi#gmail.com", "ravi99atgmaildotcom". */
function aroundService(parts: readonly AddressPart[], at: number, floor: number): Hit | undefined {
  const part = parts[at]
  if (part?.role !== 'label') return undefined
  const glued = gluedService(part.text)
  if (glued === 'whole') return [at, readTail(parts, at + 1), 'email']
  if (glued === 'domain' && parts[at - 1]?.role === 'label' && at - 1 >= floor) {
    return [readLocal(parts, at, floor), readTail(parts, at + 1), 'email']
  }
  const mailbox = namedMailbox(parts, at)
  if (mailbox !== undefined) {
    const sign = mailbox[1]
    return (parts[sign]?.role === 'at' ? aroundAt(parts, sign, floor) : undefined) ?? [...mailbox, 'email']
  }
  if (at - 1 < floor || !mayNameService(part.text)) return undefined
  const domain = readDomain(parts, at, false)
  if (domain === undefined || !domain.service) return undefined
  const before = parts[at - 1]
  const named = besideService(parts, at, floor, domain)
  if (named !== undefined || domain.dots === 'none') return named
  if (before?.role === 'other' && /^[#*$^&|~=%]$/.test(before.text) && !before.spaceBefore && !part.spaceBefore) {
    const from = readLocal(parts, at - 1, floor)
    return from < at - 1 ? [from, domain.to, 'email'] : undefined
  }
  const isPictureBetween = before?.role === 'label' && !part.spaceBefore && before.end < part.start
  if (isPictureBetween) return [readLocal(parts, at, floor), domain.to, 'email']
  if (!part.spaceBefore || before?.role !== 'label') return undefined
  const from = readLocal(parts, at, floor)
  const telling = from < at - 1 || /\d|[._]/.test(before.text)
  return telling || (isMailTopic(parts, from) && !isStopWord(before.text)) ? [from, domain.to, 'email'] : undefined
}

const LONGEST_LABEL = 64
const SHORTEST_GLUED = 5
const GLUED_ENDING = /^(.+?)(dot|[_-]|)(?:com|in|net|org|co|edu)$/

/** Whether a word of Latin letters can be the @ of an address or what names its service; without one of these there is none. */
export function mayBelongToAddress(word: string): boolean {
  return isAtWord(word) || gluedService(word) !== undefined || mayNameService(word) || mayNameMailbox(word)
}

function mayNameService(label: string): boolean {
  return isMailService(label) || beforeGluedEnding(label) !== undefined
}

/** "asharao99 on gmail", "asharao99 (gmail)", "asha.rao99 gmail", "asha et gmail point com". */
function besideService(parts: readonly AddressPart[], at: number, floor: number, domain: Domain): Hit | undefined {
  const bracket = parts[at - 1]?.role !== 'label' && /^[([{<:=|~*/-]$/.test(parts[at - 1]?.text ?? '')
  const isJoined = LINKING_WORDS.test(parts[at - 1]?.text ?? '') || isPossibleAtWord(parts[at - 1]?.text ?? '')
  const end = bracket || isJoined ? at - 1 : at
  if (end - 1 < floor || parts[end - 1]?.role !== 'label') return undefined
  const from = readLocal(parts, end, floor)
  const local = parts
    .slice(from, end)
    .map((part) => part.text)
    .join('')
  const isMailbox = /^\p{L}{3}/u.test(local) && local.length >= 6 && /[\d._]/.test(local)
  if (isMailbox && (isPlainlyMail(domain.first) || NAMED_SERVICES.test(domain.first))) return [from, domain.to, 'email']
  const isSign = isJoined && isPossibleAtWord(parts[at - 1]?.text ?? '') && domain.dots !== 'none'
  return isSign && !isStopWord(parts[end - 1]?.text ?? '') && local.length > 2 ? [from, domain.to, 'email'] : undefined
}

const LINKING_WORDS = /^(?:on|in|via|with|par|pe|wala|wali|using|through|पर)$/
const NAMED_SERVICES = /^(?:yahoo|rediff|zoho|याहू)$/

/** "ravi99atgmaildotcom" is a whole address, "attherategmail" its end. */
function gluedService(label: string): 'whole' | 'domain' | undefined {
  if (label.length > LONGEST_LABEL || !label.includes('at')) return undefined
  const [, local, sign, service] =
    /^(.*?)(attherateof|attherate|atrate|at)([a-z0-9]{4,14}?)(?:dot(?:com|in|net|org))?$/.exec(label) ?? []
  if (local === undefined || service === undefined || !isMailService(service)) return undefined
  if (local.length >= 2) return 'whole'
  return local === '' && (sign !== 'at' || isPlainlyMail(service)) ? 'domain' : undefined
}

const DOMAIN_LABELS = 6

function readDomain(parts: readonly AddressPart[], from: number, sure: boolean): Domain | undefined {
  const [first, afterFirst] = readService(parts, from) ?? [parts[from], from + 1]
  if (first?.role !== 'label') return undefined
  const gluedDot = beforeGluedEnding(first.text)
  const service = isMailService(gluedDot ?? first.text)
  let to = afterFirst
  let dots: Domain['dots'] = gluedDot === undefined ? 'none' : 'spelled'
  let last = gluedDot === undefined ? '' : 'com'
  for (let labels = 1; labels < DOMAIN_LABELS; labels++) {
    if (service) to += oddSigns(parts, to)
    const dot = parts[to]
    const label = parts[to + 1]
    if (dot?.role === 'dot' && label?.role === 'label' && isDotBetween(dot, label, service || sure)) {
      last = label.text
      dots = dot.sure || dots === 'spelled' ? 'spelled' : 'written'
      to += 2
    } else if (
      service &&
      dot?.role === 'label' &&
      (dot.spaceBefore || dot.start > (parts[to - 1]?.end ?? 0)) &&
      /^(?:dot)?(?:com|co|in|net|org|uk|con|cm)$/.test(dot.text)
    ) {
      last = dot.text
      if (dots === 'none') dots = 'written'
      to++
    } else break
  }
  if (dots === 'none') {
    if (isUpiHandle(first.text)) return { first: first.text, to, service: false, dots, upi: true }
    return service ? { first: first.text, to, service, dots, upi: false } : undefined
  }
  const isDomain = isTopLevelDomain(last) || service || (dots === 'written' && /^\p{L}{2,}$/u.test(last) && !sure)
  return isDomain ? { first: first.text, to, service, dots, upi: false } : undefined
}

/** How many signs to pass over in "gmail;com" and "gmail..com", so that only the ending or one dot is left. */
function oddSigns(parts: readonly AddressPart[], from: number): number {
  let at = from
  while (at < from + 3 && !parts[at]?.spaceBefore && /^[.,;:'_-]$/.test(parts[at]?.text ?? '')) at++
  const ending = parts[at]
  if (at === from || ending?.spaceBefore !== false || !/^(?:com|co|in|net|org)$/.test(ending.text)) return 0
  return parts[at - 1]?.role === 'dot' ? at - 1 - from : at - from
}

/** What stands before the ending of a domain in one word: `gmaildotcom`, `gmail_com`, `gmailcom`; for any domain with "dot". */
function beforeGluedEnding(label: string): string | undefined {
  const [, name = '', joint] =
    (label.length >= SHORTEST_GLUED && label.length <= LONGEST_LABEL && GLUED_ENDING.exec(label)) || []
  return name !== '' && (joint === 'dot' || isMailService(name)) ? name : undefined
}

/** "g mail", "hot mail": a service written apart, as one label. */
function readService(parts: readonly AddressPart[], from: number): [AddressPart, number] | undefined {
  const [a, b] = [parts[from], parts[from + 1]]
  if (a?.role !== 'label' || b?.role !== 'label' || isMailService(a.text) || a.text.length > 8) return undefined
  const text = a.text + b.text
  return isMailService(text) ? [{ ...a, text, end: b.end }, from + 2] : undefined
}

function readTail(parts: readonly AddressPart[], from: number): number {
  const [dot, label] = [parts[from], parts[from + 1]]
  return dot?.role === 'dot' && label?.role === 'label' && isTopLevelDomain(label.text) ? from + 2 : from
}

/** A dot with a space may end a sentence, a comma mostly does: then only a real ending makes it part of a domain. */
function isDotBetween(dot: AddressPart, label: AddressPart, expected: boolean): boolean {
  if (dot.sure) return true
  const apart = dot.spaceBefore || label.spaceBefore
  if (dot.text === ',' || apart)
    return (
      expected &&
      isTopLevelDomain(label.text) &&
      (!apart || !/^(?:in|me|it|is|at|be|no|so|us|my|to|am)$/.test(label.text) || dot.spaceBefore)
    )
  return true
}

const LOCAL_LABELS = 12

/** Index of the first part of what stands before the @. */
function readLocal(parts: readonly AddressPart[], at: number, floor: number): number {
  let from = at
  if (at - 1 < floor || parts[at - 1]?.role !== 'label') return from
  from--
  for (let labels = 1; labels < LOCAL_LABELS && from - 1 >= floor; labels++) {
    const joint = parts[from - 1]
    const isJoint = joint?.role === 'dot' || joint?.role === 'sign'
    const isTouching = joint?.sure || joint?.role === 'sign' || (!joint?.spaceBefore && !parts[from]?.spaceBefore)
    const label = parts[from - 2]
    if (isJoint && joint.text !== ',' && isTouching && from - 2 >= floor && label?.role === 'label') from -= 2
    else if (isNumberLabel(parts[from]) && joint?.role === 'label' && !isStopWord(joint.text)) from--
    else break
  }
  return from
}

const MAIL_TOPIC =
  /^(?:e?-?mails?|gmail|emailid|mailid|id|ids|upi|vpa|gpay|phonepe|paytm|write|address|contact|reach|ईमेल|मेल|आईडी|correo|courriel|почта)$/

function isMailTopic(parts: readonly AddressPart[], from: number): boolean {
  for (let index = from - 1; index >= 0 && index >= from - 7; index--) {
    if (parts[index]?.role === 'label' && MAIL_TOPIC.test(parts[index]?.text ?? '')) return true
  }
  return false
}

/** Heard alone after "at", only a service whose name is no ordinary word makes an address. */
function isPlainlyMail(label: string): boolean {
  return /mail|cloud|gmai|gami|gmia/.test(label)
}

/** Words that come before "at" in ordinary talk and are nobody's address. */
const STOP_WORDS = new Set(
  (
    'look looking looked meet meeting met us me him her them you we i it its is are was were be been am available visit here there ' +
    'see seen check checked checking found find live stay staying work works working worked job sign signup login log logged ' +
    'register registered registration book booked buy order ordered online only arrive arriving arrived even and or not that ' +
    'this these those site website page now today tomorrow tonight yesterday more details one all out up back home class ' +
    'classes practice training match game session sessions start starts starting end ends held happening open opens closed ' +
    'the a an of in on to for with from by as if so but then than time times kids students parents coach coaches good ' +
    'great best better very much really also just still already always never dinner lunch breakfast party event join ' +
    'joined subscribe follow read watch shop free sale price prices cost costs discount offer offers apply ' +
    'hai hain ho tha par pe ka ki ke ko se mera meri address email mail id gmail account accounts reach'
  ).split(' '),
)

function isStopWord(word: string): boolean {
  return STOP_WORDS.has(word)
}
