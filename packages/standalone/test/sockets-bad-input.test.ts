import { clientEvents, restRoutes } from '@touchline/contracts'
import { connectSocket, serviceToken, userToken } from '@touchline/testing'
import t from 'tap'
import { openAcademy, standalone } from './topologies.ts'

const UNKNOWN = '01890000-0000-7000-8000-000000000000'

t.test('every event answers malformed payloads with VALIDATION, and the server goes on', async (t) => {
  const academy = await openAcademy(t, standalone)
  const { batchConversationId: conversationId } = academy
  const carl = await academy.connect('carl')
  const malformed: unknown[] = [
    undefined,
    null,
    42,
    'text',
    [],
    {},
    { conversationId: 7 },
    { conversationId, extra: true },
    { conversationId: '\u0000' },
    { conversationId: '\ud800' },
    JSON.parse(`{ "conversationId": "${conversationId}", "__proto__": {} }`),
  ]
  for (const event of Object.keys(clientEvents)) {
    for (const payload of malformed) {
      const ack = await carl.emitAck(event, payload)
      t.match(ack, { code: 'VALIDATION', error: String }, `${event} ${JSON.stringify(payload)}`)
    }
  }
  t.match(await carl.emitAck('no:such:event', {}), { code: 'VALIDATION' })
  t.match(await carl.emitAck('message:send', { conversationId, content: 'still here' }), { success: true })
})

t.test('texts that cannot be stored are refused', async (t) => {
  const academy = await openAcademy(t, standalone)
  const { batchConversationId: conversationId } = academy
  const carl = await academy.connect('carl')
  const refused = ['', ' ', '\u200b\u00ad', 'a\u0000b', '\ud83d', 'x'.repeat(4_001)]
  for (const content of refused) {
    t.match(
      await carl.emitAck('message:send', { conversationId, content }),
      { code: 'VALIDATION' },
      JSON.stringify(content),
    )
  }
  t.match(await carl.emitAck('message:send', { conversationId, content: '😀'.repeat(4_000) }), { success: true })
})

t.test('foreign and unknown ids are not told apart', async (t) => {
  const academy = await openAcademy(t, standalone)
  const { batchConversationId } = academy
  const { body } = await academy
    .as('asha')
    .call(restRoutes.openConversation, { body: { type: 'direct', participantId: 'pia' } })
  const { _id: foreign } = body.conversation
  const carl = await academy.connect('carl')
  for (const conversationId of [foreign, UNKNOWN, 'nonsense']) {
    const payloads: [event: string, payload: object][] = [
      ['message:send', { conversationId, content: 'x' }],
      ['message:edit', { conversationId, messageId: UNKNOWN, content: 'x' }],
      ['message:delete', { conversationId, messageId: UNKNOWN }],
      ['message:read', { conversationId, upTo: UNKNOWN }],
      ['message:delivered', { conversationId, upTo: UNKNOWN }],
      ['typing:start', { conversationId }],
      ['conversation:join', { conversationId }],
      ['conversation:created', { conversationId }],
    ]
    for (const [event, payload] of payloads) {
      t.match(await carl.emitAck(event, payload), { code: 'CONVERSATION_NOT_FOUND' }, `${event} ${conversationId}`)
    }
  }
  const conversationId = batchConversationId
  for (const [event, payload] of [
    ['message:edit', { conversationId, messageId: UNKNOWN, content: 'x' }],
    ['message:delete', { conversationId, messageId: 'nonsense' }],
    ['message:read', { conversationId, messageIds: [UNKNOWN] }],
    ['message:delivered', { conversationId, upTo: UNKNOWN }],
    ['message:send', { conversationId, content: 'x', replyTo: UNKNOWN }],
  ] as const) {
    t.match(await carl.emitAck(event, payload), { code: 'MESSAGE_NOT_FOUND' }, event)
  }
})

t.test('a packet that is no Socket.IO packet ends that connection only', async (t) => {
  const academy = await openAcademy(t, standalone)
  const { batchConversationId: conversationId } = academy
  const pia = await academy.connect('pia')
  const carl = await academy.connect('carl')
  for (const raw of ['2{', '9nonsense', `42["message:send",{"content":"${'x'.repeat(70_000)}"}]`]) {
    const broken = await academy.connect('quin')
    const gone = new Promise((resolve) => broken.socket.once('disconnect', resolve))
    broken.socket.io.engine.write(raw)
    await gone
  }
  await carl.emitAck('message:send', { conversationId, content: 'unmoved' })
  t.match(await pia.next('message:receive'), { content: 'unmoved' })
})

t.test('handshakes without a good token are refused by name', async (t) => {
  const academy = await openAcademy(t, standalone)
  const [url = ''] = academy.sockets
  const bad = {
    none: '',
    nonsense: 'nonsense',
    expired: userToken('carl', { expiresInSeconds: -1 }),
    audience: userToken('carl', { audience: 'another' }),
    secret: userToken('carl', { secret: 'another secret of at least thirty-two bytes' }),
    unknown: userToken('nobody'),
    service: serviceToken(),
  }
  for (const [name, token] of Object.entries(bad)) {
    await t.rejects(connectSocket(t, url, { token }), { message: 'UNAUTHENTICATED' }, name)
  }
})
