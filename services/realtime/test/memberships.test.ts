import type { Conversation } from '@touchline/contracts'
import t from 'tap'
import { openAcademy } from './academy.ts'

t.test('who joins hears the conversation from then on, at every socket', async (t) => {
  const { connect, conversation } = await openAcademy(t)
  conversation.conversation('c1', ['ben'])
  conversation.person('anna')
  const sockets = [await connect('anna'), await connect('anna')]
  const ben = await connect('ben')
  await conversation.add('c1', 'anna')
  for (const socket of sockets) {
    const told = await socket.next<Conversation>('conversation:new')
    t.equal(told._id, 'c1')
    t.notOk('unreadCount' in (told.participants[0] ?? {}), 'as one person sees it')
  }
  t.match(await ben.next('conversation:updated'), { _id: 'c1', participants: [{ userId: 'ben' }, { userId: 'anna' }] })
  t.same(ben.received('conversation:new'), [])
  await conversation.post('c1', 'ben', 'hello')
  for (const socket of sockets) t.match(await socket.next('message:receive'), { content: 'hello' })
  await ben.emitAck('typing:start', { conversationId: 'c1' })
  for (const socket of sockets) await socket.next('typing:start')
})

t.test('who joins a conversation that nobody here followed gets what was said before they could hear it', async (t) => {
  const { connect, conversation } = await openAcademy(t)
  conversation.conversation('c1', ['ben'])
  conversation.person('anna')
  const anna = await connect('anna')
  const adding = conversation.add('c1', 'anna')
  await conversation.post('c1', 'ben', 'at once', { told: false })
  await adding
  t.match(await anna.next('conversation:new'), { _id: 'c1' })
  t.match(await anna.next('message:receive'), { content: 'at once' })
})

t.test('who is removed hears nothing more of it, muted or not', async (t) => {
  const { connect, conversation } = await openAcademy(t)
  conversation.conversation('c1', ['anna', 'ben'])
  conversation.conversation('c2', ['anna', 'dan'])
  const [open, muted] = [await connect('anna'), await connect('anna')]
  await muted.emitAck('conversation:leave', { conversationId: 'c1' })
  const ben = await connect('ben')
  await open.next('user:online')
  await conversation.remove('c1', 'anna')
  for (const socket of [open, muted]) t.same(await socket.next('conversation:removed'), { conversationId: 'c1' })
  await ben.next('conversation:updated')
  const before = [open, muted].map((socket) => socket.received('conversation:updated').length)

  await conversation.post('c1', 'ben', 'among us')
  await ben.emitAck('typing:start', { conversationId: 'c1' })
  await conversation.readOnly('c1', true)
  ben.close()
  await connect('dan')
  for (const [index, socket] of [open, muted].entries()) {
    t.same(await socket.next('user:online', (told: { userId: string }) => told.userId === 'dan'), { userId: 'dan' })
    t.same(socket.received('message:receive'), [])
    t.same(socket.received('typing:start'), [])
    t.same(socket.received('user:offline'), [])
    t.equal(socket.received('conversation:updated').length, before[index])
    t.equal(socket.received('conversation:removed').length, 1)
  }
  t.match(await open.emitAck('conversation:join', { conversationId: 'c1' }), { code: 'CONVERSATION_NOT_FOUND' })
  t.match(await open.emitAck('typing:start', { conversationId: 'c1' }), { code: 'CONVERSATION_NOT_FOUND' })
})

t.test('a state of the conversation without a person removes them, although nobody told them', async (t) => {
  const { connect, conversation } = await openAcademy(t)
  conversation.conversation('c1', ['anna', 'ben'])
  const anna = await connect('anna')
  await conversation.remove('c1', 'anna', { told: false })
  await conversation.post('c1', 'ben', 'among us')
  t.same(await anna.next('conversation:removed'), { conversationId: 'c1' })
  await conversation.add('c1', 'anna')
  await anna.next('conversation:new')
  await conversation.post('c1', 'ben', 'hello again')
  t.match(await anna.next('message:receive'), { content: 'hello again' })
  t.equal(anna.received('message:receive').length, 1)
})

