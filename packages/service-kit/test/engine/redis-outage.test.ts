import { setTimeout as sleep } from 'node:timers/promises'
import { type BusEvent, userChannel } from '@touchline/contracts'
import { startRedis, waitFor } from '@touchline/testing'
import t, { type Test } from 'tap'
import { createEngine } from '../../src/engine/index.ts'
import { created } from './events.ts'
import { freezingProxy } from './freezing-proxy.ts'
import { type LogEntry, logBook } from './log-book.ts'

function start(t: Test, redisUrl: string) {
  const { logger, entries } = logBook()
  const engine = createEngine({ redisUrl, sendsPerSecond: 2, logger })
  t.teardown(() => engine.close())
  return { ...engine, log: entries }
}

const back = (engine: { ready(): Promise<boolean> }) =>
  waitFor('the engine', () => engine.ready(), { timeoutMs: 10_000 })
const losses = (log: readonly LogEntry[]) => log.filter(({ text }) => text.startsWith('lost Redis')).length
const event = (n: number) => [{ channel: userChannel('u1'), event: created(n, n) }]

t.test('a restart of Redis: publishing fails meanwhile, subscriptions come back and say so', async (t) => {
  const redis = await startRedis(t)
  const { bus, ...engine } = start(t, redis.url)
  const heard: number[] = []
  const told: string[] = []
  await bus.subscribe(userChannel('u1'), ({ version }) => void heard.push(version ?? 0))
  const stop = bus.onReconnect(() => void told.push('stopped'))
  stop()
  bus.onReconnect(() => {
    told.push('back')
    throw new Error('a listener that fails')
  })
  bus.onReconnect(() => void told.push('back too'))
  await bus.publish(event(1))
  await waitFor('the first event', () => heard.length === 1)
  t.same(told, [], 'nothing was missed at the first connection')

  for (const round of [2, 3]) {
    await redis.kill()
    await t.rejects(bus.publish(event(99)))
    t.equal(await engine.ready(), false)
    const late: number[] = []
    await bus.subscribe(userChannel(`late${round}`), ({ version }) => void late.push(version ?? 0))
    // Long enough for several attempts.
    await sleep(500)
    await redis.start()
    await waitFor('the subscriptions', () => told.length === 2 * (round - 1), { timeoutMs: 10_000 })
    await back(engine)
    await bus.publish([...event(round), { channel: userChannel(`late${round}`), event: created(7, 7) }])
    await waitFor('the event after', () => heard.at(-1) === round)
    await waitFor('the subscription that was asked for during the outage', () => late.length === 1)
  }
  t.same(heard, [1, 2, 3])
  t.same(told, ['back', 'back too', 'back', 'back too'])
  t.equal(losses(engine.log), 4, 'each of two connections said it once in each of two outages')
})

t.test('made while Redis is away, it works once Redis is there', async (t) => {
  const redis = await startRedis(t)
  await redis.stop()
  const { bus, presence, ...engine } = start(t, redis.url)
  t.equal(await engine.ready(), false)
  await t.rejects(bus.publish(event(1)))
  await t.rejects(presence.connect('u1', 'a'))
  const heard: BusEvent[] = []
  const returned = new Promise<void>((resolve) => bus.onReconnect(resolve))
  await bus.subscribe(userChannel('u1'), (told) => void heard.push(told))

  await redis.start()
  await returned
  await back(engine)
  await bus.publish(event(2))
  await waitFor('the event', () => heard.length === 1)
})

t.test('the first subscription of an outage is told of its end', async (t) => {
  const redis = await startRedis(t)
  const { bus, ...engine } = start(t, redis.url)
  const stop = await bus.subscribe(userChannel('u1'), () => {})
  await stop()
  await redis.kill()
  await waitFor('both connections to be lost', () => losses(engine.log) === 2)
  const returned = new Promise<void>((resolve) => bus.onReconnect(resolve))
  const heard: BusEvent[] = []
  await bus.subscribe(userChannel('u2'), (told) => void heard.push(told))
  await redis.start()
  await returned
  await back(engine)
  await bus.publish([{ channel: userChannel('u2'), event: created(1, 1) }])
  await waitFor('the event', () => heard.length === 1)
  t.equal(heard.length, 1)
})

