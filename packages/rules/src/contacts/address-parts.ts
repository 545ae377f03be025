import { PICTURE } from './normalise.ts'
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

const AT_WORDS = new Set(
  'at arroba attherate atrate attherateof adrate एट ऐट अट at-the-rate chiocciola klammeraffe собака'.split(' '),
)
const SURE_AT_WORDS = new Set(
  'attherate atrate attherateof adrate arroba chiocciola klammeraffe собака एटदरेट'.split(' '),
)
const DOT_WORDS = new Set('dot dott doot d0t point punkt punto ponto period डॉट डोट डाट डौट точка'.split(' '))
const SIGN_WORDS = new Set('underscore dash hyphen minus plus अंडरस्कोर डैश'.split(' '))
/** "(at)", "[dot]", "-at-", "_at_", "*at*". */
const OPENING = /^[([{<*_~|:.-]$/
const CLOSING = /^[)\]}>*_~|:.-]$/

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
  return joinSingleLetters(parts)
}

function readPart(tokens: readonly Token[], at: number, spaceBefore: boolean): [AddressPart, number] {
  return (
    readBracketed(tokens, at, spaceBefore) ??
    readSpokenAt(tokens, at, spaceBefore) ??
    readLabel(tokens, at, spaceBefore) ?? [readMark(tokens, at, spaceBefore), at + 1]
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
    return partOf(tokens, at, close + 1, { role: 'at', text: '@', sure: true, spaceBefore })
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
  if (isLabelToken(tokens[at + 1]) && tokens[at + 1]?.kind !== 'space') {
    if (tokens[at + 1]?.kind === 'digits' || tokens[at + 1]?.kind === 'word') return undefined
  }
  if (isLabelToken(tokens[at - 1]) && tokens[at - 1]?.kind !== 'mark') return undefined
  const words: string[] = []
  let next = at + 1
  const ends: number[] = []
  while (words.length < 3 && tokens[next]?.kind === 'space' && tokens[next + 1]?.kind === 'word') {
    words.push(tokens[next + 1]?.text ?? '')
    next += 2
    ends.push(next)
  }
  const phrase = words.join(' ')
  const length = /^(?:the|d|da|de|द|दी) (?:rate|ret|रेट) of(?= |$)/.test(phrase)
    ? 3
    : /^(?:the|d|da|de|द|दी) (?:rate|ret|रेट|sign)(?= |$)/.test(phrase)
      ? 2
      : /^(?:rate|रेट|sign|symbol)(?= |$)/.test(phrase)
        ? 1
        : 0
  return partOf(tokens, at, ends[length - 1] ?? at + 1, {
    role: 'at',
    text: 'at',
    sure: length > 0 || SURE_AT_WORDS.has(word.text),
    spaceBefore,
  })
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
    isText(tokens[next]) ||
    (isLabelToken(tokens[next]) && isText(tokens[next + 1]) && !isSpelledSign(tokens, next))
  )
    next++
  const text = tokens
    .slice(at, next)
    .map((token) => token.text)
    .join('')
  const single = next === at + 1
  const role = single && DOT_WORDS.has(text) ? 'dot' : single && SIGN_WORDS.has(text) ? 'sign' : 'label'
  return partOf(tokens, at, next, { role, text, sure: role === 'dot', spaceBefore })
}

/** The hyphens of "-at-" and "_dot_" are no part of a label. */
function isSpelledSign(tokens: readonly Token[], mark: number): boolean {
  const word = tokens[mark + 1]?.text ?? ''
  return (AT_WORDS.has(word) || DOT_WORDS.has(word)) && CLOSING.test(tokens[mark + 2]?.text ?? '')
}

function readMark(tokens: readonly Token[], at: number, spaceBefore: boolean): AddressPart {
  const token = tokens[at]
  const text = token?.text ?? ''
  const role = text === '@' ? 'at' : text === '.' || text === ',' ? 'dot' : /^[_+-]$/.test(text) ? 'sign' : 'other'
  return { role, text, start: token?.start ?? 0, end: token?.end ?? 0, spaceBefore, sure: role === 'at' }
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
    const last = parts[end - 1]
    if (end - at >= 3 && last !== undefined) {
      const text = parts
        .slice(at, end)
        .map((letter) => letter.text)
        .join('')
      joined.push({ ...part, text, end: last.end })
      at = end
    } else {
      joined.push(part)
      at++
    }
  }
  return joined
}

function isSingleLetter(part: AddressPart | undefined): boolean {
  return part?.role === 'label' && part.text.length === 1
}

/** Whether a label is digits or a digit in words, as in "ravi nine nine at gmail". */
export function isNumberLabel(part: AddressPart | undefined): boolean {
  return part?.role === 'label' && (/^\d+$/.test(part.text) || numberWord(part.text)?.doubtful === false)
}
