import type { Message } from '@touchline/contracts'
import { waitFor } from '@touchline/testing'
import t from 'tap'
import { openAcademy } from './academy.ts'

t.test('messages, receipts, typing and presence pass between instances, each once', async (t) => {
  const { connect, conversation } = await openAcademy(t, { instances: 2 })
  conversation.conversation('c1', ['anna', 'ben', 'cleo'])
  const anna = await connect('anna', { instance: 0 })
  const ben = await connect('ben', { instance: 1 })
  const cleo = await connect('cleo', { instance: 1 })
  t.same(await anna.next('user:online'), { userId: 'ben' })
  t.same(await anna.next('user:online'), { userId: 'cleo' })
  t.same(await ben.next('user:online'), { userId: 'cleo' })
  for (let n = 1; n <= 5; n += 1) {
    await anna.emitAck('message:send', { conversationId: 'c1', content: `${n}` })
    await ben.emitAck('message:send', { conversationId: 'c1', content: `${n}` })
  }
  for (const socket of [anna, ben, cleo]) {
    await waitFor('ten messages', () => socket.received('message:receive').length >= 10)
    t.same(
      socket.received<Message>('message:receive').map(({ seq }) => seq),
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    )
  }
  await anna.emitAck('typing:start', { conversationId: 'c1' })
  for (const socket of [ben, cleo]) t.match(await socket.next('typing:start'), { userId: 'anna' })
  await anna.emitAck('message:send', { conversationId: 'c1', content: 'done' })
  for (const socket of [ben, cleo]) await socket.next('typing:stop')
  const [last] = conversation.messages('c1').slice(-1)
  await ben.emitAck('message:read', { conversationId: 'c1', upTo: last?._id })
  t.match(await anna.next('message:read'), { userId: 'ben', lastReadSeq: 11 })
  ben.close()
  t.match(await anna.next('user:offline'), { userId: 'ben' })
  await cleo.next('user:offline')
  for (const socket of [ben, cleo]) {
    t.equal(socket.received('typing:start').length, 1)
    t.equal(socket.received('typing:stop').length, 1)
  }
  t.equal(anna.received('user:offline').length, 1)
})

t.test('a person with three sockets on two instances goes offline once, at the last', async (t) => {
  const { connect, conversation } = await openAcademy(t, { instances: 2 })
  conversation.conversation('c1', ['anna', 'ben', 'cleo'])
  const ben = await connect('ben', { instance: 1 })
  const sockets = [
    await connect('anna', { instance: 0 }),
    await connect('anna', { instance: 1 }),
    await connect('anna', { instance: 0 }),
  ]
  await ben.next('user:online')
  for (const socket of sockets.slice(0, 2)) socket.close()
  const cleo = await connect('cleo', { instance: 0 })
  await ben.next('user:online', ({ userId }: { userId: string }) => userId === 'cleo')
  t.same(ben.received('user:offline'), [])
  t.match(await cleo.emitAck('presence:get', { userIds: ['anna'] }), { online: ['anna'] })
  sockets[2]?.close()
  t.match(await ben.next('user:offline'), { userId: 'anna' })
  cleo.close()
  t.match(await ben.next('user:offline'), { userId: 'cleo' })
  t.same(
    ben.received<{ userId: string }>('user:online').map(({ userId }) => userId),
    ['anna', 'cleo'],
  )
})

t.test('membership and deactivation take effect on every instance', async (t) => {
  const { connect, conversation } = await openAcademy(t, { instances: 2 })
  conversation.conversation('c1', ['ben'])
  conversation.person('anna')
  const sockets = [await connect('anna', { instance: 0 }), await connect('anna', { instance: 1 })]
  await conversation.add('c1', 'anna')
  for (const socket of sockets) await socket.next('conversation:new')
  await conversation.post('c1', 'ben', 'hello')
  for (const socket of sockets) await socket.next('message:receive')
  await conversation.remove('c1', 'anna')
  for (const socket of sockets) await socket.next('conversation:removed')
  const cut = sockets.map(({ socket }) => new Promise((resolve) => socket.once('disconnect', resolve)))
  await conversation.deactivate('anna')
  await Promise.all(cut)
})

t.test('a budget is one for all instances', async (t) => {
  const { connect, conversation } = await openAcademy(t, { instances: 2, sendsPerSecond: 1 })
  conversation.conversation('c1', ['anna'])
  const sockets = [await connect('anna', { instance: 0 }), await connect('anna', { instance: 1 })]
  const answers = await Promise.all(
    [0, 1, 0, 1, 0, 1].map((n) => sockets[n]?.emitAck('message:send', { conversationId: 'c1', content: 'x' })),
  )
  t.equal(answers.filter((answer) => JSON.stringify(answer).includes('RATE_LIMITED')).length, 3)
})

t.test('an instance hears conversations of its own people only', async (t) => {
  const { connect, conversation, instances } = await openAcademy(t, { instances: 2 })
  conversation.conversation('here', ['anna'])
  conversation.conversation('there', ['ben'])
  const anna = await connect('anna', { instance: 0 })
  const ben = await connect('ben', { instance: 1 })
  for (let n = 0; n < 5; n += 1) await conversation.post('here', 'anna', 'x')
  await conversation.post('there', 'ben', 'a sentinel')
  await ben.next('message:receive')
  await waitFor('five', () => anna.received('message:receive').length === 5)
  const heard = async (index: number) => {
    const metrics = await instances[index]?.app.metrics.getSingleMetric('touchline_realtime_bus_events_total')?.get()
    return metrics?.values[0]?.value
  }
  t.same([await heard(0), await heard(1)], [5, 1])
})
