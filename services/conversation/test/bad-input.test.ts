import { generateKeyPairSync } from 'node:crypto'
import { errors, isErrorCode, type RestRoute, restRoutes } from '@touchline/contracts'
import { serviceToken, testSecret, userToken } from '@touchline/testing'
import t from 'tap'
import { openDirect, putBatch, send } from './actions.ts'
import { internalSecret, seedAcademy, startHarness } from './harness.ts'

// Every REST route of this service is given what it does not expect. Whatever comes back must be an error of the registry,
// in Fastify's shape, that shows nothing of the inside.

const harness = await startHarness(t)
const { batchConversationId: id } = await seedAcademy(harness)
const { _id: messageId } = await send(harness.as('carl'), id, 'hello')
const foreign = await openDirect(harness.as('pia'), 'asha')
const { _id: foreignMessage } = await send(harness.as('pia'), foreign._id, 'secret of the two')

const routes = Object.entries<RestRoute>(restRoutes).filter(([, { service }]) => service === 'conversation')
const tokenFor = ({ auth }: RestRoute) => (auth === 'service' ? serviceToken() : userToken('carl'))

/** A body of each route that is accepted, to be spoilt. */
const bodies: Record<string, Record<string, unknown>> = {
  openConversation: { type: 'direct', participantId: 'asha' },
  sync: { versions: { [id]: 1 } },
  sendMessage: { content: 'hello', clientId: 'c', replyTo: messageId },
  editMessage: { content: 'hello' },
  markRead: { messageIds: [messageId] },
  putUser: { role: 'coach', displayName: 'Vik', active: true },
  putBatch: { name: 'Batch', memberIds: ['carl'], archived: false },
  importDirectory: { users: [{ id: 'v', role: 'coach', displayName: 'Vik' }], batches: [] },
}

interface Request {
  token?: string | undefined
  params?: Record<string, string>
  search?: string
  payload?: string
  contentType?: string
}

async function request(route: RestRoute, given: Request = {}) {
  const values: Record<string, string> = { id: route.auth === 'service' ? 'vik' : id, messageId, ...given.params }
  const path = route.url.replaceAll(/:(\w+)/g, (_, name: string) => values[name] ?? '')
  const token = 'token' in given ? given.token : tokenFor(route)
  const reply = await harness.app.inject({
    method: route.method,
    url: given.search === undefined ? path : `${path}?${given.search}`,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(given.payload === undefined ? {} : { 'content-type': given.contentType ?? 'application/json' }),
    },
    ...(given.payload === undefined ? {} : { payload: given.payload }),
  })
  const body: Record<string, unknown> = JSON.parse(reply.body)
  const leaks = /select |insert |postgres|\bat .*\.[tj]s|node_modules|secret of|eyJ/i.test(reply.body)
  if (leaks || reply.body.includes(testSecret)) throw new Error(`${route.url} shows too much: ${reply.body}`)
  if (reply.statusCode >= 400) {
    const { code } = body
    const registered = isErrorCode(code) && errors[code].status === reply.statusCode
    const keys = Object.keys(body).sort().join()
    if (!registered || body.statusCode !== reply.statusCode || keys !== 'code,error,message,statusCode') {
      throw new Error(`${route.method} ${route.url} answered ${reply.statusCode} ${reply.body}`)
    }
  }
  return reply.statusCode < 400 ? `${reply.statusCode}` : `${reply.statusCode} ${body.code}`
}

t.test('the bodies to be spoilt are accepted as they are', async (t) => {
  for (const [name, route] of routes) {
    if (route.body === undefined) continue
    const body = bodies[name]
    t.ok(body, `there is a body for ${name}`)
    t.match(await request(route, { payload: JSON.stringify(body) }), /^20[01]$/, name)
  }
})

