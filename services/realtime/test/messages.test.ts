import type { Ack, Message } from '@touchline/contracts'
import { waitFor } from '@touchline/testing'
import t from 'tap'
import { openAcademy, type TestSocket } from './academy.ts'

const send = (socket: TestSocket, conversationId: string, content: string) =>
  socket.emitAck<Ack<'message:send'>>('message:send', { conversationId, content, messageType: 'text' })

function stored(ack: Ack<'message:send'>): Message {
  if ('message' in ack) return ack.message
  throw new Error(ack.code)
}

t.test('a message reaches every socket of every participant once, by both transports', async (t) => {
  const { connect, conversation } = await openAcademy(t)
  conversation.conversation('c1', ['anna', 'ben', 'cleo'])
  conversation.conversation('c2', ['dan'])
  const anna = await connect('anna')
  const others = [await connect('anna'), await connect('ben'), await connect('cleo', { transports: ['polling'] })]
  const dan = await connect('dan')
  const message = stored(await send(anna, 'c1', 'hello'))
  for (const socket of [anna, ...others]) t.same(await socket.next('message:receive'), message)
  const sentinel = stored(await send(dan, 'c2', 'a sentinel'))
  t.same(await dan.next('message:receive'), sentinel)
  t.equal(dan.received('message:receive').length, 1)
  for (const socket of [anna, ...others]) t.equal(socket.received('message:receive').length, 1)
})

t.test('edits, deletes and receipts reach the room', async (t) => {
  const { connect, conversation } = await openAcademy(t)
  conversation.conversation('c1', ['anna', 'ben'])
  const anna = await connect('anna')
  const ben = await connect('ben')
  const { _id: messageId } = stored(await send(anna, 'c1', 'hello'))
  const place = { conversationId: 'c1', messageId }
  const edited = await anna.emitAck<Ack<'message:edit'>>('message:edit', { ...place, content: 'changed' })
  t.match(edited, { success: true, message: { content: 'changed', version: 3 } })
  t.match(await ben.next('message:updated'), { _id: messageId, content: 'changed', version: 3 })
  t.match(await anna.emitAck('message:delete', place), { success: true, message: { content: '' } })
  t.match(await ben.next('message:updated'), { _id: messageId, content: '' })
  const read = { conversationId: 'c1', userId: 'ben', messageIds: [messageId], lastReadSeq: 1 }
  t.same(await ben.emitAck('message:read', { conversationId: 'c1', upTo: messageId }), {
    success: true,
    lastReadSeq: 1,
    unreadCount: 0,
  })
  t.match(await anna.next('message:read'), read)
  t.match(await ben.emitAck('message:read', { conversationId: 'c1', messageIds: [messageId] }), { success: true })
  const told = await anna.next<object>('message:read')
  t.match(told, read)
  t.notOk('kind' in told)
  t.same(await ben.emitAck('message:delivered', { conversationId: 'c1', upTo: messageId }), { success: true })
  t.same(await anna.next('message:delivered'), { conversationId: 'c1', userId: 'ben', lastDeliveredSeq: 1 })
})

t.test('sends of one moment travel together, keep the order of each sender, and are answered one by one', async (t) => {
  const { connect, conversation } = await openAcademy(t)
  conversation.conversation('c1', ['anna', 'ben'])
  const anna = await connect('anna')
  const ben = await connect('ben')
  const texts = Array.from({ length: 100 }, (_, n) => `message ${n}`)
  const answers = await Promise.all(
    texts.flatMap((text, n) => [
      send(anna, 'c1', `anna ${text}`),
      n % 10 === 0 ? send(anna, 'none', text) : send(ben, 'c1', `ben ${text}`),
    ]),
  )
  t.equal(answers.filter((answer) => 'code' in answer && answer.code === 'CONVERSATION_NOT_FOUND').length, 10)
  t.equal(answers.filter((answer) => 'success' in answer).length, 190)
  const ofAnna = conversation.messages('c1').filter(({ senderId }) => senderId === 'anna')
  t.same(
    ofAnna.map(({ content }) => content),
    texts.map((text) => `anna ${text}`),
  )
  t.ok(conversation.batches.length < 100, `${conversation.batches.length} requests for 200 sends`)
  await waitFor('all messages', () => ben.received('message:receive').length === 190)
  const seqs = ben.received<Message>('message:receive').map(({ seq }) => seq)
  t.same(
    seqs,
    Array.from({ length: 190 }, (_, n) => n + 1),
  )
})

t.test('a person has one budget for sends and edits, at all sockets', async (t) => {
  const { connect, conversation } = await openAcademy(t, { sendsPerSecond: 1 })
  conversation.conversation('c1', ['anna', 'ben'])
  const [one, other] = [await connect('anna'), await connect('anna')]
  const ben = await connect('ben')
  t.match(await send(one, 'c1', '1'), { success: true })
  t.match(await send(other, 'c1', '2'), { success: true })
  const edit = { conversationId: 'c1', messageId: 'none', content: 'x' }
  t.match(await one.emitAck('message:edit', edit), { code: 'MESSAGE_NOT_FOUND' })
  const refused = await other.emitAck<{ code: string; retryAfterMs: number }>('message:send', {
    conversationId: 'c1',
    content: '3',
  })
  t.equal(refused.code, 'RATE_LIMITED')
  t.ok(refused.retryAfterMs > 0 && refused.retryAfterMs <= 1_000)
  t.match(await one.emitAck('message:edit', edit), { code: 'RATE_LIMITED' })
  t.match(await send(ben, 'c1', 'of ben'), { success: true })
})

t.test('events that the bus dropped, doubled or turned around arrive once and in order', async (t) => {
  const { connect, conversation } = await openAcademy(t)
  conversation.conversation('c1', ['anna', 'ben'])
  const anna = await connect('anna')
  const silent = { told: false }
  const first = await conversation.post('c1', 'ben', '1', silent)
  const second = await conversation.post('c1', 'ben', '2', silent)
  const third = await conversation.post('c1', 'ben', '3', silent)
  await conversation.tellAgain(third)
  await conversation.tellAgain(first)
  await conversation.tellAgain(third)
  await conversation.tellAgain(second)
  await conversation.post('c1', 'ben', '4', silent)
  await conversation.post('c1', 'ben', '5', silent)
  await conversation.post('c1', 'ben', '6')
  await waitFor('all messages', () => anna.received('message:receive').length >= 6)
  t.same(
    anna.received<Message>('message:receive').map(({ content }) => content),
    ['1', '2', '3', '4', '5', '6'],
  )
  t.same(anna.received('message:updated'), [])
})

t.test('a muted socket hears no messages until it joins again; the person’s others do', async (t) => {
  const { connect, conversation } = await openAcademy(t)
  conversation.conversation('c1', ['anna', 'ben'])
  const [muted, other] = [await connect('anna'), await connect('anna')]
  const ben = await connect('ben')
  t.same(await muted.emitAck('conversation:leave', { conversationId: 'c1' }), { success: true })
  await send(ben, 'c1', 'one')
  await ben.emitAck('typing:start', { conversationId: 'c1' })
  await other.next('message:receive')
  await other.next('typing:start')
  await conversation.readOnly('c1', false)
  await muted.next('conversation:updated')
  t.same(muted.received('message:receive'), [])
  t.same(muted.received('typing:start'), [])
  t.same(await muted.emitAck('conversation:join', { conversationId: 'c1' }), { success: true })
  await send(ben, 'c1', 'two')
  t.match(await muted.next('message:receive'), { content: 'two' })
  t.equal(muted.received('conversation:updated').length, 1, 'not twice')
})
