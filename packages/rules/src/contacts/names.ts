import { HIDDEN } from './contact.ts'
import { maskContacts } from './mask-contacts.ts'
import { normalise } from './normalise.ts'

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
const ROLE_SKELETONS = new Set(ROLE_WORDS.map(nameSkeleton))

/**
 * Whether a name imitates a role: a word in it is drawn like a role word and is not that word. So `Аdmin` (Cyrillic А),
 * `C0ach`, `Admln`, `A d m i n` and fullwidth or circled letters do; an honest `Coach Ravi`, `Admin` or `कोच रवि` does
 * not, and whether somebody may call himself a coach is not decided here.
 */
export function imitatesRole(name: string): boolean {
  const words = name.split(/[\s\-_.,/\\()[\]{}'"&:;+*~•·]+/u).filter((word) => word !== '')
  if (words.some(isImitation)) return true
  return words.length > 1 && ROLE_SKELETONS.has(nameSkeleton(name))
}

function isImitation(word: string): boolean {
  return ROLE_SKELETONS.has(nameSkeleton(word)) && !ROLE_WORDS.includes(word.toLowerCase())
}

/**
 * A form of a name that is the same for every name that looks like it: other scripts' look-alikes, accents, case,
 * digits for letters, invisible characters, spaces and punctuation make no difference. Two people whose names differ
 * and whose skeletons are equal can be mistaken for each other. After Unicode Technical Standard 39, skeletons are for
 * comparing only: they are neither shown nor stored as names.
 */
export function nameSkeleton(name: string): string {
  return normalise(name)
    .text.toLowerCase()
    .replace(/[0134578@9$€!|i]/g, (character) => READ_AS[character] ?? '')
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w')
    .replace(/[^\p{L}\p{M}\p{N}]/gu, '')
}
