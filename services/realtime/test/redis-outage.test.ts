import type { Message } from '@touchline/contracts'
import { waitFor } from '@touchline/testing'
import t from 'tap'
import { openAcademy } from './academy.ts'

t.test('a restart of Redis: sends go on, and afterwards everybody has everything once and in order', async (t) => {
  const { connect, conversation, redis, instances } = await openAcademy(t, { instances: 2 })
  conversation.conversation('c1', ['anna', 'ben', 'cleo'])
  conversation.conversation('lost', ['anna', 'cleo'])
  conversation.conversation('won', ['cleo'])
  const anna = await connect('anna', { instance: 0 })
  const ben = await connect('ben', { instance: 1 })
  const gone = await connect('gone-soon', { instance: 1 }).catch(() => undefined)
  t.equal(gone, undefined, 'nobody whom the directory does not know')
  await anna.emitAck('message:send', { conversationId: 'c1', content: '1' })
  await ben.next('message:receive')

  await redis?.kill()
  t.match(await anna.emitAck('message:send', { conversationId: 'c1', content: '2' }), { success: true })
  t.match(await ben.emitAck('message:send', { conversationId: 'c1', content: '3' }), { success: true })
  const late = await connect('cleo', { instance: 1 })
  t.match(await late.emitAck('typing:start', { conversationId: 'c1' }), { success: true })
  t.match(await late.emitAck('presence:get', { userIds: ['anna'] }), { code: 'UNAVAILABLE' })
  await conversation.remove('lost', 'anna').catch(() => {})
  await conversation.add('won', 'anna').catch(() => {})
  await redis?.start()

  for (const socket of [anna, ben, late]) {
    t.same(await socket.next('sync:required'), { reason: 'bus' })
    // Presence comes by a connection of its own: where that is back later than is waited for, it is said once more.
    t.ok(socket.received('sync:required').length <= 2)
  }
  await Promise.all(instances.map(({ engine }) => waitFor('the engine', () => engine.ready())))
  const contents = (socket: typeof anna) => socket.received<Message>('message:receive').map(({ content }) => content)
  t.same(contents(anna), ['1', '2', '3'])
  t.same(contents(ben), ['1', '2', '3'])
  t.same(await anna.next('conversation:removed'), { conversationId: 'lost' })
  t.match(await anna.next('conversation:new'), { _id: 'won' })

  await conversation.post('lost', 'cleo', 'not for anna')
  await conversation.post('won', 'cleo', 'for anna')
  t.match(await anna.next('message:receive', ({ conversationId }: Message) => conversationId !== 'c1'), {
    content: 'for anna',
  })
  await ben.emitAck('message:send', { conversationId: 'c1', content: '4' })
  t.match(await late.next('message:receive', ({ content }: Message) => content === '4'), { seq: 4 })
  const peers = { userIds: ['anna', 'ben'] }
  await waitFor('presence', async () => {
    const answer = await late.emitAck<{ online?: string[] }>('presence:get', peers)
    return answer.online?.length === 2
  })
})

t.test('who was deactivated or left while Redis was away is found out', async (t) => {
  const { connect, conversation, redis } = await openAcademy(t, { engine: 'redis', timing: { presenceRefresh: 100 } })
  conversation.conversation('c1', ['anna', 'ben', 'cleo'])
  const anna = await connect('anna')
  const ben = await connect('ben')
  const cleo = await connect('cleo')
  await redis?.kill()
  await conversation.deactivate('anna', { told: false })
  cleo.close()
  const cut = new Promise((resolve) => anna.socket.once('disconnect', resolve))
  await redis?.start()
  await cut
  t.match(await ben.next('user:offline', ({ userId }: { userId: string }) => userId === 'anna'), { userId: 'anna' })
  t.match(await ben.next('user:offline', ({ userId }: { userId: string }) => userId === 'cleo'), { userId: 'cleo' })
})

t.test('while the conversation service is away, too, it is asked until it answers', async (t) => {
  const { connect, conversation, redis } = await openAcademy(t, { engine: 'redis' })
  conversation.conversation('c1', ['anna', 'ben'])
  const anna = await connect('anna')
  await redis?.kill()
  await conversation.post('c1', 'ben', 'missed', { told: false })
  conversation.away = true
  const before = conversation.asked.get('openSessions') ?? 0
  await redis?.start()
  await waitFor('a second attempt', () => (conversation.asked.get('openSessions') ?? 0) >= before + 2)
  t.same(anna.received('sync:required'), [])
  conversation.away = false
  t.match(await anna.next('message:receive'), { content: 'missed' })
  await anna.next('sync:required')
})

t.test('the connection by which presence comes is lost alone: clients are told to look again', async (t) => {
  const { connect, conversation, instances } = await openAcademy(t, { instances: 2 })
  conversation.conversation('c1', ['anna', 'ben', 'cleo'])
  const ben = await connect('ben', { instance: 1 })
  const anna = await connect('anna', { instance: 0 })
  await ben.next('user:online')
  instances[1]?.engine.redis?.sub.disconnect(true)
  anna.close()
  t.same(await ben.next('sync:required'), { reason: 'bus' })
  t.match(await ben.emitAck('presence:get', { userIds: ['anna'] }), { online: [] })
  await connect('cleo', { instance: 0 })
  t.same(await ben.next('user:online'), { userId: 'cleo' }, 'presence is heard again')
  t.equal(ben.received('sync:required').length, 1)
})
