import { HIDDEN } from './contact.ts'
import { maskContacts } from './mask-contacts.ts'
import { normalise } from './normalise.ts'
import { drawnLetters, drawnWord } from './skeleton.ts'

/** Words that only announce a contact. */
const LABELS = new Set(
  (
    'phone phones mobile mob cell tel telephone call text sms whatsapp whatsap wa contact number num no nos nr ph phn fax email ' +
    'mail id upi gpay paytm phonepe telegram signal link at on me my is the and or to for pls please here mera meri par pe ' +
    'karo hai फोन मोबाइल नंबर ईमेल कॉल मेरा है पर'
  ).split(' '),
)

/**
 * Whether nothing but a contact would remain of a name or a title: contacts, words that announce them, punctuation.
 * `isOnlyContact('Call 98765 43210')` is true, `isOnlyContact('Ravi 98765 43210')` is not: that one is masked.
 */
export function isOnlyContact(text: string): boolean {
  const { text: masked, findings } = maskContacts(text)
  if (findings.length === 0) return false
  const words =
    normalise(masked.replaceAll(HIDDEN, ' '))
      .text.toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  return words.every((word) => LABELS.has(word))
}

const ROLE_WORDS = [
  'admin',
  'admins',
  'administrator',
  'administrators',
  'coach',
  'coaches',
  'parent',
  'parents',
  'moderator',
  'moderators',
  'staff',
  'support',
]
const ROLES = ROLE_WORDS.map((word) => ({ word, drawn: drawnWord(word) }))

/**
 * Whether a name imitates a role: somewhere in it something is drawn like a role word and is not that word. So `Аdmin`
 * (Cyrillic А), `C0ach`, `Admln`, `A d m i n`, `RaviСoach` and fullwidth or circled letters do; an honest `Coach Ravi`,
 * `Admin`, `Touchline Support` or `कोच रवि` does not: whether somebody may call himself a coach is not decided here.
 */
export function imitatesRole(name: string): boolean {
  const words = name.split(/[\s\-_.,/\\()[\]{}'"&:;+*~•·]+/u).filter((word) => word !== '')
  if (words.some(holdsImitation) || spacedWords(words).some(isRole)) return true
  return words.length > 1 && isRole(words.join(''))
}

function isRole(word: string): boolean {
  const drawn = drawnWord(word)
  return ROLES.some((role) => role.drawn === drawn)
}

/** Whether a part of a word is drawn like a role word without being it. */
function holdsImitation(word: string): boolean {
  const letters = drawnLetters(word)
  const drawn = letters.map(({ letter }) => letter).join('')
  return ROLES.some((role) => {
    for (let at = drawn.indexOf(role.drawn); at !== -1; at = drawn.indexOf(role.drawn, at + 1)) {
      const written = word.slice(letters[at]?.start, letters[at + role.drawn.length - 1]?.end)
      if (written.toLowerCase() !== role.word) return true
    }
    return false
  })
}

/** Runs of single letters, as in `A d m i n Asha`, each as one word. */
function spacedWords(words: readonly string[]): string[] {
  const runs: string[] = []
  let run = ''
  for (const word of [...words, '  ']) {
    if ([...word].length === 1) run += word
    else {
      if ([...run].length > 2) runs.push(run)
      run = ''
    }
  }
  return runs
}

/**
 * A form of a name that is the same for every name that looks like it, by which imitations are looked up: `drawnLetters`,
 * with an h for every n, because a capital Cyrillic Н is drawn as the one and read as the other. Skeletons are for
 * comparing only, and `imitatesName` says whether two names of one skeleton are an imitation: they are neither shown nor
 * stored as names.
 */
export function nameSkeleton(name: string): string {
  return drawnWord(name).replaceAll('n', 'h')
}
