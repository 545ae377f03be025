import { type BusEvent, conversationChannel } from '@touchline/contracts'
import { startRedis, waitFor } from '@touchline/testing'
import { Redis } from 'ioredis'
import t from 'tap'
import { createEngine } from '../../src/engine/index.ts'
import { engineContract } from './engine-contract.ts'
import { created } from './events.ts'
import { logBook } from './log-book.ts'

// A Redis of this file's own: channels and keys have their real names. Tests run one after the other, on empty data.
const { url } = await startRedis(t)
const redis = new Redis(url)
t.teardown(() => redis.disconnect())
t.beforeEach(() => redis.flushall())

engineContract(t, (options) => ({
  one: createEngine({ ...options, redisUrl: url }),
  other: createEngine({ ...options, redisUrl: url }),
}))

t.test('an event that is not of the contract is dropped and logged', async (t) => {
  const { logger, entries: log } = logBook()
  const open = () => createEngine({ sendsPerSecond: 10, logger, redisUrl: url })
  const [one, other] = [open(), open()]
  t.teardown(() => Promise.all([one.close(), other.close()]))
  const heard: BusEvent[] = []
  await other.bus.subscribe(conversationChannel('c1'), (event) => void heard.push(event))
  const bad = created(1, 1)
  Object.assign(bad, { surprise: true })
  await one.bus.publish([
    { channel: conversationChannel('c1'), event: bad },
    { channel: conversationChannel('c1'), event: created(2, 2) },
  ])
  await waitFor('the good one', () => heard.length > 0)
  t.same(
    heard.map((event) => event.version),
    [2],
  )
  t.match(log, [{ level: 'warn', text: /no event/ }])
})
