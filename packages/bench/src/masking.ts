import { maskContacts } from '@touchline/rules'
import { quantile, table, timesOf } from './timing.ts'

const ordinary = [
  'Nets at six, please bring water',
  'We won 21-15 19-21 22-20, well played everybody!',
  'Fees are Rs 4,500 by 30/11, the desk is open 9:30 to 17:00',
  'Kal subah 7 baje ground pe aana, jersey number 10',
  'कल सुबह सात बजे मैदान पर मिलते हैं',
  'Call me on 98765 43210 if you are late',
]
const hostile = [
  ...[
    'a@',
    '1-',
    '9.',
    'a at ',
    '1 ',
    '12-',
    'a.',
    '@',
    '9',
    '(',
    '+1',
    '1,',
    'ab12',
    '1a',
    'a_at_',
    'a dot ',
    '"@',
    '://',
  ],
  ...[
    'gmail.com ',
    '98765 43210 ',
    '+9876543210 ',
    'a@b.co ',
    'one ',
    'double ',
    'call ',
    '9😀',
    'a\u0336',
    '९',
    '\u200b',
  ],
  ...['http://a@b.co ', 'f0:', '&#64;', '[hidden]', 'tel:1', 'nine'],
]
const SIZES = [100, 1_000, 10_000, 100_000]

const filled = (piece: string, size: number): string => piece.repeat(Math.ceil(size / piece.length)).slice(0, size)

/** Measures the masking of contacts: ordinary messages, hostile 4 kB, and growth from 100 B to 100 kB. Prints Markdown. */
export function benchMasking(print: (text: string) => void): void {
  // The first calls compile; what runs in a service is compiled.
  timesOf(() => ordinary.forEach((text) => void maskContacts(text)), 500)
  for (const piece of hostile) timesOf(() => void maskContacts(filled(piece, 4_000)), 3)

  const times = ordinary
    .flatMap((text) => timesOf(() => void maskContacts(text), 1_000))
    .sort((one, other) => one - other)
  print(`Ordinary messages: median ${quantile(times, 0.5).toFixed(4)} ms, p99 ${quantile(times, 0.99).toFixed(4)} ms\n`)

  const rows = hostile.map((piece) => {
    const small = quantile(
      timesOf(() => void maskContacts(filled(piece, 4_000)), 15),
      0.5,
    )
    const perByte = SIZES.map((size) => {
      const rounds = Math.max(3, Math.floor(20_000 / size))
      return (
        quantile(
          timesOf(() => void maskContacts(filled(piece, size)), rounds),
          0.5,
        ) / size
      )
    })
    const [, base = Number.NaN] = perByte
    return [`\`${piece}\``, small.toFixed(2), ...perByte.map((time) => (time / base).toFixed(2))]
  })
  // Linear growth: the time a byte at each size, against that at 1 kB in the same run, stays about 1.
  print(table(['repeated', 'ms at 4 kB', ...SIZES.map((size) => `time a byte at ${size} B`)], rows))
}
