import t from 'tap'
import { ProtocolServer } from './protocol-server.ts'
import { startClient, until } from './start-client.ts'

const told = (server: ProtocolServer, event: string) =>
  server.received.filter((one) => one.event === event).map(({ payload }) => payload)

t.test('reading counts at once and is told once, however often it is said', async (t) => {
  const server = await ProtocolServer.start(t)
  const conversation = server.add('one', ['ada', 'ben'])
  for (let count = 1; count <= 3; count += 1) conversation.send('ben', `${count}`)
  const client = await startClient(t, server, 'ada')
  const handle = client.conversation('one')
  t.equal(handle.getSnapshot().conversation?.unreadCount, 3)
  for (const { _id } of handle.getSnapshot().messages) handle.markRead(_id)
  handle.markRead('one-1')
  t.equal(handle.getSnapshot().conversation?.unreadCount, 0)
  t.equal(client.conversations.getSnapshot().unreadCount, 0)
  await until(handle, () => conversation.unread('ada') === 0)
  server.tell(conversation, conversation.send('ben', 'sentinel').events)
  await until(handle, ({ messages }) => messages.length === 4)
  t.same(told(server, 'message:read'), [{ conversationId: 'one', upTo: 'one-3' }])
  t.equal(handle.getSnapshot().conversation?.unreadCount, 1)
})

t.test('what was read offline is told after the reconnection', async (t) => {
  const server = await ProtocolServer.start(t)
  const conversation = server.add('one', ['ada', 'ben'])
  conversation.send('ben', 'Hello')
  const client = await startClient(t, server, 'ada')
  server.cut()
  await until(client.connection, ({ status }) => status !== 'online')
  client.conversation('one').markRead()
  t.equal(client.conversation('one').getSnapshot().conversation?.unreadCount, 0)
  await until(client.conversations, () => conversation.unread('ada') === 0)
  t.equal(conversation.unread('ada'), 0)
})

t.test('two devices of one person show the same counts', async (t) => {
  const server = await ProtocolServer.start(t)
  const conversation = server.add('one', ['ada', 'ben'])
  for (let count = 1; count <= 8; count += 1) conversation.send('ben', `${count}`)
  const phone = await startClient(t, server, 'ada')
  const desk = await startClient(t, server, 'ada')
  t.equal(desk.conversation('one').getSnapshot().conversation?.unreadCount, 8, 'the window holds three of them')
  // A message before the window of both: the count has to be read.
  server.tell(conversation, conversation.delete(2))
  await until(desk.conversation('one'), ({ conversation: now }) => now?.unreadCount === 7)
  server.tell(conversation, conversation.read('ada', 4))
  await until(desk.conversation('one'), ({ conversation: now }) => now?.unreadCount === 4)
  phone.conversation('one').markRead()
  await until(desk.conversation('one'), ({ conversation: now }) => now?.unreadCount === 0)
  t.equal(conversation.unread('ada'), 0)
})

t.test('delivery is told, but not message by message', async (t) => {
  const server = await ProtocolServer.start(t)
  const conversation = server.add('one', ['ada', 'ben'])
  const client = await startClient(t, server, 'ada', { timing: { delivered: 200 } })
  for (let count = 1; count <= 20; count += 1) server.tell(conversation, conversation.send('ben', `${count}`).events)
  const of = (userId: string) => conversation.conversation(userId).participants.find((one) => one.userId === userId)
  await until(client.conversation('one'), ({ conversation: now }) => now?.participants[0]?.lastDeliveredSeq === 20)
  t.equal(of('ada')?.lastDeliveredSeq, 20)
  t.ok(told(server, 'message:delivered').length <= 3, `${told(server, 'message:delivered').length} times`)
  await client.conversation('one').send('mine').stored
  t.equal(of('ada')?.lastReadSeq, 0, 'delivered is not read')
})
