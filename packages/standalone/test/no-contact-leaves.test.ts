import { type Message, restRoutes } from '@touchline/contracts'
import { userToken } from '@touchline/testing'
import t from 'tap'
import { openAcademy, standalone } from './topologies.ts'

const NUMBER = '98765 43210'
const ADDRESS = 'carl.secret@example.com'
const BOTH = `${NUMBER} ${ADDRESS}`
/** In whatever form it could come through: as it was, without the space, in a URL. */
const TRACES = /98765|43210|carl\.secret|carl%2Esecret|example\.com/i

t.test('a contact goes in at every place that takes text, and comes out at none', async (t) => {
  const academy = await openAcademy(t, standalone)
  const { batchConversationId: conversationId } = academy
  const seen: [from: string, what: unknown][] = []
  const pia = await academy.connect('pia')
  pia.socket.onAny((event: string, payload: unknown) => seen.push([event, payload]))
  const carl = await academy.connect('carl')
  carl.socket.onAny((event: string, payload: unknown) => seen.push([event, payload]))
  const note = (from: string, what: unknown): void => void seen.push([from, what])

  note(
    'putUser',
    await academy.directory.call(restRoutes.putUser, {
      params: { id: 'carl' },
      body: { role: 'coach', displayName: `Carl ${BOTH}` },
    }),
  )
  note(
    'putBatch',
    await academy.directory.call(restRoutes.putBatch, {
      params: { id: 'u12' },
      body: { name: `Under 12 ${BOTH}`, memberIds: ['carl', 'pia', 'quin'] },
    }),
  )
  const ack = await carl.emitAck<{ message: Message }>('message:send', { conversationId, content: `call ${BOTH}` })
  note('send', ack)
  const messageId = ack.message._id
  note('edit', await carl.emitAck('message:edit', { conversationId, messageId, content: `again ${BOTH}` }))
  note('reply', await pia.emitAck('message:send', { conversationId, content: `noted ${BOTH}`, replyTo: messageId }))

  const form = new FormData()
  form.append('content', `caption ${BOTH}`)
  form.append('file', new Blob(['a,b\n']), `list ${BOTH}.csv`)
  const uploaded = await fetch(`${academy.uploads}/api/chat/conversations/${conversationId}/upload`, {
    method: 'POST',
    headers: { authorization: `Bearer ${userToken('carl')}` },
    body: form,
  })
  const body: { message: Message } = JSON.parse(await uploaded.text())
  note('upload', body)
  const file = await fetch(`${academy.uploads}${body.message.file?.url}`, {
    headers: { authorization: `Bearer ${userToken('pia')}` },
  })
  note('download', [...file.headers])

  await pia.next('message:receive', (message: Message) => message.messageType === 'file')
  await pia.emitAck('typing:start', { conversationId })
  await carl.emitAck('typing:start', { conversationId })
  await pia.next('typing:start')
  await pia.emitAck('message:read', { conversationId, upTo: body.message._id })

  const api = academy.as('pia')
  const params = { id: conversationId }
  note('conversations', await api.call(restRoutes.listConversations))
  note('conversation', await api.call(restRoutes.getConversation, { params }))
  note('messages', await api.call(restRoutes.listMessages, { params }))
  note('changes', await api.call(restRoutes.listChanges, { params }))
  note('readers', await api.call(restRoutes.listReaders, { params: { ...params, messageId } }))
  note('sync', await api.call(restRoutes.sync, { body: { versions: {} } }))
  note('batches', await api.call(restRoutes.listBatches))
  note('contacts', await academy.as('asha').call(restRoutes.listContacts))
  note('findings', await academy.as('asha').call(restRoutes.listFindings))
  note('refusal', await api.fail(restRoutes.listConversations, { search: `cursor=${encodeURIComponent(BOTH)}` }))

  for (const [from, what] of seen) t.notMatch(JSON.stringify(what), TRACES, from)
  t.ok(seen.some(([from]) => from === 'message:updated') && seen.some(([from]) => from === 'conversation:updated'))

  const tables = await academy.database.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public'`,
  )
  for (const { name } of tables) {
    const rows = await academy.database.query(`select to_jsonb(x)::text as row from "${name}" x`)
    t.notMatch(JSON.stringify(rows), TRACES, `table ${name}`)
  }
})
