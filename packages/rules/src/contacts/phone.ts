import { isInternational } from './country-codes.ts'
import { findDrawnNumbers } from './drawn-numbers.ts'
import { isMeasure, isScore, isSpacedDate } from './measures.ts'
import type { Numeral } from './numeral.ts'
import type { Chain, Gap, Looseness } from './numerals.ts'
import { readChains, wider } from './numerals.ts'
import { findPartedNumbers } from './parted.ts'
import { hasCurrencyBefore, hasUnitAfter, topicAround, topicBefore } from './phone-context.ts'
import type { Candidate } from './phone-shape.ts'
import { isPhone } from './phone-shape.ts'
import type { Span } from './spans.ts'
import { inOrder, overlaps } from './spans.ts'
import type { Token } from './tokens.ts'

/** A phone number in folded text; `digits` are those of the number without its extension. */
export interface PhoneSpan extends Span {
  readonly digits: string
}

/** Most digits that are ever taken together; more than any number has, country and trunk prefix included. */
const MOST_DIGITS = 17
/** Most groups of a longer row that are tried together, and fewest digits a number cut out of it has. */
const WINDOW = 6
const FEWEST_CUT_DIGITS = 9

/** Finds phone numbers in folded text and its tokens. Linear: every numeral is looked at a bounded number of times. */
export function findPhones(text: string, tokens: readonly Token[]): PhoneSpan[] {
  const found: PhoneSpan[] = findVanityNumbers(text)
  const reading: Reading = { text, tokens, found, chain: { numerals: [], gaps: [] }, alone: false }
  const chains = readChains(tokens)
  found.push(...findPartedNumbers(tokens, chains), ...findDrawnNumbers(text))
  for (const chain of chains) {
    const digits = chain.numerals.reduce((sum, numeral) => sum + numeral.digits.length, 0)
    if (digits < 6) continue
    const alone = isAlone(tokens, chain)
    for (const [from, to] of withoutMeasures(text, tokens, chain)) scan({ ...reading, chain, alone }, from, to, false)
  }
  return found.length === 0 ? found : withRepetitions(tokens, found)
}

/** A number that was found once is hidden wherever the same digits stand, whatever they are called there. */
function withRepetitions(tokens: readonly Token[], found: PhoneSpan[]): PhoneSpan[] {
  const digits = new Set(found.map((phone) => phone.digits))
  const same = tokens.filter((token) => token.kind === 'digits' && digits.has(token.text))
  const hits = overlaps(same, found.sort(inOrder))
  const again = same.filter((_, index) => hits[index] === undefined)
  return [...found, ...again.map(({ start, end, text }) => ({ start, end, digits: text }))]
}

/** Free-phone numbers that spell a word, which only capitals behind their prefix give away. */
const VANITY = /(?<![\w-])(?:1-?8(?:00|33|44|55|66|77|88)|1300|0800)-(?:[A-Z]{4,8}|[A-Z]{2,5}-[A-Z]{2,6})(?![A-Za-z])/g

function findVanityNumbers(text: string): PhoneSpan[] {
  if (!/\d\d-[A-Z]{2}/.test(text)) return []
  return Array.from(text.matchAll(VANITY), (match) => {
    return { start: match.index, end: match.index + match[0].length, digits: match[0] }
  })
}

interface Reading {
  readonly text: string
  readonly tokens: readonly Token[]
  readonly chain: Chain
  readonly alone: boolean
  readonly found: PhoneSpan[]
}

function isAlone(tokens: readonly Token[], { numerals }: Chain): boolean {
  const first = numerals[0]?.from ?? 0
  const last = numerals.at(-1)?.to ?? 0
  const says = (token: Token | undefined) =>
    token?.kind === 'word' || token?.kind === 'digits' || token?.kind === 'wall'
  for (let index = Math.max(0, first - 4); index < first; index++) if (says(tokens[index])) return false
  for (let index = last; index < last + 4; index++) if (says(tokens[index])) return false
  return first <= 4 && tokens.length - last <= 4
}

