import { DIGIT_WORDS, DOUBTFUL_DIGIT_WORDS } from './digit-words.ts'
import { normalise } from './normalise.ts'
import { twoDigitWords } from './two-digit-words.ts'

/** A word that stands for digits. Doubtful ones ("to", "do", "no") count only between others that are beyond doubt. */
export interface NumberWord {
  readonly digits: string
  readonly doubtful: boolean
  /** "twenty", which a following "one" completes to 21. */
  readonly tens: boolean
}

/** Say the next digit that many times. */
const REPEATS: ReadonlyMap<string, number> = repeats({
  2: 'double dubble doubl dbl dabal दोनदा डबल twice ডাবল doble doppel டபுள் డబుల్ ડબલ',
  3: 'triple tripple tripel treble thrice tripal ट्रिपल तिरपल டிரிபிள் ટ્રિપલ',
  4: 'quadruple',
})

/** Words that make a quantity of what was said before them: no phone number is read out like this. */
const MAGNITUDES: ReadonlySet<string> = new Set(
  (
    'hundred hundreds thousand thousands million millions billion lakh lakhs lac lacs crore crores sau hazaar hazar सौ हजार हज़ार ' +
    'लाख करोड़ mil mille cent cento cien ciento tausend hundert duizend honderd тысяч тысяча тысячи сто'
  )
    .split(' ')
    .map(key),
)

const NUMBER_WORDS: ReadonlyMap<string, NumberWord> = new Map([
  ...twoDigitWords().map(({ word, digits, tens }): [string, NumberWord] => [
    key(word),
    { digits, doubtful: false, tens },
  ]),
  ...digitWords(DIGIT_WORDS, false),
  ...digitWords(DOUBTFUL_DIGIT_WORDS, true),
])

/** The digits that a lower-case folded word stands for. */
export function numberWord(word: string): NumberWord | undefined {
  return NUMBER_WORDS.get(word)
}

const LONGEST_PART = 12
const LONGEST_GLUED = 120
/** Fewest letters of several Latin words written as one; scripts that know no spaces take fewer. */
const SHORTEST_GLUED = 8
const SHORTEST_GLUED_ELSEWHERE = 2

/** The digits of several number words without a space: `nineeightseven`. Each place is looked at a bounded number of times. */
export function gluedNumberWords(word: string): string | undefined {
  if (word.length < (word < '\u0250' ? SHORTEST_GLUED : SHORTEST_GLUED_ELSEWHERE)) return undefined
  if (word.length > LONGEST_GLUED || longestPart(word, 0) === undefined) return undefined
  // What the end of the word from each place on reads as, the last place first.
  const digitsFrom: (string | undefined)[] = []
  digitsFrom[word.length] = ''
  for (let at = word.length - 1; at >= 0; at--) digitsFrom[at] = readFrom(word, at, digitsFrom)
  return digitsFrom[0]
}

function readFrom(word: string, at: number, digitsFrom: readonly (string | undefined)[]): string | undefined {
  for (let length = Math.min(LONGEST_PART, word.length - at); length > 0; length--) {
    const rest = digitsFrom[at + length]
    const part = rest === undefined ? undefined : gluedPart(word.slice(at, at + length))
    if (part !== undefined) return part + rest
  }
  return undefined
}

function longestPart(word: string, at: number): string | undefined {
  for (let length = Math.min(LONGEST_PART, word.length - at); length > 0; length--) {
    const digits = gluedPart(word.slice(at, at + length))
    if (digits !== undefined) return digits
  }
  return undefined
}

function gluedPart(part: string): string | undefined {
  const known = NUMBER_WORDS.get(part)
  return known !== undefined && (!known.doubtful || part === 'do') ? known.digits : undefined
}

/** How often "double", "triple" and the like repeat what follows. */
export function repeatWord(word: string): number | undefined {
  return REPEATS.get(word)
}

/** Whether the word turns what it follows into a quantity: hundred, lakh. */
export function isMagnitude(word: string): boolean {
  return MAGNITUDES.has(word)
}

function digitWords(lists: readonly string[], doubtful: boolean): [string, NumberWord][] {
  return lists.flatMap((list) =>
    list.split(' ').flatMap((spellings, digit) =>
      spellings.split('|').map((word): [string, NumberWord] => {
        return [key(word), { digits: String(digit), doubtful, tens: false }]
      }),
    ),
  )
}

function repeats(words: Readonly<Record<number, string>>): ReadonlyMap<string, number> {
  return new Map(
    Object.entries(words).flatMap(([times, list]) =>
      list.split(' ').map((word) => [key(word), Number(times)] as const),
    ),
  )
}

/** Words are looked up as the folded text spells them. */
function key(word: string): string {
  return normalise(word).text.toLowerCase()
}
