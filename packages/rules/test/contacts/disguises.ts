import type { Random } from './random.ts'

/** National forms, from the numbering plans of some forty countries. X any digit, N 2 to 9, M 6 to 9. */
const NATIONAL = (
  'MXXXXXXXXX|MXXXX XXXXX|0MXXXX XXXXX|MXX-XXX-XXXX|022 XXXX XXXX|(080) XXXXXXXX|(NXX) NXX-XXXX|NXX-NXX-XXXX|NXX.NXX.XXXX|' +
  '07XXX XXXXXX|020 7XXX XXXX|0121 XXX XXXX|01512 XXXXXXX|030 XXXXXX|06 XX XX XX XX|01 XX XX XX XX|6XX XX XX XX|' +
  '04XX XXX XXX|(0NX) XXXX XXXX|13X XXXX XXXX|090-XXXX-XXXX|010-XXXX-XXXX|0812-XXXX-XXXX|8 (912) XXX-XX-XX|' +
  '(11) 9XXXX-XXXX|0301 XXXXXXX|01XXX-XXXXXX|0912 XXX XXXX|050 XXX XXXX|071 XXX XXXX|0712 XXX XXX|0802 XXX XXXX|' +
  '(0212) XXX XX XX|0905 XXX XXXX|012-XXX XXXX|06-XXXXXXXX|1-800-XXX-XXXX|1800 XXX XXXX|051 XXX XXXX|070-XXX XX XX'
).split('|') as [string, ...string[]]

const INTERNATIONAL = (
  '91 MXXXX XXXXX|1 NXX NXX XXXX|44 7400 XXXXXX|49 1512 XXXXXXX|33 6 XX XX XX XX|34 612 XX XX XX|39 312 XXX XXXX|' +
  '7 912 XXX-XX-XX|86 131 XXXX XXXX|81 90-XXXX-XXXX|82 10-XXXX-XXXX|61 412 XXX XXX|55 11 96XXX-XXXX|52 222 XXX XXXX|' +
  '27 71 XXX XXXX|234 802 XXX XXXX|254 712 XXXXXX|971 50 XXX XXXX|966 51 XXX XXXX|65 8XXX XXXX|60 12-XXX XXXX|' +
  '62 812-XXX-XXX|880 1812-XXXXXX|92 301 XXXXXXX|94 71 XXX XXXX|977 984-XXXXXXX|47 406 XX XXX|45 XX XX XX XX|' +
  '31 6 XXXXXXXX|48 512 XXX XXX|351 912 XXX XXX|353 85 XXX XXXX|420 601 XXX XXX|380 50 XXX XXXX|90 501 XXX XX XX'
).split('|') as [string, ...string[]]

const ENGLISH = 'zero one two three four five six seven eight nine'.split(' ')
const HINGLISH = 'shunya ek do teen chaar paanch chhe saat aath nau'.split(' ')
const HINDI = 'शून्य एक दो तीन चार पाँच छह सात आठ नौ'.split(' ')

const inScript = (zero: number) => (number: string) =>
  number.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)))
const inWords =
  (words: readonly string[], separator = ' ') =>
  (number: string) =>
    Array.from(number, (digit) => words[Number(digit)]).join(separator)
const apart = (separator: string) => (number: string) => Array.from(number).join(separator)
const halved = (separator: string) => (number: string) => `${number.slice(0, 5)}${separator}${number.slice(5)}`

/** Ways to disguise a ten-digit mobile number. */
const NUMBER_DISGUISES: Readonly<Record<string, (number: string) => string>> = {
  fullwidth: inScript(0xff10),
  arabicIndic: inScript(0x660),
  persian: inScript(0x6f0),
  devanagari: inScript(0x966),
  bengali: inScript(0x9e6),
  mathematical: inScript(0x1d7ce),
  circled: (number) => inScript(0x245f)(number).replaceAll('\u245f', '⓪'),
  keycaps: (number) => number.replace(/\d/g, (digit) => `${digit}\ufe0f\u20e3`),
  zeroWidth: apart('\u200b'),
  struckThrough: apart('\u0336'),
  emojiBetween: apart('😀'),
  emojiInTheMiddle: halved('🔥'),
  spaced: apart(' '),
  dashed: apart('-'),
  listed: apart(', '),
  oneALine: apart('\n'),
  comma: halved(','),
  star: halved('*'),
  manySpaces: halved('     '),
  english: inWords(ENGLISH),
  englishDashed: inWords(ENGLISH, '-'),
  englishWithoutSpaces: inWords(ENGLISH, ''),
  hinglish: inWords(HINGLISH),
  hindi: inWords(HINDI),
  doubled: (number) =>
    number.replace(/(\d)\1\1|(\d)\2|\d/g, (run) => {
      const word = run[0] === '0' ? 'oh' : ENGLISH[Number(run[0])]
      return ` ${run.length === 3 ? 'triple ' : run.length === 2 ? 'double ' : ''}${word}`
    }),
  halfInWords: (number) => Array.from(number, (digit, index) => (index % 2 ? digit : ENGLISH[Number(digit)])).join(' '),
  letterO: (number) => number.replaceAll('0', 'O'),
  letters: (number) =>
    number.replace(/(?<=\d)[0158]/g, (digit) => ({ 0: 'o', 1: 'l', 5: 'S', 8: 'B' })[digit] ?? digit),
  thenBetween: halved(' then '),
  glued: (number) => `tel${number}`,
}

