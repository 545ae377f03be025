import type { Random } from './random.ts'

/** One contact taken apart: what a sender says, and which of it are parts. */
export interface Split {
  readonly texts: readonly string[]
  readonly parts: readonly number[]
  readonly shape: string
}

const mobile = (r: Random) => r.digits('MXXXXXXXXX')
const words = 'zero one two three four five six seven eight nine'.split(' ')
const hindi = 'shunya ek do teen chaar paanch chhe saat aath nau'.split(' ')
const spelled = (digits: string, names: readonly string[]) =>
  Array.from(digits, (digit) => names[Number(digit)] ?? '').join(' ')

function cut(digits: string, ...lengths: readonly number[]): string[] {
  let at = 0
  return lengths.map((length) => {
    const piece = digits.slice(at, at + length)
    at += length
    return piece
  })
}

const BESIDE: readonly [(part: string, r: Random) => string, ...((part: string, r: Random) => string)[]] = [
  (part) => part,
  (part, r) => `${part} ${r.pick(['bro', 'sir', 'bhai', 'ok', 'ji', 'done', 'yaar', '🙏', 'please'])}`,
  (part, r) => `${r.pick(['ok', 'then', 'phir', 'haan', 'aur', 'and', 'next', 'bro', 'sir'])} ${part}`,
  (part) => `${part}...`,
  (part) => `(${part})`,
]

const TALK = [
  'ok',
  'wait',
  'one minute',
  'how are you',
  'practice is at 5',
  'court 3 today',
  'see you soon',
  'coming',
  'haan ji',
  'theek hai',
  'typing',
  'my kid is running late',
  'is it raining there?',
  '👍',
  'kal milte hain',
  'good game',
  'nice shot yesterday',
] as const

const ANNOUNCED = [
  'my number is',
  'call me on',
  'whatsapp karo',
  'mera number',
  'my phone no',
  'number:',
  'save my number',
  'मेरा नंबर',
] as const

type Shape = (random: Random) => readonly string[]

/** Parts alone; what they are said with and what comes in between is added to them. */
const NUMBERS: Readonly<Record<string, Shape>> = {
  halves: (r) => cut(mobile(r), 5, 5),
  'four and six': (r) => (r.integer(0, 1) === 0 ? cut(mobile(r), 4, 6) : cut(mobile(r), 6, 4)),
  'three and seven': (r) => (r.integer(0, 1) === 0 ? cut(mobile(r), 3, 7) : cut(mobile(r), 7, 3)),
  thirds: (r) => r.pick([cut(mobile(r), 4, 3, 3), cut(mobile(r), 3, 3, 4), cut(mobile(r), 3, 4, 3)]),
  'fours and two': (r) => r.pick([cut(mobile(r), 4, 4, 2), cut(mobile(r), 4, 2, 4), cut(mobile(r), 2, 4, 4)]),
  'with country': (r) => [r.pick(['+91', '91', '0091']), ...cut(mobile(r), 5, 5)],
  British: (r) => ['+44', ...cut(r.digits('7XXXXXXXXX'), 4, 6)],
  'British at home': (r) => cut(r.digits('07NXXXXXXXX'), 5, 6),
  German: (r) => [`+49 ${r.digits('17N')}`, r.digits('XXXX'), r.digits('XXXX')],
  Emirates: (r) => [`+971`, r.digits('5N'), r.digits('NXXXXXX')],
  'in words': (r) => cut(mobile(r), 5, 5).map((part) => spelled(part, words)),
  'in words by threes': (r) => cut(mobile(r), 3, 3, 4).map((part) => spelled(part, words)),
  'in Hindi words': (r) => cut(mobile(r), 5, 5).map((part) => spelled(part, hindi)),
  'words and digits': (r) => cut(mobile(r), 5, 5).map((part, index) => (index === 0 ? part : spelled(part, words))),
}

/** Told from lists of quantities only where the digits say so, or the sender does. */
const SHORT_PARTS: Readonly<Record<string, Shape>> = {
  pairs: (r) => cut(mobile(r), 2, 2, 2, 2, 2),
  'threes and a digit': (r) => cut(mobile(r), 3, 3, 3, 1),
  'threes and twos': (r) =>
    r.pick([cut(mobile(r), 3, 3, 2, 2), cut(mobile(r), 2, 3, 3, 2), cut(mobile(r), 2, 2, 3, 3)]),
  'digit by digit': (r) => [...mobile(r)],
}

