import t from 'tap'
import { maskContacts } from '../../src/contacts/index.ts'
import { academyMessage } from './academy-talk.ts'
import { seededRandom } from './random.ts'

const HOSTILE = [
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
] as const

const best = (work: () => void, rounds: number) => {
  let fastest = Number.POSITIVE_INFINITY
  for (let round = 0; round < rounds; round++) {
    const start = performance.now()
    work()
    fastest = Math.min(fastest, performance.now() - start)
  }
  return fastest
}

const repeated = (piece: string, length: number) => piece.repeat(Math.ceil(length / piece.length)).slice(0, length)

t.test('4 kB of anything take less than 20 ms', async (t) => {
  for (const piece of HOSTILE) {
    const text = repeated(piece, 4096)
    const milliseconds = best(() => maskContacts(text), 12)
    t.ok(milliseconds < 20, `${JSON.stringify(piece)}: ${milliseconds.toFixed(2)} ms`)
  }
})

/** Five times the text takes five times as long, and 25 times if every piece looked at all others. */
const MOST_GROWTH = 15
/** Other work on the machine makes a measurement too long, never too short. */
const ATTEMPTS = 6

t.test('time grows with the length, not with its square', async (t) => {
  for (const piece of HOSTILE) {
    const [short, long] = [repeated(piece, 10_000), repeated(piece, 50_000)]
    let growth = Number.POSITIVE_INFINITY
    for (let attempt = 0; attempt < ATTEMPTS && growth >= MOST_GROWTH; attempt++) {
      growth =
        best(() => maskContacts(long), 2) /
        Math.max(
          best(() => maskContacts(short), 3),
          0.5,
        )
    }
    t.ok(growth < MOST_GROWTH, `${JSON.stringify(piece)}: five times the text, ${growth.toFixed(1)} times the time`)
  }
})

t.test('ordinary messages take less than 0.1 ms in the median', async (t) => {
  const random = seededRandom(3)
  const messages = Array.from({ length: 2_000 }, () => academyMessage(random))
  for (const message of messages) maskContacts(message)
  const times = messages.map((message) => best(() => maskContacts(message), 2)).sort((a, b) => a - b)
  const median = times[times.length / 2] ?? Number.POSITIVE_INFINITY
  t.comment(`median ${median.toFixed(4)} ms`)
  t.ok(median < 0.1)
})
