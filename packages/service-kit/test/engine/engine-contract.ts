import { setTimeout as sleep } from 'node:timers/promises'
import { type BusEvent, conversationChannel, userChannel } from '@touchline/contracts'
import { waitFor } from '@touchline/testing'
import type { Test } from 'tap'
import type { Engine, EngineOptions } from '../../src/engine/index.ts'
import { created } from './events.ts'
import { type LogEntry, logBook } from './log-book.ts'

type Settings = Pick<EngineOptions, 'presence' | 'sendsPerSecond'>

/** Opens two places of one engine: two instances where the engine can have them, else the same one twice. */
export type OpenEngines = (options: EngineOptions) => { one: Engine; other: Engine }

/** What every engine must do, whatever it is made of. */
export function engineContract(t: Test, open: OpenEngines): void {
  const start = (t: Test, settings: Partial<Settings> = {}) => {
    const { logger, entries } = logBook()
    const engines = open({ sendsPerSecond: 10, ...settings, logger })
    t.teardown(() => Promise.all([engines.one.close(), engines.other.close()]))
    return { ...engines, log: entries }
  }

  t.test('bus', (t) => busContract(t, start))
  t.test('presence', (t) => presenceContract(t, start))
  t.test('rate limiter', (t) => limiterContract(t, start))
  t.test('is ready', async (t) => t.equal(await start(t).one.ready(), true))
}

type Start = (t: Test, settings?: Partial<Settings>) => { one: Engine; other: Engine; log: LogEntry[] }

async function busContract(t: Test, start: Start): Promise<void> {
  t.test('reaches every listener of a channel, in order, and nobody else', async (t) => {
    const { one, other } = start(t)
    const here: number[] = []
    const there: number[] = []
    const elsewhere: BusEvent[] = []
    const note = (list: number[]) => (event: BusEvent) => void list.push(event.version ?? 0)
    await one.bus.subscribe(conversationChannel('c1'), note(here))
    await one.bus.subscribe(conversationChannel('c1'), note(here))
    await other.bus.subscribe(conversationChannel('c1'), note(there))
    await other.bus.subscribe(conversationChannel('c2'), (event) => void elsewhere.push(event))
    for (let n = 1; n <= 20; n += 1) {
      await one.bus.publish([
        { channel: conversationChannel('c1'), event: created(2 * n - 1, 2 * n - 1) },
        { channel: conversationChannel('c1'), event: created(2 * n, 2 * n) },
      ])
    }
    await one.bus.publish([{ channel: conversationChannel('c2'), event: created(1, 1, 'c2') }])
    await waitFor('the event of the other channel', () => elsewhere.length === 1)
    const all = Array.from({ length: 40 }, (_, index) => index + 1)
    await waitFor('both listeners here', () => here.length === 80)
    t.same(there, all)
    t.same(
      here,
      all.flatMap((version) => [version, version]),
    )
    t.equal(elsewhere[0]?.conversationId, 'c2')
  })

  t.test('publishing returns before anybody hears of it, and nobody can change what is heard', async (t) => {
    const { one } = start(t)
    const heard: BusEvent[] = []
    await one.bus.subscribe(conversationChannel('c1'), (event) => void heard.push(event))
    const event = created(1, 1)
    const published = one.bus.publish([{ channel: conversationChannel('c1'), event }])
    t.equal(heard.length, 0)
    await published
    const first = await waitFor('the event', () => heard[0])
    t.same(first, event)
    t.ok(Object.isFrozen(first) && Object.isFrozen(first.data))
  })

  t.test('a listener that fails or meddles harms no other', async (t) => {
    const { one, log } = start(t)
    const heard: string[] = []
    await one.bus.subscribe(conversationChannel('c1'), (event) => {
      if (event.type === 'message.created') event.data.content = 'meddled'
    })
    await one.bus.subscribe(conversationChannel('c1'), (event) => {
      if (event.type === 'message.created') heard.push(event.data.content)
    })
    await one.bus.publish([{ channel: conversationChannel('c1'), event: created(1, 1) }])
    await waitFor('the event', () => heard.length === 1)
    t.same(heard, ['message 1'])
    t.match(log, [{ level: 'error', text: 'a bus listener failed' }])
  })

  t.test('a listener hears nothing once its unsubscription has resolved; the others go on', async (t) => {
    const { one } = start(t)
    const first: BusEvent[] = []
    const second: BusEvent[] = []
    const stop = await one.bus.subscribe(userChannel('u1'), (event) => void first.push(event))
    await one.bus.subscribe(userChannel('u1'), (event) => void second.push(event))
    await stop()
    await stop()
    await one.bus.publish([{ channel: userChannel('u1'), event: created(1, 1) }])
    await waitFor('the other listener', () => second.length === 1)
    t.equal(first.length, 0)
  })

  t.test('giving a channel up and wanting it again at once leaves it subscribed', async (t) => {
    const { one, other } = start(t)
    const heard: BusEvent[] = []
    for (let round = 0; round < 20; round += 1) {
      const stop = await one.bus.subscribe(userChannel('u1'), () => {})
      void stop()
      if (round % 2 === 0) await sleep(1)
    }
    await one.bus.subscribe(userChannel('u1'), (event) => void heard.push(event))
    await other.bus.publish([{ channel: userChannel('u1'), event: created(1, 1) }])
    await waitFor('the event', () => heard.length === 1)
  })

  t.test('subscribeAll hears every channel and names it', async (t) => {
    const { one, other } = start(t)
    const heard: string[] = []
    const stop = await one.bus.subscribeAll((_event, channel) => void heard.push(channel))
    const channels = [userChannel('u1'), conversationChannel('c1')]
    await other.bus.publish(channels.map((channel) => ({ channel, event: created(1, 1) })))
    await waitFor('both', () => heard.length === 2)
    t.same(heard, channels)
    await stop()
    const sentinel: BusEvent[] = []
    await one.bus.subscribe(userChannel('u1'), (event) => void sentinel.push(event))
    await other.bus.publish([{ channel: userChannel('u1'), event: created(2, 2) }])
    await waitFor('the sentinel', () => sentinel.length === 1)
    t.equal(heard.length, 2)
  })

  t.test('closed, it takes and gives nothing more', async (t) => {
    const { one } = start(t)
    await one.close()
    await t.rejects(one.bus.publish([{ channel: userChannel('u1'), event: created(1, 1) }]))
    await t.rejects(one.bus.subscribe(userChannel('u1'), () => {}))
  })
}

