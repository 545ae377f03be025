import { restRoutes } from '@touchline/contracts'
import {
  connectSocket,
  type ServiceProcess,
  type Teardown,
  type TestSocket,
  userToken,
  waitFor,
} from '@touchline/testing'
import t from 'tap'
import { openAcademy } from './academy.ts'

t.setTimeout(300_000)

const LONG = { timeoutMs: 60_000 }

/** Connects a person to that replica, past the gateway, which would choose one itself. */
const connectTo = (t: Teardown, userId: string, replica: ServiceProcess): Promise<TestSocket> =>
  connectSocket(t, replica.url, { token: userToken(userId), ...LONG })

async function metricOf({ url }: ServiceProcess, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  const lines = text.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0)
}

const busReceived = (replica: ServiceProcess) => metricOf(replica, 'touchline_realtime_bus_received_total')

t.test('what people see of each other does not depend on where they are connected', async (t) => {
  const academy = await openAcademy(t, { replicas: { realtime: 3, conversation: 2 } })
  const { batchConversationId: conversationId, services } = academy
  const [first, second, third] = services.realtime
  if (first === undefined || second === undefined || third === undefined) throw new Error('replicas are missing')
  const asha = await connectTo(t, 'asha', first)
  const carl = await connectTo(t, 'carl', second)
  const parent = await connectTo(t, 'parent0', third)

  await t.test('presence', async (t) => {
    t.match(await asha.next('user:online', ({ userId }: { userId: string }) => userId === 'parent0'), {})
    const { online } = await carl.emitAck<{ online: string[] }>('presence:get', {
      userIds: ['asha', 'parent0', 'parent1'],
    })
    t.same(online.sort(), ['asha', 'parent0'])
    const other = await connectTo(t, 'parent1', second)
    await asha.next('user:online', ({ userId }: { userId: string }) => userId === 'parent1')
    const closedAt = Date.now()
    other.close()
    await asha.next('user:offline', ({ userId }: { userId: string }) => userId === 'parent1')
    t.comment(`a clean disconnect was seen after ${Date.now() - closedAt} ms`)
  })

  await t.test('typing, messages, receipts', async (t) => {
    await carl.emitAck('typing:start', { conversationId })
    for (const socket of [asha, parent]) t.match(await socket.next('typing:start'), { userId: 'carl', conversationId })
    const sent = await carl.emitAck<{ message: { _id: string } }>('message:send', {
      conversationId,
      content: 'Nets at six',
    })
    for (const socket of [asha, parent]) {
      t.match(await socket.next('message:receive'), { content: 'Nets at six' })
      t.match(await socket.next('typing:stop'), { userId: 'carl' })
    }
    await parent.emitAck('message:delivered', { conversationId, upTo: sent.message._id })
    t.match(await carl.next('message:delivered'), { userId: 'parent0' })
    await parent.emitAck('message:read', { conversationId, upTo: sent.message._id })
    for (const socket of [asha, carl]) t.match(await socket.next('message:read'), { userId: 'parent0' })
  })

  await t.test('session:refresh prolongs a session on its replica', async (t) => {
    const short = await academy.connect('parent1', { token: userToken('parent1', { expiresInSeconds: 5 }) })
    const gone = new Promise((resolve) => short.socket.once('disconnect', resolve))
    t.match(await short.emitAck('session:refresh', { token: userToken('parent1') }), { success: true })
    t.match(await short.emitAck('session:refresh', { token: userToken('carl') }), { code: 'UNAUTHENTICATED' })
    const other = await academy.connect('parent1', { token: userToken('parent1', { expiresInSeconds: 6 }) })
    await new Promise((resolve) => other.socket.once('disconnect', resolve))
    t.match(
      await short.emitAck('presence:get', { userIds: [] }),
      { online: [] },
      'the refreshed one outlives its old end',
    )
    short.close()
    await gone
  })

  await t.test('who is taken out of the batch is out of its room everywhere', async (t) => {
    const again = await connectTo(t, 'parent0', first)
    await academy.directory.call(restRoutes.putBatch, {
      params: { id: 'u12' },
      body: { name: 'Under 12', memberIds: ['carl', 'parent1'] },
    })
    for (const socket of [parent, again]) t.match(await socket.next('conversation:removed'), { conversationId })
    await carl.emitAck('message:send', { conversationId, content: 'without parent0' })
    await asha.next('message:receive', ({ content }: { content: string }) => content === 'without parent0')
    await academy.directory.call(restRoutes.putBatch, {
      params: { id: 'u12' },
      body: { name: 'Under 12', memberIds: ['carl', 'parent0', 'parent1'] },
    })
    for (const socket of [parent, again]) {
      t.match(await socket.next('conversation:new'), { _id: conversationId })
      await carl.emitAck('message:send', { conversationId, content: 'with parent0' })
      await socket.next('message:receive', ({ content }: { content: string }) => content === 'with parent0')
      t.notOk(
        socket.received<{ content: string }>('message:receive').some(({ content }) => content === 'without parent0'),
      )
    }
    again.close()
  })

  await t.test('who is deactivated is cut within a second on every replica', async (t) => {
    const polling = { transports: ['polling' as const], options: { upgrade: false } }
    const sockets = await Promise.all([
      parent,
      ...[first, second].map((one) => connectTo(t, 'parent0', one)),
      ...services.realtime.map(() => academy.connect('parent0', polling)),
    ])
    const cut = sockets.map(
      ({ socket }) => new Promise<number>((resolve) => socket.once('disconnect', () => resolve(Date.now()))),
    )
    await academy.directory.call(restRoutes.putUser, {
      params: { id: 'parent0' },
      body: { role: 'parent', displayName: 'Family 0', active: false },
    })
    const answeredAt = Date.now()
    const latest = Math.max(...(await Promise.all(cut)))
    t.ok(latest - answeredAt < 1_000, `the last one after ${latest - answeredAt} ms`)
    await t.rejects(academy.connect('parent0'), { message: 'UNAUTHENTICATED' })
  })
})

