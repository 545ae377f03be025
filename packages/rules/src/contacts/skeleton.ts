import { confusableLatin } from './confusables.ts'
import { normalise } from './normalise.ts'

/** A letter of a name as it is read, and where in the name it stands: UTF-16 offsets, `end` exclusive. */
export interface DrawnLetter {
  readonly letter: string
  readonly start: number
  readonly end: number
}

/** Characters that are read as one another in a name, once other scripts are folded to Latin. */
const READ_AS: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'l',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '8': 'b',
  '9': 'g',
  '@': 'a',
  $: 's',
  '€': 'e',
  '!': 'l',
  '|': 'l',
  i: 'l',
}

/** Letters that only stand in for Latin ones among Latin ones: `ЯAVI`, `ДDMIИ`. In words of their own script they are honest. */
const STAND_INS: Readonly<Record<string, string>> = {
  Я: 'r',
  я: 'r',
  И: 'n',
  и: 'n',
  Й: 'n',
  й: 'n',
  Д: 'a',
  Л: 'n',
  П: 'n',
  п: 'n',
  Ц: 'u',
  ц: 'u',
  Ш: 'w',
  ш: 'w',
  Щ: 'w',
  щ: 'w',
  Г: 'r',
  г: 'r',
  Э: 'e',
  З: 'e',
  з: 'e',
  Ф: 'o',
  Λ: 'a',
  Δ: 'a',
  Σ: 'e',
  Ξ: 'e',
  Π: 'n',
  π: 'n',
  Θ: 'o',
  θ: 'o',
  Φ: 'o',
  η: 'n',
  ω: 'w',
  δ: 'd',
  λ: 'a',
  '†': 't',
  '‡': 't',
  н: 'h',
  в: 'b',
}

const WORD = /[^\s\-_.,/\\()[\]{}'"&:;+*~•·]+/gu

/**
 * The letters of a name as a reader takes them: look-alikes of other scripts, accents, case, digits for letters, invisible
 * characters and punctuation make no difference. After the skeletons of Unicode Technical Standard 39.
 */
export function drawnLetters(name: string): DrawnLetter[] {
  const letters: DrawnLetter[] = []
  for (const word of name.matchAll(WORD)) {
    const hasLatin = /\p{Script=Latin}/u.test(word[0])
    let start = word.index
    for (const character of word[0]) {
      const end = start + character.length
      const twin = confusableLatin(character) ?? (hasLatin ? STAND_INS[character] : undefined)
      const folded = (twin ?? character).replace(/^\p{M}$/u, '')
      for (const letter of normalise(folded === '' ? character : folded).text.toLowerCase()) {
        const read = READ_AS[letter] ?? letter
        if (/[\p{L}\p{M}\p{N}]/u.test(read)) letters.push({ letter: read, start, end })
      }
      start = end
    }
  }
  return joined(letters)
}

/** `rn` is read as m, `vv` as w. */
function joined(letters: readonly DrawnLetter[]): DrawnLetter[] {
  const result: DrawnLetter[] = []
  for (const next of letters) {
    const last = result.at(-1)
    const pair = `${last?.letter ?? ''}${next.letter}`
    const letter = pair === 'rn' ? 'm' : pair === 'vv' ? 'w' : undefined
    if (last !== undefined && letter !== undefined)
      result[result.length - 1] = { letter, start: last.start, end: next.end }
    else result.push(next)
  }
  return result
}

/** What `drawnLetters` reads, as one word. */
export function drawnWord(name: string): string {
  return drawnLetters(name)
    .map(({ letter }) => letter)
    .join('')
}