async function presenceContract(t: Test, start: Start): Promise<void> {
  t.test('online with the first connection, offline with the last, wherever they are', async (t) => {
    const { one, other } = start(t)
    t.same(await one.presence.connect('u1', 'a'), { first: true })
    t.same(await one.presence.connect('u1', 'b'), { first: false })
    t.same(await other.presence.connect('u1', 'c'), { first: false })
    t.same(await one.presence.disconnect('u1', 'a'), { last: false })
    t.same(await other.presence.disconnect('u1', 'c'), { last: false })
    t.same(await other.presence.online(['u2', 'u1']), ['u1'])
    t.same(await one.presence.disconnect('u1', 'b'), { last: true })
    t.same(await one.presence.disconnect('u1', 'b'), { last: false }, 'once only')
    t.same(await other.presence.online(['u2', 'u1']), [])
    t.same(await one.presence.online([]), [])
  })

  t.test('of many connections at once exactly one is first and exactly one is last', async (t) => {
    const { one, other } = start(t)
    const ids = Array.from({ length: 60 }, (_, index) => `s${index}`)
    const at = (index: number) => (index % 2 === 0 ? one : other).presence
    const opened = await Promise.all(ids.map((id, index) => at(index).connect('u1', id)))
    t.equal(opened.filter(({ first }) => first).length, 1)
    const closed = await Promise.all(ids.map((id, index) => at(index + 1).disconnect('u1', id)))
    t.equal(closed.filter(({ last }) => last).length, 1)
  })

  t.test('of connections that come and go at once, every turn is told once', async (t) => {
    const { one, other } = start(t)
    const turns = await Promise.all(
      Array.from({ length: 60 }, async (_, index) => {
        const { presence } = index % 2 === 0 ? one : other
        const { first } = await presence.connect('u1', `s${index}`)
        const { last } = await presence.disconnect('u1', `s${index}`)
        return Number(first) - Number(last)
      }),
    )
    t.equal(
      turns.reduce((sum, turn) => sum + turn, 0),
      0,
      'as often online as offline',
    )
    t.same(await one.presence.online(['u1']), [])
  })

  t.test('a connection that is not refreshed expires, and one caller is told', async (t) => {
    const { one, other } = start(t, { presence: { lifetimeMs: 900 } })
    await one.presence.connect('dead', 'a')
    await other.presence.connect('dead', 'b')
    await one.presence.connect('alive', 'c')
    t.same(await one.presence.expire(), [])
    await sleep(600)
    await one.presence.refresh([{ userId: 'alive', connectionId: 'c' }])
    await sleep(600)
    t.same(await other.presence.online(['dead', 'alive']), ['alive'], 'also before anybody looks for the expired')
    const told: string[] = []
    await waitFor('the expiry', async () => {
      t.same(await one.presence.refresh([{ userId: 'alive', connectionId: 'c' }]), [])
      const found = await Promise.all([one.presence.expire(), other.presence.expire()])
      told.push(...found.flat())
      return told.length > 0
    })
    t.same(told, ['dead'])
    t.same(await one.presence.online(['dead', 'alive']), ['alive'])
    t.same(await one.presence.disconnect('dead', 'a'), { last: false }, 'told already')
    t.same(await one.presence.expire(), [])
  })

  t.test('an expired connection counts no longer when the last living one goes', async (t) => {
    const { one } = start(t, { presence: { lifetimeMs: 150 } })
    await one.presence.connect('u1', 'dead')
    await one.presence.connect('u1', 'alive')
    await sleep(100)
    await one.presence.refresh([{ userId: 'u1', connectionId: 'alive' }])
    await sleep(100)
    t.same(await one.presence.disconnect('u1', 'alive'), { last: true })
    t.same(await one.presence.expire(), [])
  })

  t.test('a refresh of what was forgotten brings people online, each told once', async (t) => {
    const { one, other } = start(t)
    const connections = [
      { userId: 'u1', connectionId: 'a' },
      { userId: 'u1', connectionId: 'b' },
      { userId: 'u2', connectionId: 'c' },
    ]
    t.same(await one.presence.refresh(connections), ['u1', 'u2'])
    t.same(await other.presence.refresh(connections), [])
    t.same(await one.presence.refresh([]), [])
    const many = Array.from({ length: 1_200 }, (_, n) => ({ userId: `many${n}`, connectionId: `many${n}` }))
    t.equal((await one.presence.refresh(many)).length, 1_200)
    t.equal((await one.presence.online(many.map(({ userId }) => userId))).length, 1_200)
  })
}

