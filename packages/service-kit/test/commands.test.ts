import {
  type CommandReply,
  type ConversationCommands,
  type Message,
  PlainMessage,
  commands as shapes,
  TouchlineError,
} from '@touchline/contracts'
import { freePort, type Teardown } from '@touchline/testing'
import Fastify from 'fastify'
import t from 'tap'
import { httpCommands, serveCommands, useErrorReplies } from '../src/index.ts'

const secret = 'the internal secret of the tests'
const conversationId = '01890000-0000-7000-8000-000000000000'

async function refuse(): Promise<never> {
  throw new TouchlineError('CONVERSATION_NOT_FOUND')
}

/** Handlers of which each refuses, but for those that are given. */
function handlers(given: Partial<ConversationCommands>): ConversationCommands {
  return {
    openSessions: refuse,
    sendMessages: refuse,
    editMessage: refuse,
    deleteMessage: refuse,
    markRead: refuse,
    markDelivered: refuse,
    announceConversation: refuse,
    findPeers: refuse,
    catchUp: refuse,
    authorizeUpload: refuse,
    createDraftFile: refuse,
    sendFile: refuse,
    findFiles: refuse,
    expireDrafts: refuse,
    ...given,
  }
}

async function startServer(t: Teardown, given: Partial<ConversationCommands>) {
  const app = Fastify()
  useErrorReplies(app)
  serveCommands(app, handlers(given), secret)
  t.teardown(() => app.close())
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  return { app, url }
}

function client(t: Teardown, url: string, options: { secret?: string; timeoutMs?: number } = {}) {
  const { commands, close } = httpCommands({ url, secret, ...options })
  t.teardown(() => close())
  return commands
}

t.test('a command is answered as if it were a call', async (t) => {
  const { app, url } = await startServer(t, {
    markRead: async ({ messageIds }) => ({ lastReadSeq: messageIds.length, unreadCount: 0 }),
    authorizeUpload: async () => {
      throw new TouchlineError('RATE_LIMITED', 'Slowly', { retryAfterMs: 1_500 })
    },
    markDelivered: async () => {
      throw new Error('select secret from users')
    },
  })
  const commands = client(t, url)
  const target = { userId: 'pia', conversationId }
  t.same(await commands.markRead({ ...target, messageIds: ['a', 'b'] }), { lastReadSeq: 2, unreadCount: 0 })
  await t.rejects(commands.announceConversation(target), new TouchlineError('CONVERSATION_NOT_FOUND'))
  await t.rejects(commands.authorizeUpload(target), { code: 'RATE_LIMITED', message: 'Slowly' })
  await t.rejects(commands.markDelivered({ ...target, messageId: 'a' }), {
    code: 'INTERNAL',
    message: 'Something went wrong',
  })
  await t.rejects(commands.markRead({ ...target, messageIds: [] }), { code: 'VALIDATION' })
  for (const name of Object.keys(shapes)) {
    t.ok(app.hasRoute({ method: 'POST', url: `/internal/${name}` }), name)
  }
})

t.test('stored messages come back as they are, among refusals and alone', async (t) => {
  const send = { senderId: 'pia', conversationId, content: 'hi' }
  const stored: Message = {
    _id: '01890000-0000-7000-8000-000000000001',
    conversationId,
    seq: 1,
    version: 2,
    senderId: 'pia',
    senderName: 'Pia "P" Parent',
    messageType: 'text',
    content: 'one\nand ü',
    createdAt: '2026-03-07T09:05:00.120Z',
  }
  const edited = { ...stored, editedAt: stored.createdAt }
  const refused = { refused: { code: 'RATE_LIMITED', message: 'Slowly', retryAfterMs: 5 } } as const
  const plain = { message: new PlainMessage(stored), created: true }
  let results: CommandReply<'sendMessages'>['results'] = []
  const { url } = await startServer(t, { sendMessages: async () => ({ results }) })
  const commands = client(t, url)
  for (results of [
    [plain],
    [plain, plain],
    [plain, refused],
    [{ message: edited, created: true }],
    [{ message: stored, created: false }],
  ]) {
    const reply = await commands.sendMessages({ sends: results.map(() => send) })
    t.same(JSON.parse(JSON.stringify(reply)), JSON.parse(JSON.stringify({ results })))
  }
})

t.test('only holders of the secret are answered', async (t) => {
  const { app, url } = await startServer(t, {})
  for (const authorization of [undefined, '', 'Bearer', 'Bearer wrong', secret.toUpperCase(), 'Basic x']) {
    for (const name of Object.keys(shapes)) {
      const headers = authorization === undefined ? {} : { authorization }
      const reply = await app.inject({ method: 'POST', url: `/internal/${name}`, headers, payload: {} })
      t.match(reply.json(), { statusCode: 401, code: 'UNAUTHENTICATED' }, `${name} ${authorization}`)
    }
  }
  const wrong = client(t, url, { secret: 'another secret' })
  await t.rejects(
    wrong.findPeers({ userId: 'pia', userIds: [] }),
    { code: 'INTERNAL' },
    'a fault of ours, not of a person',
  )
})

t.test('an unknown outcome is UNAVAILABLE', async (t) => {
  const target = { userId: 'pia', conversationId }
  const nobody = client(t, `http://127.0.0.1:${await freePort()}`)
  await t.rejects(nobody.authorizeUpload(target), { code: 'UNAVAILABLE' })

  const never = Promise.withResolvers<object>()
  const { url } = await startServer(t, { authorizeUpload: () => never.promise.then(() => ({})) })
  t.teardown(() => never.resolve({}))
  await t.rejects(client(t, url, { timeoutMs: 50 }).authorizeUpload(target), { code: 'UNAVAILABLE' })

  const other = Fastify()
  other.post('/internal/authorizeUpload', async () => ({ of: 'another version' }))
  other.post('/internal/findPeers', (_request, reply) => reply.code(502).send('<html>'))
  t.teardown(() => other.close())
  const strange = client(t, await other.listen({ host: '127.0.0.1', port: 0 }))
  await t.rejects(strange.authorizeUpload(target), { code: 'INTERNAL' })
  await t.rejects(strange.findPeers({ userId: 'pia', userIds: [] }), { code: 'UNAVAILABLE' })
})
