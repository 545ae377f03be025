import t from 'tap'
import Format from 'typebox/format'
import { AS_WE_WRITE_IT, isDateTime } from '../src/timestamp-format.ts'

t.test('a time is one of RFC 3339, whoever wrote it', async (t) => {
  const parts = {
    date: [
      '2026-01-31',
      '2026-02-28',
      '2026-02-29',
      '2028-02-29',
      '2026-00-10',
      '2026-13-10',
      '2026-04-30',
      '2026-04-31',
      '2026-12-31',
      '2026-4-1',
      '0000-01-01',
    ],
    joint: ['T', 't', ' ', ''],
    time: ['00:00:00', '23:59:59', '23:59:60', '24:00:00', '12:60:00', '12:30:61', '1:30:00', '12:30'],
    fraction: ['', '.1', '.123', '.123456', '.'],
    zone: ['Z', 'z', '', '+05:30', '-24:00', 'Z\n', 'Z[u-ca=iso8601]'],
  }
  let taken = 0
  for (const date of parts.date)
    for (const joint of parts.joint)
      for (const time of parts.time)
        for (const fraction of parts.fraction)
          for (const zone of parts.zone) {
            const text = date + joint + time + fraction + zone
            if (isDateTime(text) !== Format.IsDateTime(text)) t.fail(JSON.stringify(text))
            if (isDateTime(text)) taken += 1
          }
  t.ok(taken > 100)
  t.ok(isDateTime(new Date().toISOString()))
})

t.test(
  'what we write ourselves is known at a glance on every day of the year, and no day that there is not',
  async (t) => {
    const day = 24 * 60 * 60 * 1000
    const days = Array.from({ length: 365 }, (_, n) => new Date(Date.UTC(2026, 0, 1) + n * day).toISOString())
    t.same(
      days.filter((text) => !AS_WE_WRITE_IT.test(text)),
      [],
    )
    const written = Array.from({ length: 13 * 32 }, (_, n) => [Math.floor(n / 32), n % 32])
      .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join('-'))
      .map((monthAndDay) => `2026-${monthAndDay}T00:00:00.000Z`)
    t.same(
      written.filter((text) => AS_WE_WRITE_IT.test(text)),
      days,
    )
  },
)