t.test('news that come late do not undo what is newer', async (t) => {
  const { connect, conversation } = await openAcademy(t)
  conversation.conversation('c1', ['anna', 'ben'])
  const anna = await connect('anna')
  await conversation.remove('c1', 'anna')
  const stale = conversation.lastTold('participant.removed')
  await conversation.add('c1', 'anna')
  const added = conversation.lastTold('participant.added')
  await stale()
  await conversation.post('c1', 'ben', 'still here')
  t.match(await anna.next('message:receive'), { content: 'still here' })
  await conversation.remove('c1', 'anna')
  await added()
  await conversation.add('c1', 'anna')
  await anna.next('conversation:new')
  await anna.next('conversation:new')
  t.equal(anna.received('conversation:removed').length, 2)
  t.equal(anna.received('conversation:new').length, 2)
})

t.test('a join is checked, also by asking', async (t) => {
  const { connect, conversation } = await openAcademy(t)
  conversation.conversation('c1', ['ben'])
  conversation.person('anna')
  const anna = await connect('anna')
  t.match(await anna.emitAck('conversation:join', { conversationId: 'c1' }), { code: 'CONVERSATION_NOT_FOUND' })
  await conversation.add('c1', 'anna', { told: false })
  t.match(await anna.emitAck('conversation:join', { conversationId: 'c1' }), { success: true })
  t.match(await anna.next('conversation:new'), { _id: 'c1' })
  await conversation.post('c1', 'ben', 'hello')
  t.match(await anna.next('message:receive'), { content: 'hello' })
})

t.test('conversation:created tells the participants once more', async (t) => {
  const { connect, conversation } = await openAcademy(t)
  conversation.conversation('c1', ['anna', 'ben'])
  const anna = await connect('anna')
  const ben = await connect('ben')
  t.same(await anna.emitAck('conversation:created', { conversationId: 'c1' }), { success: true })
  t.match(await ben.next('conversation:new'), { _id: 'c1', title: 'Under 12' })
  t.match(await anna.next('conversation:new'), { _id: 'c1' })
})

t.test('who is deactivated is cut at once and does not come back', async (t) => {
  const { connect, conversation } = await openAcademy(t)
  conversation.conversation('c1', ['anna', 'ben'])
  const sockets = [await connect('anna'), await connect('anna', { transports: ['polling'] })]
  const ben = await connect('ben')
  const cut = sockets.map(({ socket }) => new Promise<string>((resolve) => socket.once('disconnect', resolve)))
  await conversation.deactivate('anna')
  t.same(
    await Promise.all(cut),
    ['io server disconnect', 'io server disconnect'].map(() => 'io server disconnect'),
  )
  t.match(await ben.next('user:offline'), { userId: 'anna' })
  await t.rejects(connect('anna'), { message: 'UNAUTHENTICATED' })
})

t.test('the bus is listened to by interest only', async (t) => {
  const { connect, conversation, redis, first } = await openAcademy(t, { engine: 'redis' })
  t.ok(redis)
  conversation.conversation('c1', ['anna', 'ben'])
  const channels = async () => {
    const found = (await first.engine.redis?.pub.pubsub('CHANNELS', 'touchline:*')) ?? []
    return found.map(String).sort()
  }
  const all = ['touchline:conversation:c1', 'touchline:user:anna', 'touchline:user:ben']
  const anna = await connect('anna')
  const second = await connect('anna')
  const ben = await connect('ben')
  t.same(await channels(), all)
  anna.close()
  second.close()
  await ben.next('user:offline')
  for (let left = 100; (await channels()).length === 3 && left > 0; left -= 1) await conversation.told()
  t.same(await channels(), ['touchline:conversation:c1', 'touchline:user:ben'])
  await connect('anna')
  t.same(await channels(), all)
})
