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

t.test('an event that Redis does not take is refused, and those beside it are told', async (t) => {
  await redis.call('ACL', 'SETUSER', 'limited', 'on', '>secret', '~*', '+@all', 'resetchannels', '&*c1', '&*c3')
  t.teardown(() => redis.call('ACL', 'DELUSER', 'limited'))
  const limited = createEngine({
    sendsPerSecond: 10,
    logger: logBook().logger,
    redisUrl: url.replace('redis://', 'redis://limited:secret@'),
  })
  const listening = createEngine({ sendsPerSecond: 10, logger: logBook().logger, redisUrl: url })
  t.teardown(() => Promise.all([limited.close(), listening.close()]))
  const heard: (number | undefined)[] = []
  for (const id of ['c1', 'c2', 'c3']) {
    await listening.bus.subscribe(conversationChannel(id), ({ version }) => void heard.push(version))
  }
  const publishing = limited.bus.publish(
    ['c1', 'c2', 'c3', 'c1'].map((id, n) => ({ channel: conversationChannel(id), event: created(n + 1, n + 1) })),
  )
  await t.rejects(publishing, /can't publish/)
  await waitFor('the last one', () => heard.includes(4))
  t.same(heard, [1, 3, 4])
})
