import t from 'tap'
import { readingOf } from '../src/conversation/reading.ts'
import { matches } from '../src/conversation-list/matches.ts'
import { kindOf, refusalOf } from '../src/files/kinds.ts'
import { shownSize } from '../src/files/shown-size.ts'
import { dayOf, nearnessOf } from '../src/time/days.ts'

t.test('names are found by the beginnings of their words', async (t) => {
  t.ok(matches('Neha (Arjun’s mother)', 'arj ne'))
  t.ok(matches('José', 'jose'))
  t.ok(matches('नेहा शर्मा', 'शर्'))
  t.ok(matches('Under-12 badminton', '12 bad'))
  t.ok(matches('anything', '  '))
  t.notOk(matches('Neha', 'eha'))
  t.notOk(matches('कमल', 'कि'), 'a vowel sign is no accent')
})

t.test('who has read a message, its sender apart', async (t) => {
  const person = (userId: string, lastReadSeq: number, lastDeliveredSeq: number) =>
    ({ userId, displayName: userId, role: 'parent', lastReadSeq, lastDeliveredSeq }) as const
  const people = [person('me', 9, 9), person('a', 5, 7), person('b', 4, 5), person('c', 0, 4)]
  t.same(readingOf(5, 'me', people), { read: 1, delivered: 2, others: 3 })
})

t.test('days are the reader’s', async (t) => {
  const now = new Date(2026, 4, 4, 0, 10)
  const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000)
  t.equal(nearnessOf(minutesAgo(5), now), 'today')
  t.equal(nearnessOf(minutesAgo(15), now), 'yesterday')
  t.equal(nearnessOf(minutesAgo(60 * 24 * 3), now), 'week')
  t.equal(nearnessOf(minutesAgo(60 * 24 * 30), now), 'year')
  t.equal(nearnessOf(new Date(2025, 4, 4), now), 'older')
  t.equal(nearnessOf(new Date(now.getTime() + 60_000), now), 'today', 'a clock that is behind')
  t.equal(dayOf(new Date(2026, 2, 30)) - dayOf(new Date(2026, 2, 28)), 2, 'also over a change of the clocks')
})

t.test('files', async (t) => {
  t.equal(refusalOf({ name: 'plan.pdf', size: 10 }), undefined)
  t.equal(refusalOf({ name: 'PHOTO.JPG', size: 10 }), undefined)
  t.equal(refusalOf({ name: 'page.html', size: 10 }), 'type')
  t.equal(refusalOf({ name: 'plan.pdf', size: 10_485_761 }), 'tooLarge')
  t.equal(refusalOf({ name: 'plan.pdf', size: 0 }), 'empty')
  t.equal(kindOf('image/png'), 'image')
  t.equal(kindOf('image/svg+xml'), 'other')
  t.equal(kindOf('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'), 'sheet')
  t.equal(kindOf('text/csv'), 'sheet')
  t.same(shownSize({ width: 3_200, height: 1_600 }), { width: 320, height: 160 })
  t.same(shownSize({ width: 100, height: 4_000 }), { width: 96, height: 340 })
  t.same(shownSize({}), { width: 320, height: 240 })
})
