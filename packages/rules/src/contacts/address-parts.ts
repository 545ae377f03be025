import { normalise, PICTURE } from './normalise.ts'
import { numberWord } from './number-words.ts'
import type { Token } from './tokens.ts'

/**
 * A piece of an address as people spell it. `sure`: an @ by any name that is no ordinary word ("@", "(at)", "at the
 * rate"), a dot that was said or put into brackets.
 */
export interface AddressPart {
  readonly role: 'label' | 'at' | 'dot' | 'sign' | 'other'
  /** In lower case; for a dot the sign or the word. */
  readonly text: string
  readonly start: number
  readonly end: number
  readonly spaceBefore: boolean
  readonly sure: boolean
}

const AT_WORDS = words(
  'at att aet arroba arrobas arobase arobas arobaz attherate atherate attherateof atrate adrate atsign atthesign chiocciola chiocciolina ' +
    'klammeraffe klammeraffen affenschwanz snabel snabela apenstaartje aapenstaartje malpa małpa zavinac kukac собака собачка αt παπάκι ' +
    'एट ऐट अट अॅट ॲट ऍट एैट ऐटदरेट एटदरेट अ‍ॅट એટ ઍટ অ্যাট এট ਐਟ அட் ஆட் எட் அட்டு ஏட் எட்டு-அட் ఎట్ అట్ ಅಟ್ ಆಟ್ ആറ്റ് at_sign at-sign at_the_rate at-the-rate at_the_rate_of at-the-rate-of the_at_sign',
)
/** Those that are no ordinary word. */
const SURE_AT_WORDS = new Set(
  [...AT_WORDS].filter((word) => !/^(?:at|att|aet|malpa|snabel|एट|ऐट|अट|एैट|এট|ਐਟ)$/.test(word)),
)
/** Heard for "at" as well, but ordinary words of other languages: only before a mail service with its ending. */
const POSSIBLE_AT_WORDS = words('et ad chez bei @ a')
const DOT_WORDS = words(
  'dot dott doot dut daat dawt d0t point punkt punto ponto punkto punt prik prikk piste kropka tecka pont nokta period fullstop ' +
    'full-stop full_stop डॉट डोट डाट डौट डाॅट ডট ডট્ ડોટ ਡਾਟ டாட் டொட் డాట్ ಡಾಟ್ ഡോട്ട് точка крапка τελεία نقطة نقطه ดอท 点 點 ドット',
)
const SIGN_WORDS = words('underscore dash hyphen minus plus अंडरस्कोर डैश')
/** "(at)", "[dot]", "-at-", "_at_", "*at*", "'at'". */
const OPENING = /^[([{<*_~|:."'/\\=+-]$/
const CLOSING = /^[)\]}>*_~|:."'/\\=+-]$/
/** Said between the pieces of an address that is read out: "asha then at then gmail". */
const STEPS = /^(?:then|phir|fir|and|aur|followed|by|next)$/
const PAUSES = /^[,;:"'…-]$/

/** Words as the folded text spells them. */
function words(list: string): ReadonlySet<string> {
  return new Set(list.split(' ').map((word) => normalise(word).text.toLowerCase()))
}

/** Whether a lower-case folded word may stand for an @, whatever else it means. */
export function isAtWord(word: string): boolean {
  return AT_WORDS.has(word)
}

/** Whether a lower-case folded word may be an @ before a mail service although it is an ordinary word elsewhere. */
export function isPossibleAtWord(word: string): boolean {
  return POSSIBLE_AT_WORDS.has(word)
}

/** Reads the tokens of a text as pieces of addresses. Pictures count as nothing, so they do not part an address. */
export function readAddressParts(tokens: readonly Token[]): AddressPart[] {
  const parts: AddressPart[] = []
  let space = true
  let at = 0
  while (at < tokens.length) {
    const token = tokens[at]
    if (token === undefined) break
    if (token.kind === 'space' || token.kind === 'line') {
      space = true
      at++
      continue
    }
    if (token.text === PICTURE) {
      at++
      continue
    }
    const [part, next] = readPart(tokens, at, space)
    parts.push(part)
    space = false
    at = next
  }
  return joinSingleLetters(withoutPauses(parts))
}

function readPart(tokens: readonly Token[], at: number, spaceBefore: boolean): [AddressPart, number] {
  return (
    readBracketed(tokens, at, spaceBefore) ??
    readSpokenAt(tokens, at, spaceBefore) ??
    readLabel(tokens, at, spaceBefore) ??
    readMark(tokens, at, spaceBefore)
  )
}

function partOf(
  tokens: readonly Token[],
  from: number,
  to: number,
  rest: Pick<AddressPart, 'role' | 'text' | 'sure' | 'spaceBefore'>,
): [AddressPart, number] {
  return [{ ...rest, start: tokens[from]?.start ?? 0, end: tokens[to - 1]?.end ?? 0 }, to]
}

function readBracketed(tokens: readonly Token[], at: number, spaceBefore: boolean): [AddressPart, number] | undefined {
  if (tokens[at]?.kind !== 'mark' || !OPENING.test(tokens[at]?.text ?? '')) return undefined
  let inner = at + 1
  if (tokens[inner]?.kind === 'space') inner++
  const word = tokens[inner]
  if (word === undefined || (word.kind !== 'word' && word.kind !== 'mark')) return undefined
  const spoken = readSpokenAt(tokens, inner, spaceBefore)
  let close = spoken?.[1] ?? inner + 1
  if (tokens[close]?.kind === 'space') close++
  if (!CLOSING.test(tokens[close]?.text ?? '')) return undefined
  if (spoken || word.text === 'a' || word.text === '@') {
    return partOf(tokens, at, close + 1, { role: 'at', text: '(at)', sure: true, spaceBefore })
  }
  if (DOT_WORDS.has(word.text) || word.text === '.') {
    return partOf(tokens, at, close + 1, { role: 'dot', text: 'dot', sure: true, spaceBefore })
  }
  return undefined
}

/** "at", "at the rate", "at the rate of", "at d rate", "at rate", "at sign". */
function readSpokenAt(tokens: readonly Token[], at: number, spaceBefore: boolean): [AddressPart, number] | undefined {
  const word = tokens[at]
  if (word?.kind !== 'word' || !(AT_WORDS.has(word.text) || SURE_AT_WORDS.has(word.text))) return undefined
  const isText = (token: Token | undefined) => token?.kind === 'digits' || token?.kind === 'word'
  if (!isSignInScript(word) && (isText(tokens[at + 1]) || isText(tokens[at - 1]))) return undefined
  const [length, end] = rateAfter(tokens, at + 1)
  return partOf(tokens, at, end, {
    role: 'at',
    text: 'at',
    sure: length > 0 || SURE_AT_WORDS.has(word.text),
    spaceBefore,
  })
}

const RATE_OPENING = words('at the d da de rate sign symbol द दी रेट')

/** How many words of "the rate of" follow, and where they end. */
function rateAfter(tokens: readonly Token[], from: number): [length: number, end: number] {
  const heard: string[] = []
  const ends: number[] = [from]
  let next = from
  while (heard.length < 4) {
    const word = /^[\s_-]$/.test(tokens[next]?.text ?? '') ? next + 1 : next
    if (tokens[word]?.kind !== 'word' || (word === next && heard.length > 0)) break
    if (heard.length === 0 && !RATE_OPENING.has(tokens[word]?.text ?? '')) return [0, from]
    heard.push(tokens[word]?.text ?? '')
    next = word + 1
    ends.push(next)
  }
  const phrase = heard.join(' ').replace(/^at (?=the|d|da|de|rate)/, '')
  const skipped = heard.length - (phrase === '' ? 0 : phrase.split(' ').length)
  const length = /^(?:the|d|da|de|द|दी) (?:rate|ret|रेट) of(?= |$)/.test(phrase)
    ? 3
    : /^(?:the|d|da|de|द|दी) (?:rate|ret|रेट|sign)(?= |$)/.test(phrase)
      ? 2
      : /^(?:rate|रेट|sign|symbol)(?= |$)/.test(phrase)
        ? 1
        : 0
  const taken = length === 0 ? 0 : length + skipped
  return [taken, ends[taken] ?? from]
}

function isLabelToken(token: Token | undefined): boolean {
  return token?.kind === 'word' || token?.kind === 'digits' || (token?.kind === 'mark' && /^[-_+]$/.test(token.text))
}

/** A run of letters and digits, with single hyphens and underscores inside. */
function readLabel(tokens: readonly Token[], at: number, spaceBefore: boolean): [AddressPart, number] | undefined {
  const isText = (token: Token | undefined) => token?.kind === 'word' || token?.kind === 'digits'
  if (!isText(tokens[at])) return undefined
  let next = at + 1
  while (
    !isSignInScript(tokens[at]) &&
    !isSignInScript(tokens[next]) &&
    (isText(tokens[next]) || (isLabelToken(tokens[next]) && isText(tokens[next + 1]) && !isSpelledSign(tokens, next)))
  )
    next++
  const text = tokens
    .slice(at, next)
    .map((token) => token.text)
    .join('')
  const single = next === at + 1
  const isApart = /^\p{L}(?:([-_])\p{L})(?:\1\p{L}){2,}$/u.test(text)
  if (isApart)
    return partOf(tokens, at, next, { role: 'label', text: text.replace(/[-_]/g, ''), sure: false, spaceBefore })
  if (!single && SURE_AT_WORDS.has(text)) return partOf(tokens, at, next, { role: 'at', text, sure: true, spaceBefore })
  const role = DOT_WORDS.has(text) ? 'dot' : single && SIGN_WORDS.has(text) ? 'sign' : 'label'
  return partOf(tokens, at, next, { role, text, sure: role === 'dot', spaceBefore })
}

/** A word for @ or dot in an Indian script, which needs no space beside Latin letters: `ashaएटgmailडॉटcom`. */
function isSignInScript(token: Token | undefined): boolean {
  return token?.kind === 'word' && token.text >= '\u0900' && (AT_WORDS.has(token.text) || DOT_WORDS.has(token.text))
}

/** The hyphens of "-at-" and "_dot_" are no part of a label. */
function isSpelledSign(tokens: readonly Token[], mark: number): boolean {
  const word = tokens[mark + 1]?.text ?? ''
  return (AT_WORDS.has(word) || DOT_WORDS.has(word)) && CLOSING.test(tokens[mark + 2]?.text ?? '')
}

function readMark(tokens: readonly Token[], at: number, spaceBefore: boolean): [AddressPart, number] {
  const text = tokens[at]?.text ?? ''
  if (text === '@')
    return partOf(tokens, at, rateAfter(tokens, at + 1)[1], { role: 'at', text, sure: true, spaceBefore })
  const role = text === '.' || text === ',' ? 'dot' : /^[_+-]$/.test(text) ? 'sign' : 'other'
  return partOf(tokens, at, at + 1, { role, text, sure: false, spaceBefore })
}

/** "asha, at, gmail, dot, com": commas and the like beside a sign that is spelled out say nothing. */
function withoutPauses(parts: readonly AddressPart[]): AddressPart[] {
  const isSpoken = (part: AddressPart | undefined) =>
    part !== undefined && (part.role === 'at' || (part.role === 'dot' && part.sure))
  return parts.filter((part, index) => {
    if (/^[([{<]$/.test(part.text)) return parts[index + 1]?.role !== 'at'
    const isPause = part.role === 'label' ? STEPS.test(part.text) : !part.sure && PAUSES.test(part.text)
    return !isPause || !(isSpoken(parts[index - 1]) || isSpoken(parts[index + 1]))
  })
}

/** "g m a i l" is gmail: three or more single letters with a space between them make one label. */
function joinSingleLetters(parts: readonly AddressPart[]): AddressPart[] {
  const joined: AddressPart[] = []
  let at = 0
  while (at < parts.length) {
    const part = parts[at]
    if (part === undefined) break
    let end = at
    while (isSingleLetter(parts[end]) && (end === at || parts[end]?.spaceBefore)) end++
    const dotted = end - at < 3 ? endOfDotted(parts, at) : end
    if (dotted > end) {
      joined.push({ ...part, text: lettersOf(parts.slice(at, dotted)), end: parts[dotted - 1]?.end ?? part.end })
      at = dotted
      continue
    }
    const last = parts[end - 1]
    if (end - at >= 3 && last !== undefined) {
      joined.push({ ...part, text: lettersOf(parts.slice(at, end)), end: last.end })
      at = end
    } else {
      joined.push(part)
      at++
    }
  }
  return joined
}

/** Where "g.m.a.i.l" ends: four or more single letters with the same sign between them. */
function endOfDotted(parts: readonly AddressPart[], at: number): number {
  if (!isSingleLetter(parts[at])) return at
  const sign = parts[at + 1]?.text ?? ''
  if (!/^[.*_~|-]$/.test(sign)) return at
  let end = at + 1
  while (parts[end]?.text === sign && isSingleLetter(parts[end + 1]) && !parts[end + 1]?.spaceBefore) end += 2
  return end - at >= 5 ? end : at
}

function lettersOf(parts: readonly AddressPart[]): string {
  return parts
    .filter((part) => part.role === 'label')
    .map((part) => part.text)
    .join('')
}

function isSingleLetter(part: AddressPart | undefined): boolean {
  return part?.role === 'label' && part.text.length === 1
}

/** Whether a label is digits or a digit in words, as in "ravi nine nine at gmail". */
export function isNumberLabel(part: AddressPart | undefined): boolean {
  return part?.role === 'label' && (/^\d+$/.test(part.text) || numberWord(part.text)?.doubtful === false)
}