t.test('bodies', async (t) => {
  const hostile = [
    null,
    1,
    -1,
    1.5,
    true,
    [],
    {},
    '',
    ' ',
    'a\u0000b',
    '\ud800',
    'x\udfffy',
    '\u200b',
    [null],
    [[]],
    { a: 1 },
  ]
  for (const [name, route] of routes) {
    const body = bodies[name]
    if (body === undefined) continue
    const bad = async (payload: string, what: string, contentType?: string) => {
      const given = contentType === undefined ? { payload } : { payload, contentType }
      t.equal(await request(route, given), '400 VALIDATION', `${name}: ${what}`)
    }
    t.equal(await request(route), '400 VALIDATION', `${name}: no body`)
    await bad('', 'an empty body')
    await bad('{', 'malformed JSON')
    await bad('null', 'null')
    await bad('[]', 'a list')
    await bad('"text"', 'a text')
    await bad(JSON.stringify(body), 'another content type', 'text/plain')
    await bad(JSON.stringify(body), 'another content type', 'application/xml')
    await bad('a=b', 'a form', 'application/x-www-form-urlencoded')
    await bad(JSON.stringify({ ...body, unknown: 1 }), 'an unknown property')
    await bad(JSON.stringify(body).replace('{', '{"__proto__":{"active":true},'), '__proto__')
    await bad(JSON.stringify(body).replace('{', '{"constructor":{"prototype":{"x":1}},'), 'constructor')
    for (const key of Object.keys(body)) {
      const { [key]: _, ...rest } = body
      const isOptional = ['clientId', 'replyTo', 'active', 'archived'].includes(key)
      if (!isOptional) await bad(JSON.stringify(rest), `without ${key}`)
      for (const value of hostile) {
        const wide = key === 'clientId' && typeof value === 'string' && !/[\0\ud800-\udfff]/.test(value) && value !== ''
        const given = JSON.stringify(value)
        const empty = key === 'versions' ? /^\{("a":1)?\}$/.test(given) : given === '[]' && key !== 'messageIds'
        const unknown = key === 'replyTo' && typeof value === 'string' && /^[ \u200b]$/.test(value)
        if (wide || unknown || empty || value === body[key] || (value === true && typeof body[key] === 'boolean'))
          continue
        await bad(JSON.stringify({ ...body, [key]: value }), `${key} ${JSON.stringify(value)}`)
      }
    }
  }
})

t.test('lengths', async (t) => {
  const { sendMessage, importDirectory, markRead, sync, openConversation } = restRoutes
  const post = (route: RestRoute, body: unknown) => request(route, { payload: JSON.stringify(body) })
  t.equal(await post(sendMessage, { content: '🏏'.repeat(4_000) }), '201', 'code points count, not UTF-16 units')
  t.equal(await post(sendMessage, { content: '🏏'.repeat(4_001) }), '400 VALIDATION')
  t.equal(await post(sendMessage, { content: 'x', clientId: 'c'.repeat(64) }), '201')
  t.equal(await post(sendMessage, { content: 'x', clientId: 'c'.repeat(65) }), '400 VALIDATION')
  t.equal(await post(sendMessage, { content: 'x', clientId: '' }), '400 VALIDATION')
  t.equal(await post(sendMessage, { content: 'x'.repeat(70_000) }), '413 PAYLOAD_TOO_LARGE')
  t.equal(await post(sendMessage, { content: ' \n\t\u3000\u200d\u2800' }), '400 VALIDATION', 'nothing visible')
  t.equal(await post(sendMessage, { content: '\\u0000 is text' }), '201')
  t.equal(await post(markRead, { messageIds: Array(1_001).fill(messageId) }), '400 VALIDATION')
  t.equal(await post(markRead, { messageIds: [messageId], upTo: messageId }), '400 VALIDATION', 'both')
  const versions = (count: number) => ({
    versions: Object.fromEntries(Array.from({ length: count }, (_, n) => [`${n}`, 0])),
  })
  t.equal(await post(sync, versions(4_000)), '200', 'ids that name nothing')
  t.equal(await post(sync, versions(30_000)), '413 PAYLOAD_TOO_LARGE', '256 KB')
  t.equal(await post(sync, { versions: { [id]: -1 } }), '400 VALIDATION')
  t.equal(await post(sync, { versions: { [id]: 2_147_483_648 } }), '400 VALIDATION')
  t.equal(await post(sync, { versions: { '\u0000': 1 } }), '400 VALIDATION')
  t.equal(await post(sync, { versions: { ['x'.repeat(65)]: 1 } }), '400 VALIDATION')
  t.equal(await post(openConversation, { type: 'direct', batchId: 'u12' }), '400 VALIDATION', 'of the other type')
  t.equal(await post(openConversation, { type: 'group', participantId: 'asha' }), '400 VALIDATION')
  t.equal(await post(openConversation, { type: 'direct', participantId: 'a@b.example' }), '400 VALIDATION')
  const users = (count: number) =>
    Array.from({ length: count }, (_, n) => ({ id: `${n}`, role: 'coach', displayName: 'x' }))
  t.equal(await post(importDirectory, { users: users(10_001), batches: [] }), '400 VALIDATION')
  const batches = users(5_001).map(({ id: batchId }) => ({ id: batchId, name: 'x', memberIds: [] }))
  t.equal(await post(importDirectory, { users: users(5_000), batches }), '400 VALIDATION', '10,000 in all')
  t.equal(await post(importDirectory, { users: [], batches: [], x: 'x'.repeat(9_000_000) }), '413 PAYLOAD_TOO_LARGE')
  t.equal(
    await post(importDirectory, { users: [{ ...users(1)[0], email: 'a@b.example' }], batches: [] }),
    '400 VALIDATION',
  )
})