t.test('the limiter counts by itself while Redis is away', async (t) => {
  const redis = await startRedis(t)
  const { limiter } = start(t, redis.url)
  t.same(await limiter.take('u1'), { allowed: true })
  await redis.kill()
  const answers = []
  for (let n = 0; n < 8; n += 1) answers.push(await limiter.take('u1'))
  t.equal(answers.filter(({ allowed }) => allowed).length, 6)
})

t.test('presence is rebuilt by a refresh after Redis lost its data', async (t) => {
  const redis = await startRedis(t)
  const { presence, ...engine } = start(t, redis.url)
  await presence.connect('u1', 'a')
  await redis.kill()
  await redis.start()
  await back(engine)
  t.same(await presence.online(['u1']), [])
  t.same(await presence.refresh([{ userId: 'u1', connectionId: 'a' }]), ['u1'])
  t.same(await presence.disconnect('u1', 'a'), { last: true })
})

t.test('clients for the adapter: an ignored failure does no harm, subscriptions are kept', async (t) => {
  const redis = await startRedis(t)
  const { redis: clients, ...engine } = start(t, redis.url)
  if (clients === undefined) return t.fail('no clients')
  await clients.sub.subscribe('plain')
  await redis.kill()
  clients.pub.publish('plain', 'nobody waits for this')
  clients.sub.subscribe('later')
  await redis.start()
  await back(engine)
  const heard: string[] = []
  clients.sub.on('message', (channel: string) => void heard.push(channel))
  await waitFor('the subscriptions', async () => (await clients.pub.pubsub('CHANNELS')).length === 2)
  await clients.pub.publish('plain', 'x')
  await clients.pub.publish('later', 'x')
  await waitFor('both', () => heard.length === 2)
  t.same(heard, ['plain', 'later'])
})

t.test('a Redis that freezes counts as lost, and publishing does not wait for it', async (t) => {
  const proxy = await freezingProxy(t, (await startRedis(t)).url)
  const { bus, log } = start(t, proxy.url)
  const heard: number[] = []
  await bus.subscribe(userChannel('u1'), ({ version }) => void heard.push(version ?? 0))
  const returned = new Promise<void>((resolve) => bus.onReconnect(resolve))
  proxy.freeze()
  await t.rejects(bus.publish(event(1)), /timed out/)
  // Two heartbeats, and the time that a polite end is given; only then is a thaw a new connection.
  await waitFor('both connections to be lost', () => losses(log) === 2, { timeoutMs: 20_000 })
  proxy.thaw()
  await returned
  await waitFor('the engine to publish', () => bus.publish(event(2)).then(() => true))
  await waitFor('the event after', () => heard.at(-1) === 2)
})

t.test('a subscription that Redis confirms too late stands, and is told to have been missing', async (t) => {
  const proxy = await freezingProxy(t, (await startRedis(t)).url)
  const { bus } = start(t, proxy.url)
  await bus.subscribe(userChannel('u1'), () => {})
  const returned = new Promise<void>((resolve) => bus.onReconnect(resolve))
  // Shorter than a heartbeat: the connection never counts as lost by itself.
  proxy.freeze()
  const heard: BusEvent[] = []
  const subscribed = bus.subscribe(userChannel('u2'), (told) => void heard.push(told))
  await sleep(3_500)
  proxy.thaw()
  await subscribed
  await returned
  await bus.subscribe(userChannel('u2'), () => {})
  await waitFor('the engine to publish', () =>
    bus.publish([{ channel: userChannel('u2'), event: created(1, 1) }]).then(() => true),
  )
  await waitFor('the event', () => heard.length > 0)
  t.equal(heard.length, 1)
})
