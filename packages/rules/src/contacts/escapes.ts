/** A character that is written as an escape, and how long the escape is. */
interface Escape {
  readonly character: string
  readonly length: number
}

const MAY_HOLD_ESCAPES = /[&%\\<]/
const NUMERIC_ENTITY = /&#(?:x0{0,4}([\da-f]{1,6})|0{0,4}(\d{1,7}));?/iy
const NAMED_ENTITY = /&([a-z]{2,8});/iy
const PERCENT = /%([2-7][\da-f])/iy
const CODE_UNIT = /\\(?:u([\da-f]{4})|x([\da-f]{2}))/iy
const TAG = /<\/?(br|p|div|wbr|b|i|u|s|em|strong|small|span|sub|sup|font|code)(?: [^<>]{0,80})?\s?\/?>/iy

/** The entities of HTML that stand between or inside contacts. */
const ENTITIES: Readonly<Record<string, string>> = {
  commat: '@',
  period: '.',
  nbsp: ' ',
  ensp: ' ',
  emsp: ' ',
  thinsp: ' ',
  hyphen: '-',
  dash: '-',
  ndash: '-',
  mdash: '-',
  minus: '-',
  plus: '+',
  lpar: '(',
  rpar: ')',
  sol: '/',
  colon: ':',
  comma: ',',
  lowbar: '_',
  middot: '.',
  newline: '\n',
  tab: ' ',
  amp: '&',
  shy: '',
  zwj: '',
  zwnj: '',
}

/** Whether `text` could hold an escape at all; most does not. */
export function mayHoldEscapes(text: string): boolean {
  return MAY_HOLD_ESCAPES.test(text)
}

/**
 * The escape at an offset of `text`, as HTML (`&#64;`, `&nbsp;`, `<br>`), URLs (`%40`) and JSON (`\u0040`) write
 * characters. Percent signs escape ASCII only, which is what numbers and addresses are made of.
 */
export function escapeAt(text: string, at: number): Escape | undefined {
  switch (text[at]) {
    case '&':
      return entityAt(text, at)
    case '%':
      return read(PERCENT, text, at, ([, code]) => fromCode(code, 16))
    case '\\':
      return read(CODE_UNIT, text, at, ([, long, short]) => fromCode(long ?? short, 16))
    case '<':
      return read(TAG, text, at, ([, name = '']) => (/^(?:br|p|div)$/i.test(name) ? '\n' : ''))
    default:
      return undefined
  }
}

function entityAt(text: string, at: number): Escape | undefined {
  return (
    read(NUMERIC_ENTITY, text, at, ([, hex, decimal]) => fromCode(hex ?? decimal, hex === undefined ? 10 : 16)) ??
    read(NAMED_ENTITY, text, at, ([, name = '']) => ENTITIES[name.toLowerCase()])
  )
}

function read(
  pattern: RegExp,
  text: string,
  at: number,
  characterOf: (match: RegExpExecArray) => string | undefined,
): Escape | undefined {
  pattern.lastIndex = at
  const match = pattern.exec(text)
  const character = match === null ? undefined : characterOf(match)
  return match === null || character === undefined ? undefined : { character, length: match[0].length }
}

function fromCode(digits: string | undefined, base: number): string | undefined {
  const code = Number.parseInt(digits ?? '', base)
  return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : undefined
}