t.test('query strings', async (t) => {
  const numbers = ['-1', 'abc', '1.5', '', ' 1', '1e3', '0x10', '٣', 'null', '99999999999999999999', '1%00']
  const keys: Record<string, string[]> = {
    listConversations: ['limit'],
    listMessages: ['limit', 'before', 'after'],
    listChanges: ['limit', 'since'],
  }
  for (const [name, route] of routes) {
    const payload = bodies[name] === undefined ? {} : { payload: JSON.stringify(bodies[name]) }
    const bad = async (search: string) =>
      t.equal(await request(route, { ...payload, search }), '400 VALIDATION', `${name}?${search}`)
    await bad('unknown=1')
    await bad('__proto__=1')
    await bad('limit[]=1')
    for (const key of keys[name] ?? []) {
      for (const value of numbers) await bad(`${key}=${value}`)
      await bad(`${key}=1&${key}=2`)
      if (key === 'limit') for (const value of [0, 501, 2_147_483_648]) await bad(`limit=${value}`)
    }
  }
  const cursors = ['', 'garbage', '%00', 'bnVsbA', Buffer.from('[1,"x"]').toString('base64url'), 'x'.repeat(201)]
  cursors.push(Buffer.from(`[9e15,"${id}"]`).toString('base64url'), Buffer.from(`["1","${id}"]`).toString('base64url'))
  cursors.push(Buffer.from(`[1,"${id}' or true"]`).toString('base64url'))
  for (const cursor of cursors) {
    t.equal(await request(restRoutes.listConversations, { search: `cursor=${cursor}` }), '400 VALIDATION', cursor)
  }
  t.equal(await request(restRoutes.listMessages, { search: 'limit=101' }), '400 VALIDATION')
  t.equal(await request(restRoutes.listConversations, { search: 'limit=101' }), '400 VALIDATION')
  t.equal(await request(restRoutes.listConversations, { search: 'limit=100' }), '200')
  t.equal(await request(restRoutes.listChanges, { search: 'limit=500&since=0' }), '200')
  t.equal(await request(restRoutes.listMessages, { search: 'before=2147483647&after=0' }), '200')
})

t.test('ids', async (t) => {
  const nowhere = '01890000-0000-7000-8000-000000000000'
  for (const [name, route] of routes) {
    const payload = bodies[name] === undefined ? {} : { payload: JSON.stringify(bodies[name]) }
    const given = (params: Record<string, string>) => request(route, { ...payload, params })
    if (route.auth === 'service') {
      if (!route.url.includes(':id')) continue
      for (const bad of [
        '%00',
        '%20',
        'a%40b.example',
        '%2B44',
        '__proto__',
        'x'.repeat(129),
        '%ED%A0%80',
        '%E0%A4%A',
      ]) {
        t.equal(await given({ id: bad }), '400 VALIDATION', `${name} ${bad}`)
      }
      continue
    }
    if (!route.url.includes(':id')) continue
    for (const unknown of [
      nowhere,
      foreign._id,
      id.toUpperCase(),
      'x',
      '1',
      '__proto__',
      "'%20or%20true--",
      '%7B%7D',
    ]) {
      t.equal(await given({ id: unknown }), '404 CONVERSATION_NOT_FOUND', `${name} ${unknown}`)
    }
    for (const bad of ['%00', '%E0%A4%A', 'x'.repeat(65), 'x'.repeat(400), '%ED%A0%80']) {
      t.equal(await given({ id: bad }), '400 VALIDATION', `${name} ${bad}`)
    }
    if (!route.url.includes(':messageId')) continue
    for (const unknown of [nowhere, foreignMessage, messageId.toUpperCase(), 'x', '__proto__']) {
      t.equal(await given({ messageId: unknown }), '404 MESSAGE_NOT_FOUND', `${name} message ${unknown}`)
    }
    t.equal(await given({ messageId: '%00' }), '400 VALIDATION')
  }
  const answers = await Promise.all(
    [nowhere, foreign._id].map(async (unknown) => {
      const reply = await harness.app.inject({
        url: `/api/chat/conversations/${unknown}`,
        headers: { authorization: `Bearer ${userToken('carl')}` },
      })
      return reply.body
    }),
  )
  t.equal(answers[0], answers[1], 'a foreign conversation answers exactly like none')
  const reply = { content: 'x', replyTo: foreignMessage }
  t.equal(await request(restRoutes.sendMessage, { payload: JSON.stringify(reply) }), '404 MESSAGE_NOT_FOUND')
})

