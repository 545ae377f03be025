import { drawnWord } from './skeleton.ts'

/**
 * Whether a name is drawn to be taken for another person's: the two look alike, and look-alike characters are why. Honest
 * differences make no imitation: case, accents and punctuation (`José`, `S.K. Gupta`), a number of its own (`Ravi 1`),
 * letters that resemble each other in pairs (`Varnika`, `Vamika`), an `i` and an `l` that can be told apart (`Mia`, `Mla`); a
 * capital `I` cannot.
 */
export function imitatesName(name: string, other: string): boolean {
  if (drawnWord(name) !== drawnWord(other)) return isReadAs(name, other) || isReadAs(other, name)
  if (loose(name) === loose(other)) return strokes(name) === strokes(other) && plain(name) !== plain(other)
  return true
}

/** All in Cyrillic capitals that are Latin ones too, a name is read as the Latin one: `АННА` for `ANNA`. */
function isReadAs(name: string, latin: string): boolean {
  const letters = name.replace(/[^\p{L}]/gu, '')
  if (!/^[АВЕІКМНОРСТУХЅЈ]{2,}$/u.test(letters) || !/^[\p{Script=Latin}\P{L}]+$/u.test(latin)) return false
  return drawnWord(letters.replaceAll('Н', 'N')) === drawnWord(latin)
}

/** A name without what people do not notice: case, accents, punctuation, numbers that stand for themselves. */
function plain(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/(?<![\p{L}\p{N}])\p{N}+(?![\p{L}\p{N}])/gu, '')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replaceAll('ı', 'i')
    .toLowerCase()
}

/** As `plain`, with everything folded that honest names differ in. */
function loose(name: string): string {
  return plain(name).replaceAll('i', 'l').replaceAll('rn', 'm').replaceAll('vv', 'w')
}

/** As `plain`, with a capital `I` drawn as the stroke that it is; other pairs stay what they are. */
function strokes(name: string): string {
  return plain(name.replaceAll('I', 'l'))
}
