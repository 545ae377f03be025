import { setTimeout as sleep } from 'node:timers/promises'
import type { BusEvent } from '@touchline/contracts'
import { waitFor } from '@touchline/testing'
import t, { type Test } from 'tap'
import { type CatchUpPage, type FeedPosition, OrderedFeed } from '../../src/engine/index.ts'
import { brief, changed, created, message, receipt, snapshot, updated } from './events.ts'
import { logBook } from './log-book.ts'

function follow(
  t: Test,
  position: FeedPosition,
  answer: (version: number) => Promise<CatchUpPage | undefined> = async () => undefined,
) {
  const applied: BusEvent[] = []
  const asked: number[] = []
  const seen: string[] = []
  const { logger, entries } = logBook()
  const feed = new OrderedFeed({
    conversationId: 'c1',
    position,
    apply: (event) => {
      applied.push(event)
      seen.push(brief(event))
      if (brief(event) === '+66') throw new Error('a consumer that fails')
    },
    snapshotRead: ({ version }) => void seen.push(`rights ${version}`),
    catchUp: (version) => {
      asked.push(version)
      return answer(version)
    },
    gapWaitMs: 20,
    logger,
  })
  t.teardown(() => feed.close())
  return { feed, applied, asked, seen, log: entries }
}

t.test('applies the next version, drops what was seen, lets receipts through', async (t) => {
  const { feed, seen, asked } = follow(t, { version: 3, lastSeq: 2 })
  feed.push(created(3, 4))
  feed.push(created(3, 4))
  feed.push(created(1, 1))
  feed.push(receipt('u2'))
  feed.push(updated(3, 5, 'changed'))
  feed.push(changed(6, 3))
  t.same(seen, ['+3', 'r', '~3', 'c6'])
  t.same(feed.position, { version: 6, lastSeq: 3 })
  await sleep(60)
  t.same(asked, [], 'there was no gap')
})

t.test('waits for an event that comes late', async (t) => {
  const { feed, seen, asked } = follow(t, { version: 0, lastSeq: 0 })
  feed.push(created(3, 3))
  feed.push(created(2, 2))
  t.same(seen, [])
  feed.push(created(1, 1))
  t.same(seen, ['+1', '+2', '+3'])
  await sleep(60)
  t.same(asked, [], 'the gap closed by itself')
})

t.test('a message is new the first time its seq is seen, whatever the event says', async (t) => {
  const { feed, applied } = follow(t, { version: 4, lastSeq: 1 })
  feed.push(updated(2, 5, 'edited before it was told'))
  feed.push({ ...created(2, 6), type: 'message.created' })
  t.same(
    applied.map(({ type }) => type),
    ['message.created', 'message.updated'],
  )
})

t.test(
  'reads what is missing: messages new and changed, seq in order, rights first, the conversation last',
  async (t) => {
    const { feed, seen, asked, applied } = follow(t, { version: 1, lastSeq: 1 }, async () => ({
      // Seq 2 was created with version 2 and edited with version 5, after seq 3 and 4 came; seq 1 was edited, too.
      messages: [message(3, 3), message(4, 4), message(2, 5, 'edited'), message(1, 6, 'edited')],
      hasMore: false,
      snapshot: snapshot(7, 4),
    }))
    feed.push(created(5, 8))
    await waitFor('the event behind the gap', () => seen.includes('+5'))
    t.same(asked, [1])
    t.same(seen, ['rights 7', '~1', '+2', '+3', '+4', 'c7', '+5'])
    t.same(feed.position, { version: 8, lastSeq: 5 })
    t.ok(applied.every((event) => event.conversationId === 'c1'))
  },
)

t.test('reads page after page and keeps the order of seq across them', async (t) => {
  const pages: Record<number, CatchUpPage> = {
    0: { messages: [message(2, 2), message(4, 4)], hasMore: true },
    4: { messages: [message(3, 5), message(1, 9)], hasMore: true },
    9: { messages: [message(5, 10)], hasMore: false, version: 12 },
  }
  const { feed, seen, asked } = follow(t, { version: 0, lastSeq: 0 }, async (version) => pages[version])
  await feed.catchUp()
  t.same(asked, [0, 4, 9])
  t.same(seen, ['+1', '+2', '+3', '+4', '+5'])
  t.same(feed.position, { version: 12, lastSeq: 5 })
})

t.test('events during a catch-up follow it; those that it covered are dropped', async (t) => {
  const { promise, resolve: give } = Promise.withResolvers<CatchUpPage>()
  const { feed, seen } = follow(t, { version: 0, lastSeq: 0 }, () => promise)
  const done = feed.catchUp()
  feed.push(created(1, 1))
  feed.push(created(3, 3))
  feed.push(created(2, 2))
  t.same(seen, [])
  give({ messages: [message(1, 1), message(2, 2)], hasMore: false })
  await done
  t.same(seen, ['+1', '+2', '+3'])
})

t.test('a catch-up that fails is tried again', async (t) => {
  let failures = 2
  const { feed, seen, asked, log } = follow(t, { version: 0, lastSeq: 0 }, async () => {
    failures -= 1
    if (failures >= 0) throw new Error('away')
    return { messages: [message(1, 1)], hasMore: false }
  })
  await feed.catchUp()
  t.same(asked, [0, 0, 0])
  t.same(seen, ['+1'])
  t.equal(log.filter(({ level }) => level === 'warn').length, 2)
})

t.test('asked for during a catch-up, another one follows', async (t) => {
  const { feed, asked } = follow(t, { version: 0, lastSeq: 0 }, async (version) =>
    version === 0 ? { messages: [message(1, 1)], hasMore: false } : undefined,
  )
  await feed.catchUp()
  t.same(asked, [0])
  await Promise.all([feed.catchUp(), feed.catchUp(), feed.catchUp()])
  t.same(asked, [0, 1, 1], 'what happened since the first question is asked once')
})

t.test('a gap that nobody can fill does not stop the feed for ever', async (t) => {
  const { feed, seen, asked, log } = follow(t, { version: 0, lastSeq: 0 })
  feed.push(created(2, 2))
  await waitFor('the event behind the gap', () => seen.length === 1)
  t.same(seen, ['+2'])
  t.equal(asked.length, 5)
  t.match(log, [{ level: 'error', text: /cannot be closed/ }])
})

t.test('many early events are not kept but read', async (t) => {
  const all = Array.from({ length: 600 }, (_, index) => message(index + 1, index + 1))
  const { feed, seen, asked } = follow(t, { version: 0, lastSeq: 0 }, async (version) => ({
    messages: all.slice(version),
    hasMore: false,
  }))
  for (let n = 2; n <= 600; n += 1) feed.push(created(n, n))
  t.same(asked, [0], 'at once')
  await waitFor('all of them', () => seen.length === 600)
  t.same(
    seen,
    all.map(({ seq }) => `+${seq}`),
  )
})

t.test('a consumer that fails misses one event and the feed goes on; closed, it is still', async (t) => {
  const { feed, seen, log } = follow(t, { version: 65, lastSeq: 65 })
  feed.push(created(66, 66))
  feed.push(created(67, 67))
  t.same(seen, ['+66', '+67'])
  t.match(log, [{ level: 'error' }])
  feed.close()
  feed.push(created(68, 68))
  await feed.catchUp()
  t.equal(seen.length, 2)
})
