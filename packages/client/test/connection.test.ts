import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { waitFor } from '@touchline/testing'
import t from 'tap'
import { Connection } from '../src/connection.ts'
import { TouchlineClientError } from '../src/index.ts'
import { silentLogger } from '../src/logger.ts'
import { Session } from '../src/session.ts'
import { usualTiming } from '../src/timing.ts'
import { ProtocolServer, tokenFor } from './protocol-server.ts'
import { makeClient, startClient, texts, until } from './start-client.ts'

t.test('connect brings the conversations', async (t) => {
  const server = await ProtocolServer.start(t)
  server.add('one', ['ada', 'ben']).send('ben', 'Hello')
  server.add('other', ['ben'])
  const client = makeClient(t, server, 'ada')
  t.same(client.connection.getSnapshot(), { status: 'offline', reason: 'idle' })
  const other = until(client.conversation('other'), ({ status }) => status === 'absent')
  t.equal(client.conversation('other').getSnapshot().status, 'loading')
  t.same(client.conversations.getSnapshot(), { loaded: false, conversations: [], unreadCount: 0 })

  await client.connect()
  t.same(client.connection.getSnapshot(), { status: 'online' })
  t.equal(client.userId, 'ada')
  const list = client.conversations.getSnapshot()
  t.match(list, { loaded: true, unreadCount: 1, conversations: [{ _id: 'one', unreadCount: 1, lastSeq: 1 }] })
  t.equal(list.conversations.length, 1)
  t.equal(client.conversations.getSnapshot(), list, 'the same object until something changes')
  t.same(texts(client.conversation('one').getSnapshot()), ['Hello'])
  t.match(await other, { conversation: undefined }, 'who watches a conversation hears that it is none of theirs')

  client.close()
  t.same(client.connection.getSnapshot(), { status: 'offline', reason: 'closed' })
})

t.test('a lost connection comes back with another token, and with what was missed', async (t) => {
  const server = await ProtocolServer.start(t)
  const conversation = server.add('one', ['ada', 'ben'])
  const client = await startClient(t, server, 'ada')
  const handle = client.conversation('one')

  server.losesEvents = true
  for (let count = 1; count <= 10; count += 1) server.tell(conversation, conversation.send('ben', `${count}`).events)
  server.tell(conversation, conversation.edit(2, 'two'))
  server.losesEvents = false
  server.cut()
  const shown = await until(
    handle,
    ({ messages, conversation: c }) => messages.length === 10 && c?.version === conversation.version,
  )
  t.same(texts(shown), ['1', 'two', '3', '4', '5', '6', '7', '8', '9', '10'], 'page after page')
  t.equal(shown.conversation?.unreadCount, 10)
  t.equal(new Set(server.tokens).size, 2)
})

t.test('the server ends and starts again', async (t) => {
  const server = await ProtocolServer.start(t)
  server.add('one', ['ada', 'ben'])
  const client = await startClient(t, server, 'ada')
  const port = Number(new URL(server.url).port)
  await server.stop()
  const offline = await until(client.connection, ({ status }) => status === 'offline')
  t.match(offline, { reason: 'network' })

  const next = new ProtocolServer()
  t.teardown(() => next.stop())
  const conversation = next.add('one', ['ada', 'ben'])
  conversation.send('ben', 'while you were away')
  await next.listen(port)
  await until(client.connection, ({ status }) => status === 'online')
  t.same(texts(await until(client.conversation('one'), ({ messages }) => messages.length > 0)), ['while you were away'])
})

t.test('a refused token is replaced once', async (t) => {
  const server = await ProtocolServer.start(t)
  server.add('one', ['ada'])
  const tokens = ['old', 'new', 'newer'].map((id) => tokenFor('ada', { id }))
  server.refusedTokens.add(tokens[0] ?? '')
  const given = [...tokens]
  const client = await startClient(t, server, 'ada', { token: () => given.shift() ?? '' })
  t.equal(client.connection.getSnapshot().status, 'online')
  t.same(server.tokens, tokens.slice(0, 2))
})

t.test('a token that is refused again is a clear end, until connect is called again', async (t) => {
  const server = await ProtocolServer.start(t)
  server.add('one', ['ada'])
  const refused = tokenFor('ada')
  server.refusedTokens.add(refused)
  let token = refused
  const client = makeClient(t, server, 'ada', { token: () => token })
  await t.rejects(client.connect(), { code: 'UNAUTHENTICATED', retryable: false })
  t.match(client.connection.getSnapshot(), { status: 'offline', reason: 'unauthenticated' })
  t.equal(server.tokens.length, 2)

  token = tokenFor('ada', { id: 'good' })
  await client.connect()
  t.equal(client.connection.getSnapshot().status, 'online')
})

