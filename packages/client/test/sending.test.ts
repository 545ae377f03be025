import { randomUUID } from 'node:crypto'
import t from 'tap'
import { type TouchlineStorage, webStorage } from '../src/index.ts'
import { ProtocolServer } from './protocol-server.ts'
import { history, makeClient, outgoing, startClient, texts, until } from './start-client.ts'

/** `localStorage` as several runs of a page share it. */
function memoryStorage(): TouchlineStorage & { entries: Map<string, string> } {
  const entries = new Map<string, string>()
  const storage = webStorage({
    getItem: (key) => entries.get(key) ?? null,
    setItem: (key, value) => void entries.set(key, value),
    removeItem: (key) => void entries.delete(key),
  })
  return { ...storage, entries }
}

for (const acksFirst of [true, false]) {
  t.test(`a message is shown at once and never twice, ${acksFirst ? 'ack' : 'event'} first`, async (t) => {
    const server = await ProtocolServer.start(t)
    server.acksFirst = acksFirst
    server.add('one', ['ada', 'ben'])
    const client = await startClient(t, server, 'ada')
    const handle = client.conversation('one')
    const shown = history(handle, ({ messages, outgoing: own }) => messages.length + own.length)
    const { clientId, stored } = handle.send('Hello')
    t.match(outgoing(handle), [/^Hello: (sending|queued)$/])
    const message = await stored
    t.match(message, { content: 'Hello', clientId, senderId: 'ada' })
    const { messages } = await until(handle, ({ outgoing: own }) => own.length === 0)
    t.same(messages, [message])
    t.same([...new Set(shown)].sort(), [0, 1], 'there was never more than one of it')
  })
}

t.test('messages of a conversation keep their order, those of another do not wait', async (t) => {
  const server = await ProtocolServer.start(t)
  server.add('one', ['ada', 'ben'])
  server.add('two', ['ada', 'ben'])
  const client = await startClient(t, server, 'ada')
  let open: (() => void) | undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  server.onSend = async ({ content }) => {
    if (content === '1') await opened
    return undefined
  }
  const one = client.conversation('one')
  const sent = ['1', '2', '3'].map((content) => one.send(content))
  await client.conversation('two').send('other').stored
  t.same(outgoing(one), ['1: sending', '2: queued', '3: queued'])
  open?.()
  await Promise.all(sent.map(({ stored }) => stored))
  t.same(texts(one.getSnapshot()), ['1', '2', '3'])
})

t.test('an acknowledgement that got lost: sent again, stored once', async (t) => {
  const server = await ProtocolServer.start(t)
  const conversation = server.add('one', ['ada', 'ben'])
  const client = await startClient(t, server, 'ada', { timing: { acknowledgement: 50 } })
  server.losesAcks = true
  server.losesEvents = true
  const { stored } = client.conversation('one').send('Hello')
  await until(client.conversation('one'), ({ outgoing: own }) => own[0]?.error?.code === 'TIMEOUT')
  server.losesAcks = false
  await stored
  t.equal(conversation.lastSeq, 1)
  t.ok(server.received.filter(({ event }) => event === 'message:send').length >= 2)
  t.same(texts(client.conversation('one').getSnapshot()), ['Hello'])
})

t.test('what cannot be sent now is sent later: offline, too fast, unavailable', async (t) => {
  const server = await ProtocolServer.start(t)
  const conversation = server.add('one', ['ada', 'ben'])
  const client = makeClient(t, server, 'ada')
  const handle = client.conversation('one')
  const refusals = [
    { error: 'too fast', code: 'RATE_LIMITED', retryAfterMs: 30 },
    { error: 'away', code: 'UNAVAILABLE' },
  ]
  server.onSend = () => refusals.shift()
  const sent = ['1', '2', '3', '4', '5'].map((content) => handle.send(content))
  t.same(outgoing(handle), ['1: queued', '2: queued', '3: queued', '4: queued', '5: queued'])
  await client.connect()
  await sent[1]?.stored
  server.cut()
  await Promise.all(sent.map(({ stored }) => stored))
  t.same(
    conversation.messages().map(({ content }) => content),
    ['1', '2', '3', '4', '5'],
  )
  t.equal(refusals.length, 0)
})

t.test('what is refused for good fails with its code, and can be tried again or taken back', async (t) => {
  const server = await ProtocolServer.start(t)
  const conversation = server.add('one', ['ada', 'ben'])
  const client = await startClient(t, server, 'ada')
  const handle = client.conversation('one')
  server.onSend = ({ content }) => (content === 'bad' ? { error: 'no', code: 'CONVERSATION_READ_ONLY' } : undefined)
  const bad = handle.send('bad')
  const good = handle.send('good')
  await t.rejects(bad.stored, { code: 'CONVERSATION_READ_ONLY', retryable: false, message: 'no' })
  await good.stored
  t.same(outgoing(handle), ['bad: failed'], 'the next one did not wait for it')
  t.equal(handle.getSnapshot().outgoing[0]?.error?.code, 'CONVERSATION_READ_ONLY')

  server.onSend = () => undefined
  t.equal((await handle.retry(bad.clientId)?.stored)?.content, 'bad')
  t.same(texts(await until(handle, ({ outgoing: own }) => own.length === 0)), ['good', 'bad'])

  server.onSend = () => ({ error: 'no', code: 'VALIDATION' })
  const other = handle.send('other')
  await t.rejects(other.stored)
  handle.discard(other.clientId)
  t.same(outgoing(handle), [])
  t.equal(handle.retry(other.clientId), undefined)
  t.equal(conversation.lastSeq, 2)
})