t.test('a person has one budget, wherever they send', async (t) => {
  const academy = await openAcademy(t, {
    replicas: { realtime: 2, conversation: 2 },
    env: { RATE_LIMIT_SENDS_PER_SECOND: '0.1' },
  })
  const { batchConversationId: conversationId, services } = academy
  const sockets = await Promise.all(services.realtime.map((replica) => connectTo(t, 'carl', replica)))
  const answers: string[] = []
  for (let n = 0; n < 3; n += 1) {
    for (const socket of sockets) {
      answers.push(JSON.stringify(await socket.emitAck('message:send', { conversationId, content: `${n}` })))
    }
    const rest = await academy
      .as('carl')
      .fail(restRoutes.sendMessage, { params: { id: conversationId }, body: { content: 'by REST' } })
      .catch(() => ({ code: 'sent' }))
    answers.push(rest.code)
  }
  const refused = answers.filter((answer) => answer.includes('RATE_LIMITED')).length
  t.equal(refused, answers.length - 1, 'a burst of three tenths of a second holds one send, of nine')
})

t.test('a message costs the replicas with interest, and no others', async (t) => {
  const academy = await openAcademy(t, { replicas: { realtime: 4 }, parents: 4 })
  const [here, ...others] = academy.services.realtime
  if (here === undefined) throw new Error('replicas are missing')
  const open = (participantId: string) =>
    academy.as('asha').call(restRoutes.openConversation, { body: { type: 'direct', participantId } })
  const { body } = await open('parent0')
  const conversationId = body.conversation._id
  const asha = await connectTo(t, 'asha', here)
  const parent = await connectTo(t, 'parent0', here)
  // Somebody sits on each of the others, in conversations of their own.
  const elsewhere = await Promise.all(others.map((replica, index) => connectTo(t, `parent${index + 1}`, replica)))
  const before = await Promise.all(academy.services.realtime.map(busReceived))
  for (let n = 0; n < 50; n += 1) await asha.emitAck('message:send', { conversationId, content: `${n}` })
  await waitFor('fifty messages', () => parent.received('message:receive').length === 50, LONG)
  // A message that does concern the others is the sign that whatever came before it has arrived there.
  await asha.emitAck('message:send', { conversationId: academy.batchConversationId, content: 'to everybody' })
  for (const socket of [parent, ...elsewhere]) {
    await socket.next('message:receive', ({ content }: { content: string }) => content === 'to everybody')
  }
  const heard = (await Promise.all(academy.services.realtime.map(busReceived))).map(
    (count, i) => count - (before[i] ?? 0),
  )
  t.comment(`events of the bus by replica: ${heard.join(', ')}`)
  t.same(heard.slice(1), [1, 1, 1], 'the others heard the one for everybody')
  t.ok((heard[0] ?? 0) >= 51)
})