t.test('a token of somebody else is refused here already', async (t) => {
  const server = await ProtocolServer.start(t)
  server.add('one', ['ada', 'ben'])
  let person = 'ada'
  const client = await startClient(t, server, 'ada', { token: () => tokenFor(person) })
  person = 'ben'
  server.cut()
  const state = await until(client.connection, ({ status }) => status === 'offline')
  t.match(await until(client.connection, (now) => now.status === 'offline' && now.reason === 'unauthenticated'), {
    error: { code: 'UNAUTHENTICATED' },
  })
  t.equal(state.status, 'offline')
})

t.test('a token provider that fails is asked again', async (t) => {
  const server = await ProtocolServer.start(t)
  server.add('one', ['ada'])
  let failures = 2
  const client = makeClient(t, server, 'ada', {
    token: async () => {
      if (failures === 0) return tokenFor('ada')
      failures -= 1
      throw new Error('the platform is away')
    },
  })
  const connected = client.connect()
  const state = await until(client.connection, ({ status }) => status === 'offline')
  t.match(state, { reason: 'token', error: { code: 'TOKEN_UNAVAILABLE', retryable: true } })
  await connected
  t.equal(client.connection.getSnapshot().status, 'online')
})

t.test('a session that is about to expire is prolonged', async (t) => {
  const server = await ProtocolServer.start(t)
  server.add('one', ['ada'])
  await startClient(t, server, 'ada')
  const refreshed = new Promise<void>((resolve) => {
    for (const socket of server.io.sockets.sockets.values()) socket.on('session:refresh', () => resolve())
  })
  server.io.emit('session:expiring', { expiresAt: new Date(Date.now() + 60_000).toISOString() })
  await refreshed
  t.equal(new Set(server.tokens).size, 2)
  t.equal(server.io.sockets.sockets.size, 1, 'on the same connection')
})

t.test('REST calls: a refused token is replaced once, errors keep their code', async (t) => {
  const server = await ProtocolServer.start(t)
  server.add('one', ['ada'])
  const client = await startClient(t, server, 'ada')
  for (const token of server.tokens) server.refusedTokens.add(token)
  t.same(await client.contacts(), [])

  server.onRequest = () => ({
    status: 403,
    body: { statusCode: 403, code: 'RULE_ADMIN_BRIDGE', error: 'Forbidden', message: 'no' },
  })
  await t.rejects(client.openDirect('ben'), { code: 'RULE_ADMIN_BRIDGE', status: 403, retryable: false, message: 'no' })
  server.onRequest = () => ({ status: 502, body: '<html>' })
  await t.rejects(client.contacts(), { code: 'UNAVAILABLE', status: 502, retryable: true })
  await server.stop()
  await t.rejects(client.contacts(), { code: 'NETWORK', retryable: true })
  await t.rejects(client.contacts(), TouchlineClientError)
})

t.test('a sync that a dead connection holds does not keep the next connection waiting', async (t) => {
  const server = await ProtocolServer.start(t)
  const conversation = server.add('one', ['ada', 'ben'])
  const client = await startClient(t, server, 'ada')
  const isSync = (line: string) => line === 'POST /api/chat/sync'
  const syncs = () => server.requests.filter(isSync).length
  server.onRequest = (line) => (isSync(line) ? new Promise<undefined>(() => {}) : undefined)
  client.sync()
  await waitFor('the sync', () => syncs() === 2)
  server.onRequest = () => undefined
  conversation.send('ben', 'meanwhile')
  server.cut()
  const shown = await until(client.conversation('one'), ({ messages }) => messages.length > 0, 5_000)
  t.same(texts(shown), ['meanwhile'])
  t.equal(syncs(), 3)
})

t.test('a device that is on the network again does not wait for a try that was begun without it', async (t) => {
  // It takes connections and says nothing, as the other end of a tunnel.
  const sockets: Socket[] = []
  const server = createServer((socket) => void sockets.push(socket)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address: AddressInfo | string | null = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port')
  const connection = new Connection({
    url: `http://127.0.0.1:${address.port}`,
    session: new Session(() => tokenFor('ada')),
    transports: ['websocket'],
    timing: { ...usualTiming, handshake: 600_000 },
    logger: silentLogger,
    listen: () => {},
    connected: () => {},
    disconnected: () => {},
  })
  t.teardown(() => {
    connection.close()
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const first = once(server, 'connection')
  connection.open()
  await first
  const second = once(server, 'connection')
  connection.networkBack()
  await second
  t.same(connection.state.getSnapshot(), { status: 'connecting' })
})