t.test('five messages typed offline survive a reload and arrive once', async (t) => {
  const server = await ProtocolServer.start(t)
  const conversation = server.add('one', ['ada', 'ben'])
  const storage = memoryStorage()
  const first = await startClient(t, server, 'ada', { storage, timing: { acknowledgement: 100 } })
  server.losesAcks = true
  server.losesEvents = true
  for (const content of ['1', '2', '3', '4', '5']) first.conversation('one').send(content)
  // The first one is stored, but the client never learns it.
  await until(first.conversation('one'), () => conversation.lastSeq === 1)
  first.close()
  t.same([...storage.entries.keys()], ['touchline:outbox:ada'])

  server.losesAcks = false
  server.losesEvents = false
  const second = await startClient(t, server, 'ada', { storage })
  const shown = await until(
    second.conversation('one'),
    ({ messages, outgoing: own }) => own.length === 0 && messages.length === 5,
  )
  t.same(texts(shown), ['1', '2', '3', '4', '5'])
  t.equal(conversation.lastSeq, 5)
  await until(second.conversation('one'), () => storage.entries.size === 0)

  const other = await startClient(t, server, 'ben', { storage })
  t.same(outgoing(other.conversation('one')), [])
})

t.test('a failed message is still there after a reload; another person on the device does not see it', async (t) => {
  const server = await ProtocolServer.start(t)
  server.add('one', ['ada', 'ben'])
  const storage = memoryStorage()
  const first = await startClient(t, server, 'ada', { storage })
  server.onSend = () => ({ error: 'no', code: 'CONVERSATION_READ_ONLY' })
  await t.rejects(first.conversation('one').send('kept').stored)
  first.close()

  const ben = await startClient(t, server, 'ben', { storage })
  t.same(outgoing(ben.conversation('one')), [])
  ben.close()

  const again = await startClient(t, server, 'ada', { storage })
  const { outgoing: own } = await until(again.conversation('one'), (now) => now.outgoing.length === 1)
  t.match(own, [{ content: 'kept', state: 'failed', error: { code: 'CONVERSATION_READ_ONLY' } }])
})

t.test('a storage that fails keeps nothing from being sent', async (t) => {
  const server = await ProtocolServer.start(t)
  server.add('one', ['ada', 'ben'])
  const broken = () => {
    throw new Error('quota')
  }
  const warnings: string[] = []
  const client = await startClient(t, server, 'ada', {
    storage: { get: () => '{', set: broken, remove: broken },
    logger: { warn: (message) => warnings.push(message) },
  })
  t.equal((await client.conversation('one').send('Hello').stored).content, 'Hello')
  t.ok(warnings.some((message) => message.includes('quota')))
})

t.test('an own message from another device is no outgoing one here', async (t) => {
  const server = await ProtocolServer.start(t)
  const conversation = server.add('one', ['ada', 'ben'])
  const client = await startClient(t, server, 'ada')
  server.tell(conversation, conversation.send('ada', 'from the phone', { clientId: randomUUID() }).events)
  const shown = await until(client.conversation('one'), ({ messages }) => messages.length === 1)
  t.same(shown.outgoing, [])
  t.equal(shown.conversation?.unreadCount, 0)
})

t.test('edit and delete', async (t) => {
  const server = await ProtocolServer.start(t)
  server.add('one', ['ada', 'ben'])
  const client = await startClient(t, server, 'ada')
  const handle = client.conversation('one')
  const { _id } = await handle.send('Helo').stored
  const reply = await handle.send({ content: 'quoting', replyTo: _id }).stored
  t.equal(reply.replyTo?.excerpt, 'Helo')
  t.equal((await handle.edit(_id, 'Hello')).content, 'Hello')
  t.equal(handle.getSnapshot().messages[0]?.content, 'Hello')
  t.ok((await handle.delete(_id)).deletedAt)
  await t.rejects(handle.edit('unknown', 'x'), { code: 'MESSAGE_NOT_FOUND' })
})

t.test('a message is in the storage before it leaves, however slow that is', async (t) => {
  const server = await ProtocolServer.start(t)
  server.add('one', ['ada', 'ben'])
  const entries = new Map<string, string>()
  const stored: boolean[] = []
  server.onSend = ({ content }) => {
    stored.push([...entries.values()].some((value) => value.includes(content ?? '')))
    return undefined
  }
  const later = () => new Promise((resolve) => setTimeout(resolve, 30))
  const storage: TouchlineStorage = {
    get: async (key) => entries.get(key),
    set: async (key, value) => {
      await later()
      entries.set(key, value)
    },
    remove: async (key) => entries.delete(key),
  }
  const client = await startClient(t, server, 'ada', { storage })
  await client.conversation('one').send('first').stored
  await client.conversation('one').send('second').stored
  t.same(stored, [true, true])
})
