import { waitFor } from '@touchline/testing'
import t from 'tap'
import { ProtocolServer } from './protocol-server.ts'
import { startClient, texts, until } from './start-client.ts'

t.test('events are applied as they come', async (t) => {
  const server = await ProtocolServer.start(t)
  const conversation = server.add('one', ['ada', 'ben'])
  const quiet = server.add('quiet', ['ada', 'ben'])
  quiet.rename('Later')
  const client = await startClient(t, server, 'ada')
  const handle = client.conversation('one')
  server.tell(conversation, conversation.send('ben', 'Hello').events)
  server.tell(conversation, conversation.send('ben', 'you', { replyToSeq: 1 }).events)
  server.tell(conversation, conversation.edit(1, 'Hello,'))
  server.tell(conversation, conversation.read('ben', 2))
  server.tell(conversation, conversation.rename('Under 14'))
  const shown = await until(handle, ({ conversation: now }) => now?.title === 'Under 14')
  t.same(texts(shown), ['Hello,', 'you'])
  t.equal(shown.messages[1]?.replyTo?.excerpt, 'Hello,', 'a quote changes with its original')
  t.match(shown.conversation?.participants, [{ userId: 'ada' }, { userId: 'ben', lastReadSeq: 2 }])
  t.equal(client.conversations.getSnapshot().conversations[0]?._id, 'one', 'latest activity first')
  t.notOk(
    server.requests.some((line) => line.includes('/changes')),
    'nothing had to be read again',
  )

  server.tell(conversation, conversation.delete(1))
  const later = await until(handle, ({ messages }) => messages[0]?.deletedAt !== undefined)
  t.equal(later.messages[1]?.replyTo?.excerpt, '')
  t.equal(later.conversation?.unreadCount, 1)
  t.equal(shown.messages[0]?.content, 'Hello,', 'an old snapshot stays as it was')
})

t.test('a gap between events is read', async (t) => {
  const server = await ProtocolServer.start(t)
  const conversation = server.add('one', ['ada', 'ben'])
  const client = await startClient(t, server, 'ada')
  server.losesEvents = true
  for (let count = 1; count <= 5; count += 1) server.tell(conversation, conversation.send('ben', `${count}`).events)
  server.tell(conversation, conversation.rename('Lost name'))
  server.losesEvents = false
  server.tell(conversation, conversation.send('ben', '6').events)
  const shown = await until(client.conversation('one'), (now) => now.conversation?.title === 'Lost name')
  t.same(texts(shown), ['1', '2', '3', '4', '5', '6'])
  t.ok(server.requests.includes('GET /api/chat/conversations/one/changes?since=1&limit=500'))
})

t.test('sync:required makes it look', async (t) => {
  const server = await ProtocolServer.start(t)
  const conversation = server.add('one', ['ada', 'ben'])
  const gone = server.add('gone', ['ada', 'ben'])
  const client = await startClient(t, server, 'ada')
  conversation.send('ben', 'untold')
  conversation.read('ben', 1)
  gone.leave('ada')
  server.add('new', ['ada']).send('ada', 'mine')
  server.io.emit('sync:required', { reason: 'bus' })
  const list = await until(client.conversations, ({ conversations }) => conversations.some(({ _id }) => _id === 'new'))
  t.same(list.conversations.map(({ _id }) => _id).sort(), ['new', 'one'])
  t.same(texts(client.conversation('one').getSnapshot()), ['untold'])
  t.equal(client.conversation('gone').getSnapshot().status, 'absent')
  t.equal(client.conversation('one').getSnapshot().conversation?.participants[1]?.lastReadSeq, 1)
})

t.test('conversations come and go', async (t) => {
  const server = await ProtocolServer.start(t)
  const client = await startClient(t, server, 'ada')
  const conversation = server.add('one', ['ada', 'ben'])
  for (let count = 1; count <= 5; count += 1) conversation.send('ben', `${count}`)
  server.io.in('ada').socketsJoin('one')
  const handle = client.conversation('one')
  t.equal(handle.getSnapshot().status, 'absent')
  server.io.to('ada').emit('conversation:new', conversation.conversation('ada'))
  const shown = await until(handle, ({ messages }) => messages.length > 0)
  t.same(texts(shown), ['3', '4', '5'], 'who looks at it gets the newest page')
  t.equal(shown.hasOlder, true)
  t.equal(shown.conversation?.unreadCount, 5, 'those before the window count too')

  server.io.to('ada').emit('conversation:removed', { conversationId: 'one' })
  t.equal((await until(handle, ({ status }) => status === 'absent')).conversation, undefined)
})