/** The stretches of a chain between the dates, times, sums and scores in it. */
function withoutMeasures(text: string, tokens: readonly Token[], chain: Chain): [number, number][] {
  const { numerals, gaps } = chain
  const clusters = clustersOf(gaps)
  const isOther = clusters.map(([from, to]) => isOtherMeasure(text, tokens, chain, from, to))
  const scores = clusters.map(([from, to], index) => {
    return (
      to - from <= 4 &&
      !isOther[index] &&
      text[(numerals[from]?.start ?? 0) - 1] !== '+' &&
      isScore(withClosing(text, numerals[from]?.start ?? 0, numerals[to - 1]?.end ?? 0))
    )
  })
  scores.forEach((score, index) => {
    if (score && (scores[index - 1] || scores[index + 1])) isOther[index] = true
  })
  clusters.forEach(([from], index) => {
    const three = [0, 1, 2].map((step) => clusters[index + step])
    if (three.some((cluster) => cluster === undefined || cluster[1] - cluster[0] !== 1)) return
    const [a = '', b = '', c = ''] = [0, 1, 2].map((step) => numerals[from + step]?.digits ?? '')
    if (isSpacedDate([a, b, c])) isOther.fill(true, index, index + 3)
  })
  const stretches: [number, number][] = []
  let start = 0
  clusters.forEach(([from, to], index) => {
    if (!isOther[index]) return
    if (from > start) stretches.push([start, from])
    start = to
  })
  if (start < numerals.length) stretches.push([start, numerals.length])
  return stretches
}

/** A stretch of the text, with the bracket that closes one opened in it. */
function withClosing(text: string, start: number, end: number): string {
  const written = text.slice(start, end)
  return text[end] === ')' && written.includes('(') ? `${written})` : written
}

/** Runs of numerals without a space between them. */
function clustersOf(gaps: readonly Gap[]): [number, number][] {
  const clusters: [number, number][] = []
  let from = 0
  for (let index = 1; index <= gaps.length; index++) {
    if (gaps[index]?.tight) continue
    clusters.push([from, index])
    from = index
  }
  return clusters
}

function isOtherMeasure(text: string, tokens: readonly Token[], chain: Chain, from: number, to: number): boolean {
  const first = chain.numerals[from]
  const last = chain.numerals[to - 1]
  if (first === undefined || last === undefined) return false
  const digits = chain.numerals.slice(from, to).reduce((sum, numeral) => sum + numeral.digits.length, 0)
  const isPartOfMobile = chain.numerals.length === 2 && first.digits.length === 5
  if (digits <= 8 && !isPartOfMobile && hasCurrencyBefore(tokens, first.from)) return true
  if (digits <= (to - from === 1 ? 9 : 6) && hasUnitAfter(tokens, last.to)) return true
  const before = chain.numerals[from - 1]
  const completesMobile = digits === 5 && before !== undefined && /^[6-9]\d{4}$/.test(before.digits)
  const written = text.slice(first.start, last.end)
  if (completesMobile || !isMeasure(written) || isDialledWithDots(text[first.start - 1], written)) return false
  const isSolid = to - from === 1
  return digits < (isSolid ? 8 : 9) || digits > 13 || topicBefore(tokens, first.from) !== 'phone'
}

/** `+61.412.968.930` is a number, although `61.412.968.930` could be a sum. */
function isDialledWithDots(before: string | undefined, written: string): boolean {
  if (before !== '+' || !/^[\d.]+$/.test(written)) return false
  const digits = written.replaceAll('.', '')
  return digits.length >= 8 && (isInternational(digits) || written.split('.').length > 2)
}

/** Takes the longest stretch that is a number; if none is, parts it where the numerals hang together least. */
function scan(reading: Reading, from: number, to: number, cut: boolean): void {
  const { numerals, gaps } = reading.chain
  let digits = 0
  for (let index = from; index < to && digits <= 4 * MOST_DIGITS; index++) digits += numerals[index]?.digits.length ?? 0
  if (digits < 6) return
  if (digits <= MOST_DIGITS && take(reading, from, to, cut)) return
  if (to - from < 2) return
  let widest: Looseness = 0
  for (let index = from + 1; index < to; index++) widest = wider(widest, gaps[index]?.looseness ?? 0)
  const parts: [number, number][] = []
  let start = from
  for (let index = from + 1; index <= to; index++) {
    if (index < to && gaps[index]?.looseness !== widest) continue
    parts.push([start, index])
    start = index
  }
  let at = 0
  while (at < parts.length) at = takeWindow(reading, parts, at, cut || widest < 3)
}