async function limiterContract(t: Test, start: Start): Promise<void> {
  t.test('a person has one budget: bursts of three seconds, then a steady flow', async (t) => {
    const { one, other } = start(t, { sendsPerSecond: 5 })
    const takes = Array.from({ length: 16 }, (_, n) => (n % 2 === 0 ? one : other).limiter.take('u1'))
    const answers = await Promise.all(takes)
    t.equal(answers.filter(({ allowed }) => allowed).length, 15)
    const refused = await one.limiter.take('u1')
    if (refused.allowed) return t.fail('a token too many')
    t.ok(refused.retryAfterMs > 0 && refused.retryAfterMs <= 200, `one token takes 200 ms: ${refused.retryAfterMs}`)
    t.same(await other.limiter.take('u2'), { allowed: true }, 'another person has another')
    await sleep(refused.retryAfterMs + 20)
    t.same(await one.limiter.take('u1'), { allowed: true }, 'after the time that it named')
  })

  t.test('a cost is taken whole or not at all', async (t) => {
    const { one } = start(t, { sendsPerSecond: 2 })
    t.same(await one.limiter.take('u1', 4), { allowed: true })
    const refused = await one.limiter.take('u1', 4)
    if (refused.allowed) return t.fail('a token too many')
    t.ok(refused.retryAfterMs > 800 && refused.retryAfterMs <= 1_000, `two tokens are missing: ${refused.retryAfterMs}`)
    t.same(await one.limiter.take('u1', 2), { allowed: true })
    t.same(await one.limiter.take('u2', 100), { allowed: true }, 'more than fits is a bucketful')
  })

  t.test('0 is no limit', async (t) => {
    const { one } = start(t, { sendsPerSecond: 0 })
    const answers = await Promise.all(Array.from({ length: 200 }, () => one.limiter.take('u1')))
    t.ok(answers.every(({ allowed }) => allowed))
  })
}