t.test('the newest page of a conversation that is looked at is asked for until it comes', async (t) => {
  const server = await ProtocolServer.start(t)
  const client = await startClient(t, server, 'ada')
  const conversation = server.add('one', ['ada', 'ben'])
  for (let count = 1; count <= 5; count += 1) conversation.send('ben', `${count}`)
  let failures = 0
  server.onRequest = (line) => {
    if (!line.includes('/messages') || failures === 3) return undefined
    failures += 1
    return { status: 503, body: { statusCode: 503, code: 'UNAVAILABLE', message: 'Not now' } }
  }
  const handle = client.conversation('one')
  const shown = until(handle, ({ messages }) => messages.length > 0, 5_000)
  server.io.to('ada').emit('conversation:new', conversation.conversation('ada'))
  t.same(texts(await shown), ['3', '4', '5'])
  t.equal(failures, 3)
})

t.test('an answer that is older than the news of leaving does not bring the conversation back', async (t) => {
  const server = await ProtocolServer.start(t)
  const conversation = server.add('one', ['ada', 'ben'])
  const client = await startClient(t, server, 'ada')
  const stale = {
    conversations: [{ conversation: conversation.conversation('ada'), messages: [], hasMore: false }],
    removed: [],
  }
  let syncs = 0
  server.onRequest = async (line) => {
    if (line !== 'POST /api/chat/sync') return undefined
    syncs += 1
    if (syncs > 1) return undefined
    conversation.leave('ada')
    server.io.to('ada').emit('conversation:removed', { conversationId: 'one' })
    await until(client.conversations, ({ conversations }) => conversations.length === 0)
    return { status: 200, body: stale }
  }
  server.io.emit('sync:required', { reason: 'bus' })
  await until(client.conversation('one'), ({ status }) => status === 'absent')
  server.add('two', ['ada'])
  const list = await until(client.conversations, ({ conversations }) => conversations.some(({ _id }) => _id === 'two'))
  t.same(
    list.conversations.map(({ _id }) => _id),
    ['two'],
  )
  t.equal(syncs, 2, 'it looked again')
})

t.test('older pages, and changes while one is on its way', async (t) => {
  const server = await ProtocolServer.start(t)
  const conversation = server.add('one', ['ada', 'ben'])
  for (let count = 1; count <= 8; count += 1) conversation.send('ben', `${count}`)
  const client = await startClient(t, server, 'ada')
  const handle = client.conversation('one')
  t.same(texts(handle.getSnapshot()), ['6', '7', '8'])
  server.onRequest = async (line) => {
    if (!line.includes('/messages')) return undefined
    const page = conversation.page(6, 3)
    server.tell(conversation, conversation.edit(4, 'four'))
    await until(handle, (now) => now.conversation?.version === conversation.version)
    return { status: 200, body: page }
  }
  const loading = handle.loadOlder()
  t.equal(handle.getSnapshot().isLoadingOlder, true)
  await Promise.all([loading, handle.loadOlder()])
  t.same(texts(handle.getSnapshot()), ['3', 'four', '5', '6', '7', '8'])
  server.onRequest = () => undefined
  const { conversation: before } = handle.getSnapshot()
  await handle.loadOlder()
  t.same(texts(handle.getSnapshot()), ['1', '2', '3', 'four', '5', '6', '7', '8'])
  t.equal(handle.getSnapshot().conversation, before, 'nothing of the conversation itself has changed')
  t.equal(handle.getSnapshot().hasOlder, false)
  t.equal(server.requests.filter((line) => line.includes('/messages')).length, 2)
})

