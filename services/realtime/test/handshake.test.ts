import type { Message } from '@touchline/contracts'
import { serviceToken, userToken, waitFor } from '@touchline/testing'
import { io } from 'socket.io-client'
import t from 'tap'
import { type Instance, openAcademy } from './academy.ts'
import { attempt } from './attempt.ts'
import type { StandInConversation } from './stand-in-conversation.ts'
import { upgradeStatus } from './upgrade-status.ts'

t.test('lets people in by a token in auth, in a header, or in the address', async (t) => {
  const { connect, conversation, url } = await openAcademy(t)
  conversation.person('anna')
  const token = userToken('anna')
  await connect('anna')
  await connect('anna', { transports: ['polling'] })
  t.equal(await attempt(t, url, { extraHeaders: { authorization: `Bearer ${token}` } }), 'connected')
  t.equal(await attempt(t, url, { query: { token } }), 'connected')
  t.equal(conversation.asked.get('openSessions'), 4)
})

t.test('refuses everybody else as UNAUTHENTICATED', async (t) => {
  const { conversation, url } = await openAcademy(t)
  conversation.person('anna')
  conversation.person('gone')
  await conversation.deactivate('gone')
  const refused = [
    undefined,
    '',
    'x',
    {},
    7,
    ['a'],
    serviceToken(),
    userToken('anna', { expiresInSeconds: -10 }),
    userToken('anna', { secret: 'another secret, also of at least 32 bytes' }),
    userToken('anna', { audience: 'elsewhere' }),
    userToken('nobody'),
    userToken('gone'),
  ]
  for (const token of refused) t.equal(await attempt(t, url, { auth: { token } }), 'UNAUTHENTICATED')
  t.equal(await attempt(t, url, { auth: { token: userToken('anna') } }), 'connected')
})

t.test('an ordinary client comes back by itself after the conversation service was away', async (t) => {
  const { conversation, url } = await openAcademy(t)
  conversation.person('anna')
  conversation.away = true
  const socket = io(url, { auth: { token: userToken('anna') }, forceNew: true, reconnectionDelay: 20 })
  t.teardown(() => socket.disconnect())
  const connected = new Promise<void>((resolve) => socket.once('connect', resolve))
  const refused: string[] = []
  socket.on('connect_error', ({ message }) => refused.push(message))
  // Let go twice, so that it has come back once already.
  for (let times = 0; times < 2; times += 1) await new Promise((resolve) => socket.io.once('close', resolve))
  conversation.away = false
  await connected
  t.same(refused, [], 'it was told nothing that would stop it')
})

t.test('what is sent as soon as somebody is connected reaches them', async (t) => {
  const { connect, conversation } = await openAcademy(t)
  conversation.conversation('c1', ['anna', 'ben'])
  for (let round = 1; round <= 10; round += 1) {
    const anna = await connect('anna')
    const { _id } = await conversation.post('c1', 'ben', `round ${round}`)
    t.equal((await anna.next<Message>('message:receive'))._id, _id)
    anna.close()
  }
})

t.test('what changes while a session is read is applied to it', async (t) => {
  for (const change of ['add', 'remove'] as const) {
    const { connect, conversation } = await openAcademy(t)
    conversation.conversation('own', ['anna', 'ben'])
    conversation.conversation('other', change === 'add' ? ['ben'] : ['anna', 'ben'])
    const anna = await connectDuring(
      conversation,
      () => connect('anna'),
      () => conversation[change]('other', 'anna'),
    )
    await conversation.post('other', 'ben', 'to the others')
    await conversation.post('own', 'ben', 'to anna')
    await anna.next<Message>('message:receive', ({ content }) => content === 'to anna')
    const heard = anna.received<Message>('message:receive').map(({ content }) => content)
    t.same(heard, change === 'add' ? ['to the others', 'to anna'] : ['to anna'])
  }
})