/** Tries the parts from `at` on together, most first, and answers where to go on. */
function takeWindow(reading: Reading, parts: readonly [number, number][], at: number, cut: boolean): number {
  const [from, end] = parts[at] ?? [0, 0]
  for (let next = Math.min(parts.length, at + WINDOW); next > at + 1; next--) {
    const to = parts[next - 1]?.[1] ?? end
    if (next - at === parts.length || to - from > WINDOW) continue
    const digits = countDigits(reading.chain.numerals, from, to)
    if (digits < FEWEST_CUT_DIGITS) break
    if (digits <= MOST_DIGITS && take(reading, from, to, true)) return next
  }
  scan(reading, from, end, cut)
  return at + 1
}

function countDigits(numerals: readonly Numeral[], from: number, to: number): number {
  let digits = 0
  for (let index = from; index < to && digits <= MOST_DIGITS; index++) digits += numerals[index]?.digits.length ?? 0
  return digits
}

function take(reading: Reading, from: number, to: number, cut: boolean): boolean {
  const { chain, text, tokens, found } = reading
  const numerals = chain.numerals.slice(from, to)
  const first = numerals[0]
  const last = numerals.at(-1)
  if (first === undefined || last === undefined) return false
  if (cut && numerals.length > 4 && first.digits[0] !== '0' && !/[+(]/.test(text[first.start - 1] ?? '')) return false
  const lead = leadBefore(text, tokens, first)
  const isInLargerWhole = (from > 0 && chain.gaps[from]?.bound) || chain.gaps[to]?.bound === true
  const candidate: Candidate = {
    numerals,
    gaps: chain.gaps.slice(from + 1, to),
    topic: () => topicAround(tokens, first.from, last.to),
    plus: lead.plus,
    glued: isInLargerWhole ? 'digits' : lead.glued,
    alone: reading.alone,
    cut,
  }
  if (!isPhone(candidate)) return false
  const rest = restOfCluster(chain, to)
  const lastEnd = chain.numerals[rest - 1]?.end ?? last.end
  const end = endWithExtension(text, lastEnd, lead.open && !text.slice(first.start, lastEnd).includes(')'))
  found.push({ start: lead.start, end, digits: numerals.map((numeral) => numeral.digits).join('') })
  return true
}

/** Up to five digits that a sign ties to the end of a number go with it. */
function restOfCluster({ numerals, gaps }: Chain, to: number): number {
  let end = to
  let digits = 0
  while (gaps[end]?.bound) {
    digits += numerals[end]?.digits.length ?? 0
    end++
  }
  return digits <= 5 ? end : to
}

interface Lead {
  readonly start: number
  readonly plus: boolean
  readonly open: boolean
  readonly glued: Candidate['glued']
}

/** What stands right before a number: brackets and plus signs that belong to it, or what it is glued to. */
function leadBefore(text: string, tokens: readonly Token[], first: Numeral): Lead {
  let start = first.start
  while (start > first.start - 4 && /[+(]/.test(text[start - 1] ?? '')) start--
  const signs = text.slice(start, first.start)
  const spaced = /\+ ?$/.exec(text.slice(Math.max(0, start - 2), start))
  if (spaced) start -= spaced[0].length
  const spoken = tokens[first.from - 1]?.kind === 'space' && tokens[first.from - 2]?.text === 'plus'
  const before = text[start - 1] ?? ''
  return {
    start,
    plus: signs.includes('+') || spaced !== null || spoken,
    open: signs.includes('('),
    glued: start === first.start ? gluedTo(text, before, start) : undefined,
  }
}

function gluedTo(text: string, before: string, start: number): Candidate['glued'] {
  if (before === '#') return 'hash'
  if (before === '-') return /[\p{L}\p{N}]/u.test(text[start - 2] ?? '') ? 'hyphen' : 'minus'
  if (!/[A-Za-z]/.test(before)) return undefined
  const [letters = ''] = /[A-Za-z]{0,8}$/.exec(text.slice(Math.max(0, start - 8), start)) ?? []
  return letters === letters.toUpperCase() ? 'capitals' : undefined
}

const EXTENSION = /[ ,;]{0,3}(?:extension|extn|ext|int|x|dial|доб|poste|#)[.:]{0,2} {0,2}\d{1,7}/iy

function endWithExtension(text: string, end: number, isBracketOpen: boolean): number {
  EXTENSION.lastIndex = end
  const extended = EXTENSION.test(text) ? EXTENSION.lastIndex : end
  return isBracketOpen && text[extended] === ')' ? extended + 1 : extended
}