t.test('a single message is read by its number, also one that is older than what is here', async (t) => {
  const server = await ProtocolServer.start(t)
  const conversation = server.add('one', ['ada', 'ben'])
  for (let count = 1; count <= 8; count += 1) conversation.send('ben', `${count}`)
  const handle = (await startClient(t, server, 'ada')).conversation('one')
  t.same(texts(handle.getSnapshot()), ['6', '7', '8'])
  const asked = () => server.requests.filter((line) => line.includes('/messages')).length
  t.equal(await handle.message(7), handle.getSnapshot().messages[1])
  t.equal(asked(), 0, 'what is here need not be asked for')
  t.match(await handle.message(2), { seq: 2, content: '2' })
  conversation.delete(2)
  t.match(await handle.message(2), { seq: 2, content: '', deletedAt: String })
  t.equal(await handle.message(9), undefined, 'there is none yet')
  t.equal(asked(), 3)
  t.same(texts(handle.getSnapshot()), ['6', '7', '8'], 'the window stays as it is')
})

t.test('typing and presence', async (t) => {
  const server = await ProtocolServer.start(t)
  server.add('one', ['ada', 'ben'])
  const client = await startClient(t, server, 'ada')
  const other = await startClient(t, server, 'ben', { timing: { typingPause: 100 } })
  await until(client.presence, ({ online }) => online.has('ada'))
  server.io.emit('user:online', { userId: 'ben' })
  await until(client.presence, ({ online }) => online.has('ben'))
  t.same(await client.onlineOf(['ben', 'nobody']), ['ben'])

  const handle = client.conversation('one')
  const theirs = other.conversation('one')
  for (let key = 0; key < 5; key += 1) theirs.typed()
  t.same((await until(handle, ({ typing }) => typing.length > 0)).typing, [{ userId: 'ben', userName: 'ben' }])
  await until(handle, ({ typing }) => typing.length === 0)
  t.same(
    server.received.filter(({ event }) => event.startsWith('typing')).map(({ event }) => event),
    ['typing:start', 'typing:stop'],
    'not with every key',
  )

  theirs.typed()
  await until(handle, ({ typing }) => typing.length > 0)
  await theirs.send('there').stored
  await until(handle, ({ messages }) => messages.length > 0)
  t.same(handle.getSnapshot().typing, [], 'a message ends it')

  const at = new Date().toISOString()
  server.io.emit('user:offline', { userId: 'ben', lastSeenAt: at })
  const seen = await until(client.presence, ({ online }) => !online.has('ben'))
  t.equal(seen.lastSeenAt.get('ben'), at)
})

t.test('who went while events were lost is not shown as online for ever', async (t) => {
  const server = await ProtocolServer.start(t)
  server.add('one', ['ada', 'ben', 'cy'])
  const other = await startClient(t, server, 'ben')
  const client = await startClient(t, server, 'ada')
  await until(client.presence, ({ online }) => online.has('ben'))
  other.close()
  await startClient(t, server, 'cy')
  t.same([...client.presence.getSnapshot().online].sort(), ['ada', 'ben'], 'nobody has told it')
  server.io.emit('sync:required', { reason: 'bus' })
  const { online } = await until(client.presence, (now) => now.online.has('cy'))
  t.notOk(online.has('ben'))
})

t.test(
  'however many there are and whatever they are called, no question about them is too long for one packet',
  async (t) => {
    const server = await ProtocolServer.start(t)
    const people = Array.from({ length: 1_000 }, (_, index) => `${index}`.padStart(128, 'x'))
    server.add('one', ['ada', ...people])
    const client = await startClient(t, server, 'ada')
    await until(client.presence, ({ online }) => online.has('ada'))
    const asked = () => server.received.filter(({ event }) => event === 'presence:get')
    const count = () =>
      asked().reduce((sum, { payload }) => sum + JSON.parse(JSON.stringify(payload)).userIds.length, 0)
    await waitFor('everybody to be asked for', () => count() === 1_001)
    // Of 64 KB, which the servers take, some is the envelope's.
    t.ok(asked().every(({ payload }) => JSON.stringify(payload).length < 64_000))
  },
)

t.test('somebody whose stop is lost types no more after a while', async (t) => {
  const server = await ProtocolServer.start(t)
  server.add('one', ['ada', 'ben'])
  const client = await startClient(t, server, 'ada', { timing: { typingExpiry: 50 } })
  server.io.emit('typing:start', { conversationId: 'one', userId: 'ben', userName: 'Ben' })
  await until(client.conversation('one'), ({ typing }) => typing.length === 1)
  await until(client.conversation('one'), ({ typing }) => typing.length === 0)
})
