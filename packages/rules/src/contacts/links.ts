import { PRIVATE_HOSTS } from './private-hosts.ts'
import type { Span } from './spans.ts'
import { united, withoutOverlap } from './spans.ts'

/** A web address: `private` opens a channel past the academy, the others are ordinary and stay. */
export interface LinkSpan extends Span {
  readonly kind: 'private' | 'ordinary' | 'upi'
}

const START = '(?<![a-z0-9@_.-])(?:[a-z]{3,8}:[\\/\\\\]{1,3}(?:[^\\s<>"@/?#]{1,64}@)?)?'
const SUB_DOMAINS = '(?:[a-z0-9_-]{1,63}\\.){0,4}'
const PORT = '\\.?(?::\\d{1,5})?'
const REST = '[^\\s<>"]*'
const PAGES = PRIVATE_HOSTS.map(({ host, paths }) => {
  return paths === undefined ? `${host}${PORT}[\\/\\\\?#]` : `${host}${PORT}[\\/\\\\]{1,2}${paths}`
})
const PRIVATE = new RegExp(`${START}${SUB_DOMAINS}(?:${PAGES.join('|')})${REST}`, 'giu')
/** A name of one's own before a host that gives each person one: `asha.t.me`. */
const OWN_HOST = new RegExp(`${START}(?!www\\.)[a-z0-9_-]{3,63}\\.t\\.me(?![a-z0-9_-]|\\.[a-z0-9])${REST}`, 'giu')
/** Schemes that call, write or pay, whatever follows; the short ones only with something to call behind them. */
const SCHEMES =
  /(?<![a-z0-9])(?:(?:whatsapp|tg|sgnl|viber|facetime(?:-audio)?|imessage|weixin|wechat|fb-messenger|line|threema|kakaotalk|zalo|snapchat|instagram|discord):\/\/|(?:mailto|xmpp|sips?|skype):(?=[^\s<>"]{0,200}[@?.\d])|(?:tel|sms|smsto|mms|mmsto|callto|facetime(?:-audio)?):(?:\/\/)?(?=[+(]?\d[\d(). -]{5}))[^\s<>"]*(?: (?=\d)[\d().-]{2,12}){0,4}/giu
const DOT = ' {0,2}(?:\\.|\\bdot\\b|[([{](?:dot|\\.)[)\\]}]) {0,2}'
const SLASH = ' {0,2}(?:\\/|\\bslash\\b|[([{](?:slash|\\/)[)\\]}]) {0,2}'
/** "t dot me slash asha", "wa . me / 9198…" */
const SPELLED = new RegExp(
  `(?<![a-z0-9])(?:(?:t|wa|m|ig|signal|telegram|line|zalo)${DOT}me|wa${DOT}link|discord${DOT}gg|signal${DOT}group|` +
    `(?:chat|api)${DOT}whatsapp${DOT}com)${SLASH}[^\\s<>"]+`,
  'giu',
)
const UPI = /(?<![a-z0-9])upi:\/\/[^\s<>"]*/giu
const ORDINARY =
  /(?<![a-z0-9])[a-z][a-z0-9+.-]{1,15}:\/\/[^\s<>]*|(?<![a-z0-9@_.-])www\.[^\s<>]*|(?<![a-z0-9@_.-])(?:[a-z0-9-]{1,63}\.){1,6}[a-z]{2,24}(?::\d{1,5})?\/[^\s<>]*/giu

/** Finds web addresses in folded text, in order and not overlapping. Every pattern is bounded, so it is linear. */
export function findLinks(text: string): LinkSpan[] {
  if (!/[:/\\]|www\.|slash|\.t\.me/i.test(text)) return []
  const found: LinkSpan[] = []
  for (const [pattern, kind] of [
    [UPI, 'upi'],
    [PRIVATE, 'private'],
    [OWN_HOST, 'private'],
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
const QUERY_NUMBER =
  /[?&](?:phone|mobile|mob|tel|number|contact|whatsapp|wa|call|phone_?n(?:o|umber)|mobile_?n(?:o|umber)|msisdn|ph|cell|to|recipient)=(?:\+|%2b|00)?(\d{8,15})(?!\d)/i

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
