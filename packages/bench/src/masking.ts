import { maskContacts } from '@touchline/rules'
import { hostileTexts } from '@touchline/testing'
import { quantile, table, timesOf } from './timing.ts'

const ordinary = [
  'Nets at six, please bring water',
  'We won 21-15 19-21 22-20, well played everybody!',
  'Fees are Rs 4,500 by 30/11, the desk is open 9:30 to 17:00',
  'Kal subah 7 baje ground pe aana, jersey number 10',
  'कल सुबह सात बजे मैदान पर मिलते हैं',
  'Call me on 98765 43210 if you are late',
]
const SIZES = [100, 1_000, 10_000, 100_000]

/** Measures the masking of contacts: ordinary messages, hostile 4 kB, and growth from 100 B to 100 kB. Prints Markdown. */
export function benchMasking(print: (text: string) => void): void {
  // The first calls compile; what runs in a service is compiled.
  timesOf(() => ordinary.forEach((text) => void maskContacts(text)), 500)
  for (const { text } of hostileTexts(4_000)) timesOf(() => void maskContacts(text), 3)

  const times = ordinary
    .flatMap((text) => timesOf(() => void maskContacts(text), 1_000))
    .sort((one, other) => one - other)
  print(`Ordinary messages: median ${quantile(times, 0.5).toFixed(4)} ms, p99 ${quantile(times, 0.99).toFixed(4)} ms\n`)

  const ofSize = SIZES.map((size) => hostileTexts(size))
  const rows = hostileTexts(4_000).map(({ piece, text }, index) => {
    const small = quantile(
      timesOf(() => void maskContacts(text), 15),
      0.5,
    )
    const perByte = SIZES.map((size, row) => {
      const long = ofSize[row]?.[index]?.text ?? ''
      const rounds = Math.max(3, Math.floor(20_000 / size))
      return (
        quantile(
          timesOf(() => void maskContacts(long), rounds),
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