const name = (r: Random) => r.pick(['asha', 'rahul', 'priya', 'meera', 'kabir', 'sunita'])
const surname = (r: Random) => r.pick(['rao', 'menon', 'kumar', 'shah', 'iyer'])
const host = (r: Random) => r.pick(['gmail', 'yahoo', 'hotmail', 'outlook', 'rediffmail'])
const user = (r: Random) => `${name(r)}${r.pick(['.', '_', ''])}${surname(r)}${r.digits('XX')}`

const ADDRESSES: Readonly<Record<string, Shape>> = {
  'before the at': (r) => [user(r), `@${host(r)}.com`],
  'after the at': (r) => [`${user(r)}@`, `${host(r)}.com`],
  'at and dot alone': (r) => [user(r), '@', host(r), '.com'],
  'ending apart': (r) => [`${user(r)}`, `@${host(r)}`, '.com'],
  'no at': (r) => [user(r), `${host(r)}.com`],
  spelled: (r) => [`${user(r)} at`, `${host(r)} dot com`],
  'spelled in three': (r) => [user(r), `at ${host(r)}`, 'dot com'],
  'spelled out': (r) => [`${name(r)} dot ${surname(r)}`, 'at the rate', `${host(r)} dot com`],
  'UPI before the at': (r) => [user(r), `@${r.pick(['okaxis', 'ybl', 'oksbi', 'paytm'])}`],
  'UPI after the at': (r) => [`${user(r)}@`, r.pick(['okaxis', 'ybl', 'oksbi', 'paytm'])],
  link: (r) => [r.pick(['t.me/', 'wa.me/', 'https://t.me/']), user(r)],
}

const NAMED: Readonly<Record<string, Shape>> = {
  'named mailbox': (r) => [`my ${r.pick(['gmail', 'gmail id'])} is`, `${name(r)}.${surname(r)}${r.digits('XX')}`],
}

function say(
  r: Random,
  parts: readonly string[],
  most: number,
  beside: boolean,
  before: readonly string[],
): Omit<Split, 'shape'> {
  const texts: string[] = [...before]
  const places: number[] = []
  for (const [index, part] of parts.entries()) {
    const left = most - (texts.length - places.length - before.length)
    for (let count = index === 0 ? 0 : r.integer(0, Math.max(0, left)); count > 0; count--) texts.push(r.pick(TALK))
    places.push(texts.length)
    texts.push(beside ? r.pick(BESIDE)(part, r) : part)
  }
  return { texts, parts: places }
}

/** Contacts of every shape, `times` of each: with fillers beside the parts and ordinary messages in between. */
export function splits(random: Random, times: number): { sure: Split[]; short: Split[] } {
  const sure: Split[] = []
  const short: Split[] = []
  const of = (
    into: Split[],
    shapes: Readonly<Record<string, Shape>>,
    how: (parts: readonly string[]) => Omit<Split, 'shape'>,
    note = '',
  ) => {
    for (const [shape, make] of Object.entries(shapes)) {
      for (let count = 0; count < times; count++) into.push({ ...how(make(random)), shape: `${shape}${note}` })
    }
  }
  of(sure, NUMBERS, (parts) => say(random, parts, 0, false, []))
  of(sure, NUMBERS, (parts) => say(random, parts, 4, true, [random.pick(TALK)]), ', among talk')
  of(sure, NUMBERS, (parts) => say(random, parts, 2, true, [random.pick(ANNOUNCED)]), ', announced')
  of(sure, SHORT_PARTS, (parts) => say(random, parts, 0, false, [random.pick(ANNOUNCED)]), ', announced')
  of(sure, ADDRESSES, (parts) => say(random, parts, 0, false, []))
  of(sure, ADDRESSES, (parts) => say(random, parts, 4, false, [random.pick(TALK)]), ', among talk')
  of(sure, NAMED, (parts) => ({ texts: parts, parts: [1] }))
  of(short, SHORT_PARTS, (parts) => say(random, parts, 0, false, []))
  return { sure, short }
}
