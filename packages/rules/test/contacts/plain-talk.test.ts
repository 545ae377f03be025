import t, { type Test } from 'tap'
import { DIGIT_WORDS, DOUBTFUL_DIGIT_WORDS } from '../../src/contacts/digit-words.ts'
import { findContacts, isHarmless, maskContacts } from '../../src/contacts/mask-contacts.ts'
import { isWithoutNumber } from '../../src/contacts/split-candidate.ts'
import { readNumberPart } from '../../src/contacts/split-number-part.ts'
import { twoDigitWords } from '../../src/contacts/two-digit-words.ts'
import { academyMessage } from './academy-talk.ts'
import { disguisedContacts } from './disguises.ts'
import { OWN_CASES } from './own-cases.ts'
import { type Random, seededRandom } from './random.ts'
import { ordinaryConversation } from './split-talk.ts'

// The short way past the detectors must never miss what they find: both ways are tried on everything that we have, and on
// texts made of just those words that the detectors live on.

const asList = (words: string): [string, ...string[]] => {
  const [first = '', ...others] = words.split(/\s+/)
  return [first, ...others]
}

const TELLING = asList(
  'at att aet et ad chez bei a A the rate of sign atrate attherate attherateof dot dott point punkt d0t underscore dash hyphen ' +
    'gmail Gmail hotmail outlook yahoo live msn aol proton icloud zoho mail email e mailid ymail gma g m i l com in net org co edu me ' +
    'gmaildotcom gmailcom yahoodotcom ashaatgmail atgmail ashaatgmaildotcom okaxis ybl paytm upi id is my on via pe par ' +
    'slash t wa www then and phir double triple treble quadruple hundred thousand lakh sau do to too for no nil quatre vingt ' +
    'vingts soixante treinta y cuatro trenta e nove et dix huit nineeight fivesix nineeightseven call whatsapp number phone mobile ' +
    'first last five digits digit begins ends rest asha ravi bro please water tomorrow parents hai',
)
const NUMBERS = [
  ...[...DIGIT_WORDS, ...DOUBTFUL_DIGIT_WORDS].flatMap((line) => line.split(/[ |]/)),
  ...twoDigitWords().map(({ word }) => word),
].filter((word) => /^[a-z]+$/.test(word))
const JOINTS: readonly [string, ...string[]] = [
  ' ',
  ' ',
  ' ',
  ' ',
  ' ',
  ' ',
  ', ',
  '. ',
  '.',
  ',',
  "'",
  '"',
  ' "',
  '" ',
  '! ',
  '? ',
  '; ',
  '\n',
  '  ',
  '-',
]

function telling(random: Random): string {
  const [one = 'one', ...others] = NUMBERS
  const word = () => (random.integer(0, 2) === 0 ? random.pick([one, ...others]) : random.pick(TELLING))
  let text = word()
  for (let more = random.integer(0, 11); more > 0; more--) text += random.pick(JOINTS) + word()
  return text
}

function agree(t: Test, texts: readonly string[]): { harmless: number; withoutNumber: number } {
  let harmless = 0
  let withoutNumber = 0
  const missed: string[] = []
  for (const text of texts) {
    if (isHarmless(text)) {
      harmless++
      if (findContacts(text, undefined).length > 0) missed.push(text)
    }
    if (isWithoutNumber(text)) {
      withoutNumber++
      if (readNumberPart(text).groups.length > 0) missed.push(text)
    }
  }
  t.same(missed.slice(0, 10), [], 'nothing is missed')
  return { harmless, withoutNumber }
}

t.test('texts made of the words that contacts are spelled with', async (t) => {
  const random = seededRandom(20_260_728)
  const texts = Array.from({ length: 60_000 }, () => telling(random))
  const found = texts.filter((text) => findContacts(text, undefined).length > 0).length
  const { harmless, withoutNumber } = agree(t, texts)
  t.comment(`${found} with contacts, ${harmless} called harmless, ${withoutNumber} without a number`)
  t.ok(found > 1_000, 'many of them hold contacts')
  t.ok(harmless > 5_000 && withoutNumber > 1_000, 'and many are passed by')
})

t.test('talk of an academy, and contacts in disguise', async (t) => {
  const random = seededRandom(20_260_729)
  const talk = Array.from({ length: 10_000 }, () => academyMessage(random))
  const conversations = Array.from({ length: 300 }, () => ordinaryConversation(random)).flat()
  const disguised = disguisedContacts(random, 100).map(({ text }) => text)
  const cases = OWN_CASES.map(({ text }) => text)
  agree(t, [...conversations, ...disguised, ...cases])
  const { harmless } = agree(t, talk)
  t.comment(`${harmless} of ${talk.length} ordinary messages are harmless at first sight`)
})

t.test('a short way that is taken leaves the text as it is', async (t) => {
  const text = 'Well played everybody, one of the best fielding days!'
  t.ok(isHarmless(text))
  t.same(maskContacts(text), { text, findings: [] })
  t.notOk(isHarmless('ravi at gmail dot com'))
  t.notOk(isHarmless('write to ravi, (a) gmail dot com'))
  const tricks = ["come out, asha.kumar 'a' cricketclub dot com", 'out now, my id is asha g m a i l dot com']
  for (const trick of tricks) {
    t.equal(findContacts(trick, undefined).length, 1, trick)
    t.notOk(isHarmless(trick), trick)
  }
  t.notOk(isHarmless('nine eight seven six five four'))
})
