import { createIntl } from 'react-intl'
import t from 'tap'
import { timesOf } from '../src/time/times.ts'

const now = new Date()
const daysAgo = (days: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() - days, 12).toISOString()

for (const [locale, today] of [
  ['en-IN', 'Today'],
  ['hi-IN', 'आज'],
] as const) {
  const times = timesOf(createIntl({ locale }))
  t.test(`a day of another year is told with its year, in ${locale}`, async (t) => {
    t.equal(times.day(daysAgo(0)), today)
    t.notMatch(times.day(daysAgo(1)), /\d/)
    t.match(times.day(daysAgo(400)), String(new Date(daysAgo(400)).getFullYear()))
    t.match(times.brief(daysAgo(400)), String(new Date(daysAgo(400)).getFullYear()))
  })

  t.test(`the whole time has the year, whichever it is, in ${locale}`, async (t) => {
    for (const days of [0, 3, 400]) t.match(times.full(daysAgo(days)), String(new Date(daysAgo(days)).getFullYear()))
  })
}
