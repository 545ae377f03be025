import t from 'tap'
import { openAcademy } from './academy.ts'

const place = { conversationId: 'c1' }

t.test('typing is told to the others only', async (t) => {
  const { connect, conversation } = await openAcademy(t)
  conversation.conversation('c1', ['anna', 'ben'])
  conversation.conversation('c2', ['anna', 'dan'])
  const [anna, second] = [await connect('anna'), await connect('anna')]
  const ben = await connect('ben')
  const dan = await connect('dan')
  t.same(await anna.emitAck('typing:start', place), { success: true })
  t.same(await ben.next('typing:start'), { conversationId: 'c1', userId: 'anna', userName: 'anna the person' })
  t.same(await anna.emitAck('typing:stop', place), { success: true })
  t.same(await ben.next('typing:stop'), { conversationId: 'c1', userId: 'anna' })
  await anna.emitAck('typing:start', { conversationId: 'c2' })
  await dan.next('typing:start')
  for (const socket of [anna, second]) t.same(socket.received('typing:start'), [])
  t.equal(ben.received('typing:start').length, 1)
  t.equal(dan.received('typing:start').length, 1)
})

t.test('it ends by itself after the last start', async (t) => {
  const { connect, conversation } = await openAcademy(t, { timing: { typing: 200 } })
  conversation.conversation('c1', ['anna', 'ben'])
  const anna = await connect('anna')
  const ben = await connect('ben')
  const started = performance.now()
  await anna.emitAck('typing:start', place)
  for (let n = 0; n < 3; n += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100))
    await anna.emitAck('typing:start', place)
  }
  await ben.next('typing:stop')
  t.ok(performance.now() - started >= 490, 'each start counts anew')
  t.equal(ben.received('typing:stop').length, 1)
})

t.test('a send by any path, a leave, a disconnect and a removal end it', async (t) => {
  const { connect, conversation } = await openAcademy(t)
  conversation.conversation('c1', ['anna', 'ben'])
  const ben = await connect('ben')
  const ends = {
    send: async () => {
      const anna = await connect('anna')
      await anna.emitAck('typing:start', place)
      await anna.emitAck('message:send', { ...place, content: 'x' })
    },
    'a send by REST': async () => {
      await (await connect('anna')).emitAck('typing:start', place)
      await conversation.post('c1', 'anna', 'x')
    },
    leave: async () => {
      const anna = await connect('anna')
      await anna.emitAck('typing:start', place)
      await anna.emitAck('conversation:leave', place)
    },
    disconnect: async () => {
      const anna = await connect('anna')
      await anna.emitAck('typing:start', place)
      anna.close()
    },
    removal: async () => {
      await (await connect('anna')).emitAck('typing:start', place)
      await conversation.remove('c1', 'anna')
    },
  }
  for (const [name, end] of Object.entries(ends)) {
    await end()
    t.same(await ben.next('typing:stop'), { ...place, userId: 'anna' }, name)
  }
})

t.test('a person types on while another of their sockets says so', async (t) => {
  const { connect, conversation } = await openAcademy(t)
  conversation.conversation('c1', ['anna', 'ben'])
  const [one, other] = [await connect('anna'), await connect('anna')]
  const ben = await connect('ben')
  await one.emitAck('typing:start', place)
  await other.emitAck('typing:start', place)
  await one.emitAck('typing:stop', place)
  await one.emitAck('typing:stop', place)
  await conversation.readOnly('c1', false)
  await ben.next('conversation:updated')
  t.same(ben.received('typing:stop'), [])
  other.close()
  await ben.next('typing:stop')
})

t.test('nobody types where nobody may write', async (t) => {
  const { connect, conversation } = await openAcademy(t)
  conversation.conversation('c1', ['anna', 'ben'])
  const anna = await connect('anna')
  await conversation.readOnly('c1', true)
  t.match(await anna.next('conversation:updated'), { readOnly: true })
  t.match(await anna.emitAck('typing:start', place), { code: 'CONVERSATION_READ_ONLY' })
  t.match(await (await connect('anna')).emitAck('typing:start', place), { code: 'CONVERSATION_READ_ONLY' })
  await conversation.readOnly('c1', false)
  await anna.next('conversation:updated')
  t.match(await anna.emitAck('typing:start', place), { success: true })
})
