import { escapeAt, mayHoldEscapes } from './escapes.ts'
import { latinTwin } from './look-alikes.ts'

/**
 * A text as the detectors read it, with the way back. `text` is folded: NFKC, ASCII digits, Latin letters for their
 * look-alikes, `•` for pictures, nothing for what is invisible. Offsets into it are turned into offsets of the original
 * by `sourceStart` and `sourceEnd`.
 */
export interface FoldedText {
  readonly text: string
  sourceStart(index: number): number
  sourceEnd(index: number): number
}

/** What every emoji and unknown symbol folds to: something that separates and is no letter. */
export const PICTURE = '•'

const PLAIN = /^[\t\n\r -~]*$/
/** Folds `text` so that a digit is one of `0-9` and a letter is drawn only one way. Linear in the length of the text. */
export function normalise(text: string): FoldedText {
  const hasEscapes = mayHoldEscapes(text)
  if (!hasEscapes && PLAIN.test(text)) return { text, sourceStart: (index) => index, sourceEnd: (index) => index }
  const starts: number[] = []
  const ends: number[] = []
  let folded = ''
  let last = ''
  let source = 0
  let inLink = false
  while (source < text.length) {
    const written = String.fromCodePoint(text.codePointAt(source) ?? 0)
    const escaped = hasEscapes ? escapeAt(text, source) : undefined
    const character = escaped?.character ?? written
    const end = source + (escaped?.length ?? written.length)
    if (escaped === undefined && /\s/.test(written)) inLink = false
    else if (/[/?:=]/.test(written)) inLink = true
    const replacement = foldWithNeighbours(character, last, text, end, inLink && escaped !== undefined)
    for (let unit = 0; unit < replacement.length; unit++) {
      starts.push(source)
      ends.push(end)
    }
    folded += replacement
    if (replacement !== '') last = replacement
    source = end
  }
  return {
    text: folded,
    sourceStart: (index) => starts[index] ?? text.length,
    sourceEnd: (index) => ends[index - 1] ?? 0,
  }
}

/** An escaped space does not end a link; an encircled letter a that stands for itself is an @. */
function foldWithNeighbours(
  character: string,
  before: string,
  text: string,
  next: number,
  isEscapedInLink: boolean,
): string {
  if (isEscapedInLink && /[\s<>"]/.test(character)) return PICTURE
  if (character > '~' && /^[ⓐⒶ🄐🅐🅰]$/u.test(character) && (character === '🅰' || !/[\p{L}\p{N}]$/u.test(before))) {
    if (!/^[\ufe0f\s]*[\u24b6-\u24ff\u{1f110}-\u{1f189}]/u.test(text.slice(next, next + 3))) return '@'
  }
  return foldInContext(character, before)
}

/** A mark on a Latin letter or a digit is a trick or an accent and goes; in other scripts it is part of the spelling. */
function foldInContext(character: string, before: string): string {
  if (character >= ' ' && character <= '~') return character
  if (/^\p{M}$/u.test(character)) {
    return /^\p{Me}$/u.test(character) || /[!-~]$/.test(before.slice(-1)) ? '' : character
  }
  return fold(character)
}

const MEMO_LIMIT = 10_000
const memo = new Map<string, string>()

function fold(character: string): string {
  const known = memo.get(character)
  if (known !== undefined) return known
  const folded = foldCharacter(character)
  if (memo.size >= MEMO_LIMIT) memo.clear()
  memo.set(character, folded)
  return folded
}

/** Invisible, or without a shape of its own: format characters, selectors, tags, fillers, skin tones. */
const INVISIBLE = /^[\p{Cf}\p{Variation_Selector}\p{Emoji_Modifier}\p{Default_Ignorable_Code_Point}]$/u
/** One half or a third is a quantity, and no digit of a phone number. */
const FRACTION = /^[\u00bc-\u00be\u2150-\u215f\u2189]$/

function foldCharacter(character: string): string {
  if (INVISIBLE.test(character)) return ''
  if (/^[\n\r\u0085\u2028\u2029]$/.test(character)) return '\n'
  if (/^[\t\p{Zs}\u2800]$/u.test(character)) return ' '
  if (/^\p{Cc}$/u.test(character)) return ''
  if (character === '〇') return '零'
  if (/^\p{Nd}$/u.test(character)) return decimalValue(character)
  if (FRACTION.test(character)) return PICTURE
  const enclosed = enclosedCharacter(character)
  if (enclosed !== undefined) return enclosed
  return Array.from(character.normalize('NFKC'), foldPart).join('')
}

function foldPart(part: string): string {
  if (part >= '!' && part <= '~') return part
  if (/^[\p{Zs}]$/u.test(part)) return ' '
  if (/^\p{Nd}$/u.test(part)) return decimalValue(part)
  if (/^[\p{Pd}\u2212\u30fc]$/u.test(part)) return '-'
  if (/^\p{L}$/u.test(part)) return latinTwin(withoutAccent(part))
  const mark = MARKS.get(part)
  if (mark !== undefined) return mark
  if (/^\p{Ps}$/u.test(part)) return '('
  if (/^\p{Pe}$/u.test(part)) return ')'
  if (/^\p{Sc}$/u.test(part)) return part
  return /^[\p{S}\p{Extended_Pictographic}\p{Regional_Indicator}]$/u.test(part) ? PICTURE : part
}

const MARKS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '.': '。｡․‧·∙⋅・･۔।',
    ',': '、،﹐',
    '/': '⁄∕⧸',
    '~': '〜∼',
    "'": '‘’ʼ′´`',
    '"': '“”„″«»',
    '|': '｜¦∣ǀ',
    '*': '∗✱⁎',
    '+': '➕✚',
    '-': '➖⁃',
    ':': '：∶ː',
    _: '‿',
    '(': '【「『〔〈《❨❲',
    ')': '】」』〕〉》❩❳',
  }).flatMap(([plain, twins]) => [...twins].map((twin) => [twin, plain] as const)),
)

function withoutAccent(letter: string): string {
  const [base, mark] = letter.normalize('NFD')
  return base !== undefined &&
    mark !== undefined &&
    /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]$/u.test(base)
    ? base
    : letter
}

/** Unicode keeps decimal digits in runs of ten, so the distance from the start of the run gives the value. */
function decimalValue(digit: string): string {
  let code = digit.codePointAt(0) ?? 0
  let value = -1
  while (/^\p{Nd}$/u.test(String.fromCodePoint(code))) {
    value++
    code--
  }
  return String(value % 10)
}

/** First code points of the runs of circled and squared characters that NFKC leaves alone. */
const ENCLOSED_DIGITS = [0x2776, 0x2780, 0x278a, 0x24f5]
const ENCLOSED_LETTERS = [0x1f130, 0x1f150, 0x1f170]

function enclosedCharacter(character: string): string | undefined {
  const code = character.codePointAt(0) ?? 0
  if (code === 0x24ea || code === 0x24ff || code === 0x1f10b || code === 0x1f10c) return '0'
  if (code === 0x1f51f) return '10'
  for (const first of ENCLOSED_DIGITS) if (code >= first && code < first + 10) return String(code - first + 1)
  for (const first of ENCLOSED_LETTERS) {
    if (code >= first && code < first + 26) return String.fromCharCode(65 + code - first)
  }
  return undefined
}
