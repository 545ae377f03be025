import type { ClientEventName, Message } from '@touchline/contracts'
import { clientEvents } from '@touchline/contracts'
import t from 'tap'
import { openAcademy } from './academy.ts'

type Refusal = { error: string; code: string }

t.test('every event answers malformed payloads with VALIDATION, and the server goes on', async (t) => {
  const { connect, conversation } = await openAcademy(t)
  conversation.conversation('c1', ['anna', 'ben'])
  const anna = await connect('anna')
  const malformed = [
    undefined,
    null,
    7,
    'text',
    [],
    {},
    { conversationId: 7 },
    { conversationId: 'c1', surprise: true },
    { conversationId: '' },
    { conversationId: 'c1', content: 'a\u0000b', messageId: 'm', upTo: 'm', token: '', userIds: [] },
    { conversationId: 'c1', content: '\ud800' },
    { __proto__: null, conversationId: 'c1', constructor: 1 },
    JSON.parse('{"__proto__":{"conversationId":"c1"}}'),
    Buffer.from('binary'),
    { conversationId: Buffer.from('binary') },
  ]
  for (const event of Object.keys(clientEvents)) {
    for (const payload of malformed) {
      const answer = await anna.emitAck<Refusal>(event, payload)
      t.equal(answer.code, 'VALIDATION', `${event} ${JSON.stringify(payload)}`)
      t.type(answer.error, 'string')
    }
  }
  t.match(await anna.emitAck('message:send', { conversationId: 'c1', content: 'x' }), { success: true })
})

t.test('an acknowledgement is given wherever it stands, and events without one are carried out', async (t) => {
  const { connect, conversation } = await openAcademy(t)
  conversation.conversation('c1', ['anna', 'ben'])
  const anna = await connect('anna')
  t.equal((await anna.emitAck<Refusal>('message:send')).code, 'VALIDATION', 'the acknowledgement is the first argument')
  const extra = await anna.emitAck<Refusal>('message:send', { conversationId: 'c1', content: 'x' }, 'extra')
  t.equal(extra.code, 'VALIDATION')
  t.equal((await anna.emitAck<Refusal>('no:such:event', {})).code, 'VALIDATION')
  for (const name of ['constructor', '__proto__', 'toString', '']) {
    t.equal((await anna.emitAck<Refusal>(name, {})).code, 'VALIDATION', name)
  }
  anna.socket.emit('no:such:event')
  anna.socket.emit('message:send')
  anna.socket.emit('message:send', null, 'no function')
  anna.socket.emit('message:send', { conversationId: 'c1', content: 'without an acknowledgement' })
  t.equal((await anna.next<Message>('message:receive')).content, 'without an acknowledgement')
})

t.test('the codes of the conversation service are passed on; UNAVAILABLE while it is away', async (t) => {
  const { connect, conversation } = await openAcademy(t)
  conversation.conversation('c1', ['anna'])
  conversation.conversation('foreign', ['ben'])
  const anna = await connect('anna')
  const ask = async (event: ClientEventName, payload: object) => (await anna.emitAck<Refusal>(event, payload)).code
  const requests = [
    ['message:send', { content: 'x' }],
    ['message:edit', { content: 'x', messageId: 'm' }],
    ['message:delete', { messageId: 'm' }],
    ['message:read', { upTo: 'm' }],
    ['message:delivered', { upTo: 'm' }],
    ['conversation:join', {}],
    ['conversation:leave', {}],
    ['conversation:created', {}],
    ['typing:start', {}],
    ['typing:stop', {}],
  ] as const
  for (const [event, payload] of requests) {
    for (const conversationId of ['foreign', 'none']) {
      t.equal(await ask(event, { conversationId, ...payload }), 'CONVERSATION_NOT_FOUND', event)
    }
  }
  conversation.away = true
  t.equal(await ask('message:send', { conversationId: 'c1', content: 'x' }), 'UNAVAILABLE')
  t.equal(await ask('message:read', { conversationId: 'c1', upTo: 'm' }), 'UNAVAILABLE')
  t.equal(await ask('conversation:join', { conversationId: 'none' }), 'UNAVAILABLE')
  t.equal(await ask('presence:get', { userIds: ['ben'] }), 'UNAVAILABLE')
  conversation.away = false
  t.equal(await ask('message:delete', { conversationId: 'c1', messageId: 'm' }), 'MESSAGE_NOT_FOUND')
})

t.test('a packet that is too large closes the connection, and nobody else is harmed', async (t) => {
  const { connect, conversation } = await openAcademy(t)
  conversation.conversation('c1', ['anna', 'ben'])
  const anna = await connect('anna')
  const ben = await connect('ben')
  const closed = new Promise<string>((resolve) => anna.socket.on('disconnect', resolve))
  anna.socket.emit('message:send', { conversationId: 'c1', content: 'x'.repeat(70_000) })
  t.match(await closed, /transport/)
  t.match(await ben.emitAck('message:send', { conversationId: 'c1', content: 'y' }), { success: true })
})

t.test('events and outcomes are counted', async (t) => {
  const { connect, conversation, first } = await openAcademy(t)
  conversation.conversation('c1', ['anna', 'ben'])
  const anna = await connect('anna')
  await anna.emitAck('message:send', { conversationId: 'c1', content: 'x' })
  await anna.emitAck('no:such:event')
  await anna.next('message:receive')
  const { payload } = await first.app.inject('/metrics')
  t.match(payload, /touchline_realtime_sockets 1\n/)
  t.match(payload, /touchline_realtime_handshakes_total\{outcome="ok"\} 1\n/)
  t.match(payload, /touchline_realtime_client_events_total\{event="message:send",outcome="ok"\} 1\n/)
  t.match(payload, /touchline_realtime_client_events_total\{event="unknown",outcome="VALIDATION"\} 1\n/)
  t.match(payload, /touchline_realtime_deliveries_total\{event="message:receive"\} 1\n/)
  t.match(payload, /touchline_realtime_bus_events_total\{type="message.created"\} 1\n/)
})
