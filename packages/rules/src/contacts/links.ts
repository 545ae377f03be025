import type { Span } from './spans.ts'
import { united, withoutOverlap } from './spans.ts'

/** A web address: `private` opens a channel past the academy, the others are ordinary and stay. */
export interface LinkSpan extends Span {
  readonly kind: 'private' | 'ordinary' | 'upi'
}

/** Hosts whose links open a chat or a call with one person or group. */
const PRIVATE_HOSTS = [
  'wa\\.me',
  'wa\\.link',
  '(?:api|chat|web|call|www)\\.whatsapp\\.com',
  'whatsapp\\.com',
  't\\.me',
  'telegram\\.(?:me|dog|im)',
  'signal\\.(?:me|group)',
  'm\\.me',
  'ig\\.me',
  '(?:www\\.)?messenger\\.com\\/t',
  'discord\\.gg',
  'discord(?:app)?\\.com\\/invite',
  'line\\.me',
  'lin\\.ee',
  'viber\\.(?:me|click)',
  'zalo\\.me',
  'join\\.skype\\.com',
  'open\\.kakao\\.com',
  'u\\.wechat\\.com',
  '(?:www\\.)?snapchat\\.com\\/add',
]

const PRIVATE = new RegExp(
  `(?<![a-z0-9@_.-])(?:https?:\\/{1,3})?(?:www\\.)?(?:${PRIVATE_HOSTS.join('|')})(?::\\d{1,5})?[/?#][^\\s<>"]*`,
  'giu',
)
/** Schemes that call, write or pay, whatever follows; the short ones only with something to call behind them. */
const SCHEMES =
  /(?<![a-z0-9])(?:(?:whatsapp|tg|sgnl|viber|facetime(?:-audio)?|imessage|weixin|wechat|fb-messenger|line):\/\/|(?:mailto|xmpp|sips?|skype):(?=[^\s<>"]{0,200}[@?.\d])|(?:tel|sms|smsto|mms|mmsto|callto|facetime(?:-audio)?):(?:\/\/)?(?=[+(]?\d[\d().-]{5}))[^\s<>"]*/giu
/** "t dot me slash asha", "wa . me / 9198…" */
const SPELLED =
  /(?<![a-z0-9])(?:t|wa|m|ig|signal|telegram) {0,2}(?:\.|\bdot\b|[([]dot[)\]]|[([]\.[)\]]) {0,2}me {0,2}(?:\/|\bslash\b) {0,2}[^\s<>"]+/giu
const UPI = /(?<![a-z0-9])upi:\/\/[^\s<>"]*/giu
const ORDINARY =
  /(?<![a-z0-9])[a-z][a-z0-9+.-]{1,15}:\/\/[^\s<>]*|(?<![a-z0-9@_.-])www\.[^\s<>]*|(?<![a-z0-9@_.-])(?:[a-z0-9-]{1,63}\.){1,6}[a-z]{2,24}(?::\d{1,5})?\/[^\s<>]*/giu

/** Finds web addresses in folded text, in order and not overlapping. Every pattern is bounded, so it is linear. */
export function findLinks(text: string): LinkSpan[] {
  if (!/[:/]|www\.|slash/i.test(text)) return []
  const found: LinkSpan[] = []
  for (const [pattern, kind] of [
    [UPI, 'upi'],
    [PRIVATE, 'private'],
    [SCHEMES, 'private'],
    [SPELLED, 'private'],
    [ORDINARY, 'ordinary'],
  ] as const) {
    for (const match of text.matchAll(pattern)) {
      found.push({ start: match.index, end: match.index + untilSentence(match[0]).length, kind })
    }
  }
  const telling = united(found.filter((link) => link.kind !== 'ordinary'))
  return withoutOverlap(
    telling,
    found.filter((link) => link.kind === 'ordinary'),
  )
}

const HOST_NUMBER = /^(?:[a-z]+:\/\/)?(?:www\.)?(0\d{9,10}|[6-9]\d{9}|91[6-9]\d{9})(?:\.[a-z]|\/|$)/i
const QUERY_NUMBER = /[?&](?:phone|mobile|mob|tel|number|contact|whatsapp|wa|call)=(?:\+|%2b|00)?(\d{8,15})(?!\d)/i

/** The phone number that an ordinary link has for its host or names as one: `www.07781482378.com`, `?phone=98…`. */
export function numberInLink(text: string, link: Span): Span | undefined {
  const written = text.slice(link.start, Math.min(link.end, link.start + 2_000))
  const number = HOST_NUMBER.exec(written) ?? QUERY_NUMBER.exec(written)
  if (number?.[1] === undefined) return undefined
  const start = link.start + number.index + number[0].lastIndexOf(number[1])
  return { start, end: start + number[1].length }
}

/** A link ends before the punctuation of the sentence and before the bracket that was opened in front of it. */
function untilSentence(link: string): string {
  let depth = 0
  let end = 0
  for (; end < link.length; end++) {
    if (link[end] === '(') depth++
    else if (link[end] === ')' && --depth < 0) break
  }
  while (end > 0 && /[.,;:!?'"*\]}]/.test(link[end - 1] ?? '')) end--
  return link.slice(0, end)
}
