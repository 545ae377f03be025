import { HIDDEN } from './contact.ts'
import type { Span } from './spans.ts'

/**
 * `digits` a run of 0-9, `word` a run of letters (one ideograph each), `space`, `line` one or more line ends, `mark` one
 * other character, `wall` something that is already hidden or is no business of the number detector, such as a URL.
 */
type TokenKind = 'digits' | 'word' | 'space' | 'line' | 'mark' | 'wall'

/** A piece of folded text; the pieces of a text follow each other without gaps. Words are in lower case. */
export interface Token {
  readonly kind: TokenKind
  readonly start: number
  readonly end: number
  readonly text: string
}

const LETTER = /^[\p{L}\p{M}]$/u
const IDEOGRAPH = /^\p{Script=Han}$/u

/** Cuts folded text into tokens. `walls`, in order and not overlapping, become one token each. */
export function tokenise(text: string, walls: readonly Span[]): Token[] {
  const tokens: Token[] = []
  let wall = 0
  let at = 0
  while (at < text.length) {
    const next = walls[wall]
    let end: number
    let kind: TokenKind
    if (next !== undefined && next.start === at) {
      end = next.end
      kind = 'wall'
      wall++
    } else if (text.startsWith(HIDDEN, at)) {
      end = at + HIDDEN.length
      kind = 'wall'
    } else {
      kind = kindAt(text, at)
      end = endOfRun(text, at, kind, next?.start ?? text.length)
    }
    tokens.push({
      kind,
      start: at,
      end,
      text: kind === 'word' ? text.slice(at, end).toLowerCase() : text.slice(at, end),
    })
    at = end
  }
  return tokens
}

function endOfRun(text: string, start: number, kind: TokenKind, limit: number): number {
  let end = start + widthAt(text, start)
  if (kind === 'mark' || (kind === 'word' && isIdeographAt(text, start))) return end
  while (end < limit && kindAt(text, end) === kind && !(kind === 'word' && startsWord(text, end))) {
    end += widthAt(text, end)
  }
  return end
}

/** An ideograph is a word by itself; where an Indian script and Latin meet, as in `ashaएटgmail`, one word ends. */
function startsWord(text: string, at: number): boolean {
  return isIndianAt(text, at) !== isIndianAt(text, at - 1) || isIdeographAt(text, at)
}

function isIndianAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return code >= 0x900 && code <= 0xd7f
}

function kindAt(text: string, at: number): TokenKind {
  const code = text.charCodeAt(at)
  if (code >= 48 && code <= 57) return 'digits'
  if ((code >= 97 && code <= 122) || (code >= 65 && code <= 90)) return 'word'
  if (code === 32 || code === 9) return 'space'
  if (code === 10 || code === 13) return 'line'
  if (code < 128) return 'mark'
  return LETTER.test(String.fromCodePoint(text.codePointAt(at) ?? code)) ? 'word' : 'mark'
}

function widthAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
}

function isIdeographAt(text: string, at: number): boolean {
  return text.charCodeAt(at) > 0x2e7f && IDEOGRAPH.test(String.fromCodePoint(text.codePointAt(at) ?? 0))
}