t.test('tokens', async (t) => {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
  const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url')
  const claims = { sub: 'asha', aud: 'touchline', exp: Math.floor(Date.now() / 1000) + 3_600 }
  const [header = '', payload = '', signature = ''] = userToken('asha').split('.')
  const bad: Record<string, string | undefined> = {
    none: undefined,
    empty: '',
    garbage: 'garbage',
    'two parts': `${header}.${payload}`,
    expired: userToken('asha', { expiresInSeconds: -1 }),
    'alg none': `${encode({ alg: 'none', typ: 'JWT' })}.${encode(claims)}.`,
    'alg none with a signature': `${encode({ alg: 'none', typ: 'JWT' })}.${encode(claims)}.${signature}`,
    'another algorithm': `${encode({ alg: 'HS512', typ: 'JWT' })}.${encode(claims)}.${signature}`,
    'other claims': `${header}.${encode({ ...claims, sub: 'bela' })}.${signature}`,
    'another secret': userToken('asha', { secret: 'another secret of at least thirty-two bytes' }),
    'another audience': userToken('asha', { audience: 'elsewhere' }),
    'no audience': userToken('asha', { claims: { aud: undefined } }),
    'no exp': userToken('asha', { claims: { exp: undefined } }),
    'exp a text': `${header}.${encode({ ...claims, exp: 'never' })}.${signature}`,
    'no sub': userToken('asha', { claims: { sub: undefined } }),
    'sub a number': userToken('asha', { claims: { sub: 1 } }),
    'sub an object': userToken('asha', { claims: { sub: { id: 'asha' } } }),
    'not yet': userToken('asha', { claims: { nbf: Math.floor(Date.now() / 1000) + 3_600 } }),
    'a private key': privateKey.replaceAll('\n', ''),
    'the secret itself': internalSecret.replaceAll(' ', ''),
  }
  for (const [name, route] of routes) {
    for (const [what, token] of Object.entries(bad)) {
      // Not valid JSON either: the token is looked at first.
      const given = route.method === 'GET' ? { token } : { token, payload: '{' }
      t.equal(await request(route, given), '401 UNAUTHENTICATED', `${name} with ${what}`)
    }
    const wrongKind = route.auth === 'user' ? serviceToken() : userToken('asha')
    t.equal(await request(route, { token: wrongKind, search: 'x=1' }), '403 FORBIDDEN', `${name} with the other kind`)
    if (route.auth !== 'user') continue
    const payload = bodies[name] === undefined ? {} : { payload: JSON.stringify(bodies[name]) }
    t.equal(await request(route, { token: userToken('unknown'), ...payload }), '401 UNAUTHENTICATED', name)
  }
  t.equal(await request(restRoutes.listContacts, { token: userToken('asha', { audience: ['x', 'touchline'] }) }), '200')
  t.equal(
    await request(restRoutes.listContacts, { token: userToken('carl', { claims: { role: 'admin', scope: 'chat' } }) }),
    '200',
  )
  const contacts = await harness.client(userToken('carl', { claims: { role: 'admin' } })).call(restRoutes.listContacts)
  t.ok(
    contacts.body.contacts.every(({ role }) => role === 'admin'),
    'a role in the token is not looked at',
  )
})

t.test('addresses that lead nowhere, and the service goes on', async (t) => {
  for (const url of ['/', '/api/chat', '/api/chat/conversations/', '/internal/x', '/%', '/api/directory/users']) {
    const reply = await harness.app.inject({ url, headers: { authorization: `Bearer ${userToken('carl')}` } })
    t.match(reply.json(), { code: /^(NOT_FOUND|VALIDATION|CONVERSATION_NOT_FOUND)$/ }, url)
  }
  const internal = await harness.app.inject({ method: 'POST', url: '/internal/sendMessages', payload: { sends: [] } })
  t.match(internal.json(), { statusCode: 401, code: 'UNAUTHENTICATED' })
  await putBatch(harness, 'u12', { name: 'Under 12', memberIds: ['carl', 'pia', 'quin'] })
  await send(harness.as('carl'), id, 'still here')
  t.equal((await harness.app.inject('/health')).statusCode, 200)
})
