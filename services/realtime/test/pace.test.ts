import t from 'tap'
import { Pace } from '../src/pace.ts'

t.test('where events come one at a time, the wait is three times the writing and 20 ms at most', async (t) => {
  const pace = new Pace()
  pace.wrote(1_000, 1_002, 1)
  t.equal(pace.holdMs, 6)
  pace.wrote(2_000, 2_050, 1)
  t.equal(pace.holdMs, 20)
})

t.test('the more events come in a turn the longer is the wait, but for what writing does not justify', async (t) => {
  const pace = new Pace()
  pace.wrote(1_000, 1_001, 2)
  t.equal(pace.holdMs, 15)
  pace.wrote(2_000, 2_010, 2)
  t.equal(pace.holdMs, 52)
  pace.wrote(3_000, 3_010, 50)
  t.equal(pace.holdMs, 100)
  pace.wrote(4_000, 4_010, 5_000)
  t.equal(pace.holdMs, 120)
})

t.test('what is written within a span counts together', async (t) => {
  const pace = new Pace()
  t.equal(pace.wrote(1_000, 1_001, 2), true)
  t.equal(pace.wrote(1_010, 1_011, 2), false)
  t.equal(pace.holdMs, 30)
})

t.test('a load that goes on keeps its wait from one span to the next, and a pause ends it', async (t) => {
  const pace = new Pace()
  pace.wrote(1_000, 1_010, 50)
  t.equal(pace.wrote(1_100, 1_101, 2), true)
  t.equal(pace.holdMs, 100, 'of the span before')
  t.equal(pace.wrote(1_200, 1_201, 2), true)
  t.equal(pace.holdMs, 15, 'of a span with little in it')
  pace.wrote(2_000, 2_010, 50)
  t.equal(pace.wrote(2_400, 2_401, 2), true)
  t.equal(pace.holdMs, 15, 'after a pause')
})
