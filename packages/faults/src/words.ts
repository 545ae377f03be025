import type { Random } from './random.ts'

const LETTERS = 'bcdfghjklmnpqrstvwxz'

/** A text that no other message has, and that holds nothing which could be taken for a contact: no digit, no vowel. */
export function uniqueText(random: Random): string {
  return Array.from({ length: 14 }, () => LETTERS[random.between(0, LETTERS.length - 1)]).join('')
}