t.test('who is deactivated while their session is read does not come in', async (t) => {
  const { conversation, url } = await openAcademy(t)
  conversation.person('anna')
  const outcome = await connectDuring(
    conversation,
    () => attempt(t, url, { auth: { token: userToken('anna') } }),
    () => conversation.deactivate('anna'),
  )
  t.equal(outcome, 'UNAUTHENTICATED')
})

t.test('a client that goes away in the middle of its handshake leaves nothing behind', async (t) => {
  const { connect, conversation, first, url } = await openAcademy(t, { engine: 'redis' })
  conversation.conversation('c1', ['anna', 'ben'])
  const ben = await connect('ben')
  const answerNow = conversation.holdAnswers()
  const socket = io(url, { auth: { token: userToken('anna') }, transports: ['websocket'] })
  await waitFor('the question', () => conversation.asked.get('openSessions') === 2)
  socket.disconnect()
  await waitFor('the server to notice', () => openConnections(first).then((count) => count === 1))
  answerNow()
  await conversation.post('c1', 'ben', 'a sentinel')
  await ben.next('message:receive')
  const online = await ben.emitAck('presence:get', { userIds: ['anna', 'ben'] })
  t.same(online, { success: true, online: ['ben'] })
  t.same(ben.received('user:online'), [])
  const channels = await first.engine.redis?.pub.pubsub('CHANNELS', 'touchline:*')
  t.same(channels?.toSorted(), ['touchline:conversation:c1', 'touchline:user:ben'], 'nobody listens for anna')
})

function openConnections({ app }: Instance): Promise<number> {
  return new Promise((resolve, reject) =>
    app.server.getConnections((error, count) => (error === null ? resolve(count) : reject(error))),
  )
}

/** Starts a connection, makes a change once its session has been read but not answered, and lets the answer go. */
async function connectDuring<Result>(
  conversation: StandInConversation,
  connecting: () => Promise<Result>,
  change: () => Promise<void>,
): Promise<Result> {
  const answerNow = conversation.holdAnswers()
  const result = connecting()
  await waitFor('the question', () => conversation.asked.has('openSessions'))
  await change()
  // The change is told before anything that is told after it.
  await conversation.told()
  answerNow()
  return result
}

t.test('a client may leave and come back on one connection', async (t) => {
  const { connect, conversation } = await openAcademy(t)
  conversation.conversation('c1', ['anna', 'ben'])
  const anna = await connect('anna')
  const ben = await connect('ben')
  // Another namespace keeps the connection open.
  anna.socket.io.socket('/other')
  for (let round = 0; round < 3; round += 1) {
    anna.socket.disconnect()
    t.match(await ben.next('user:offline'), { userId: 'anna' })
    anna.socket.connect()
    t.match(await ben.next('user:online'), { userId: 'anna' })
  }
  await conversation.post('c1', 'ben', 'hello')
  await anna.next('message:receive')
  t.equal(anna.received('message:receive').length, 1)
})

t.test('checks the origin of polls and of upgrades', async (t) => {
  const { url } = await openAcademy(t, { allowedOrigins: 'https://academy.example, https://other.example' })
  const { host } = new URL(url)
  const poll = async (origin?: string) => {
    const headers = origin === undefined ? {} : { origin }
    const response = await fetch(`${url}/socket.io/?EIO=4&transport=polling`, { headers })
    await response.text()
    return response.status
  }
  const upgrade = (origin?: string) => upgradeStatus(url, origin)
  for (const attempt of [poll, upgrade]) {
    const ok = attempt === poll ? 200 : 101
    t.equal(await attempt(), ok)
    t.equal(await attempt('https://academy.example'), ok)
    t.equal(await attempt('https://other.example'), ok)
    t.equal(await attempt(`http://${host}`), ok, 'the same origin')
    t.equal(await attempt('https://evil.example'), 403)
    t.equal(await attempt('https://academy.example.evil.example'), 403)
    t.equal(await attempt('null'), 403)
  }
})