const ADDRESS_DISGUISES: Readonly<Record<string, (local: string) => string>> = {
  plain: (local) => `${local}@gmail.com`,
  anyDomain: (local) => `${local}+club@mail.example.co.uk`,
  internationalised: (local) => `${local}@bücher.example`,
  hindi: () => 'राहुल@डाटामेल.भारत',
  fullwidthAt: (local) => `${local}＠gmail.com`,
  spaces: (local) => `${local} @ gmail . com`,
  brackets: (local) => `${local} (at) example (dot) com`,
  squareBrackets: (local) => `${local}[at]example[dot]org`,
  inWords: (local) => `${local.replaceAll('.', ' dot ')} at gmail dot com`,
  atTheRate: (local) => `${local} at the rate yahoo dot co dot in`,
  atGmail: (local) => `${local} at gmail.com`,
  comma: (local) => `${local}@gmail,com`,
  withoutDot: (local) => `${local}@gmail com`,
  withoutEnding: (local) => `${local}@gmail`,
  emoji: (local) => `${local}😀@😀gmail😀.😀com`,
  zeroWidth: (local) => apart('\u200b')(`${local}@gmail.com`),
  cyrillic: (local) => `${local}@gmаil.cоm`,
  letters: () => 'j o h n @ g m a i l . c o m',
  hash: (local) => `${local}#gmail.com`,
  underscores: (local) => `${local}_at_gmail_dot_com`,
  hindiWords: (local) => `${local} एट द रेट जीमेल डॉट कॉम`,
  htmlEntity: (local) => `${local}&#64;gmail.com`,
  mailto: (local) => `mailto:${local}@gmail.com`,
  upi: (local) => `${local}@okaxis`,
  upiInWords: (local) => `${local} at okhdfcbank`,
}

const LOCALS = ['john', 'rahul.sharma', 'priya99', 'coach_ravi', 'a.k.verma', 'neha-k', 'sachin10'] as const
const AROUND = [
  '@@',
  'Call me at @@',
  'My number is @@',
  'whatsapp me on @@ please',
  'Hi sir, mera number @@ hai',
  'Practice at 5:30, @@',
  'You can save it: @@. Thanks!',
  '@@ par call karo',
] as const
const AROUND_ADDRESS = ['@@', 'Mail me: @@', 'write to @@ please', 'Contact @@ for details', '@@ is my id'] as const

export interface Disguised {
  readonly way: string
  readonly text: string
  /** Where the contact stands in the text. */
  readonly start: number
  readonly end: number
}

/** `count` contacts of every way of writing them, each in a sentence. */
export function disguisedContacts(random: Random, count: number): Disguised[] {
  const place = (way: string, contact: string, around: string): Disguised => {
    const start = around.indexOf('@@')
    return { way, text: around.replace('@@', () => contact), start, end: start + contact.length }
  }
  return Array.from({ length: count }, () => [
    ...NATIONAL.map((pattern) => place(`national ${pattern}`, random.digits(pattern), random.pick(AROUND))),
    ...INTERNATIONAL.map((pattern) => {
      const number = random.digits(pattern)
      const written = random.pick([
        `+${number}`,
        `00${number}`,
        `(+${number.replace(' ', ') ')}`,
        `+${number.replace(/\D/g, '')}`,
      ])
      return place(`international ${pattern}`, written, random.pick(AROUND))
    }),
    ...Object.entries(NUMBER_DISGUISES).map(([way, disguise]) => {
      return place(way, disguise(random.digits('MXXXXXXXXX')), random.pick(AROUND))
    }),
    ...Object.entries(ADDRESS_DISGUISES).map(([way, disguise]) => {
      return place(way, disguise(random.pick(LOCALS)), random.pick(AROUND_ADDRESS))
    }),
  ]).flat()
}
