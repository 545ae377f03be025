import { waitFor } from '@touchline/testing'
import t from 'tap'
import { openAcademy } from './academy.ts'

interface Gone {
  userId: string
  lastSeenAt: string
}

t.test('the first connection and the last are told, to people who share a conversation', async (t) => {
  const { connect, conversation } = await openAcademy(t)
  conversation.conversation('c1', ['anna', 'ben'])
  conversation.conversation('c2', ['anna', 'ben', 'cleo'])
  conversation.conversation('c3', ['dan', 'eve'])
  const ben = await connect('ben')
  const dan = await connect('dan')
  const one = await connect('anna')
  t.same(await ben.next('user:online'), { userId: 'anna' })
  const two = await connect('anna')
  one.close()
  await connect('cleo')
  t.same(await ben.next('user:online'), { userId: 'cleo' }, 'neither a second connection nor the loss of one of two')
  t.same(ben.received('user:offline'), [])
  const closedAt = Date.now()
  two.close()
  const gone = await ben.next<Gone>('user:offline')
  t.equal(gone.userId, 'anna')
  t.ok(Date.now() - closedAt < 1_000)
  t.ok(Math.abs(Date.parse(gone.lastSeenAt) - closedAt) < 1_000)
  await connect('eve')
  t.same(await dan.next('user:online'), { userId: 'eve' })
  t.equal(dan.received('user:online').length, 1, 'nothing of strangers')
  t.equal(ben.received('user:online').length, 2, 'once for two conversations')
  t.same(
    two.received('user:online').filter((told) => JSON.stringify(told).includes('anna')),
    [],
    'not to oneself',
  )
})

t.test('a muted conversation still tells who is there', async (t) => {
  const { connect, conversation } = await openAcademy(t)
  conversation.conversation('c1', ['anna', 'ben'])
  const ben = await connect('ben')
  await ben.emitAck('conversation:leave', { conversationId: 'c1' })
  await connect('anna')
  t.same(await ben.next('user:online'), { userId: 'anna' })
})

t.test('presence:get tells of people who share a conversation', async (t) => {
  const { connect, conversation } = await openAcademy(t)
  conversation.conversation('c1', ['anna', 'ben', 'cleo'])
  conversation.conversation('c2', ['dan'])
  const anna = await connect('anna')
  await connect('ben')
  await connect('dan')
  await anna.next('user:online')
  const asked = await anna.emitAck('presence:get', { userIds: ['ben', 'cleo', 'dan', 'nobody', 'ben'] })
  t.same(asked, { success: true, online: ['ben'] })
})

t.test(
  'people of an instance that died go offline, told once, by an instance that knows nothing of them',
  async (t) => {
    const timing = { presenceRefresh: 50, presenceSweep: 50 }
    const { connect, conversation, instances } = await openAcademy(t, { instances: 2, timing, presenceLifetimeMs: 300 })
    conversation.conversation('c1', ['anna', 'ben'])
    const ben = await connect('ben')
    // What a dead instance leaves behind: a connection that nobody refreshes.
    await instances[1]?.engine.presence.connect('anna', 'of the dead')
    const gone = await ben.next<Gone>('user:offline')
    t.equal(gone.userId, 'anna')
    await connect('anna')
    await ben.next('user:online')
    t.equal(ben.received('user:offline').length, 1, 'of two that swept, one told')
  },
)

t.test('people of an instance that died go offline also when the conversation service is away just then', async (t) => {
  const timing = { presenceRefresh: 50, presenceSweep: 50 }
  const { connect, conversation, instances } = await openAcademy(t, { instances: 2, timing, presenceLifetimeMs: 300 })
  conversation.conversation('c1', ['anna', 'ben'])
  const ben = await connect('ben')
  conversation.away = true
  const asked = () => conversation.asked.get('openSessions') ?? 0
  const before = asked()
  await instances[1]?.engine.presence.connect('anna', 'of the dead')
  await waitFor('it to be asked who should be told', () => asked() > before)
  t.same(ben.received('user:offline'), [])
  conversation.away = false
  t.match(await ben.next('user:offline'), { userId: 'anna' })
})

t.test('connections that are refreshed stay', async (t) => {
  const timing = { presenceRefresh: 50, presenceSweep: 50 }
  const { connect, conversation } = await openAcademy(t, { timing, presenceLifetimeMs: 200 })
  conversation.conversation('c1', ['anna', 'ben', 'cleo'])
  const ben = await connect('ben')
  await connect('anna')
  await ben.next('user:online')
  await new Promise((resolve) => setTimeout(resolve, 600))
  await connect('cleo')
  await ben.next('user:online')
  t.same(ben.received('user:offline'), [])
})

t.test('who goes while the connections are being refreshed stays gone', async (t) => {
  const { connect, conversation, first } = await openAcademy(t, { engine: 'redis', timing: { presenceRefresh: 50 } })
  conversation.conversation('c1', ['anna', 'ben'])
  const ben = await connect('ben')
  const anna = await connect('anna')
  await ben.next('user:online')
  const { presence } = first.engine
  const refresh = presence.refresh.bind(presence)
  const held = Promise.withResolvers<void>()
  const asked = Promise.withResolvers<void>()
  // With thousands of connections it takes several requests, and the last of them comes late.
  presence.refresh = async (connections) => {
    asked.resolve()
    await held.promise
    return refresh(connections)
  }
  await asked.promise
  anna.close()
  await ben.next('user:offline')
  presence.refresh = refresh
  held.resolve()
  await ben.next('user:offline')
  t.match(await ben.emitAck('presence:get', { userIds: ['anna'] }), { online: [] })
})
