import { readFile } from 'node:fs/promises'
import { createTouchline } from '@touchline/client'
import { restRoutes } from '@touchline/contracts'
import { serviceToken, userToken, waitFor } from '@touchline/testing'
import t from 'tap'
import { openAcademy } from './academy.ts'
import { startEchoWeb } from './echo-web.ts'
import { openConnections } from './open-connections.ts'
import { rawRequest } from './raw-request.ts'

t.setTimeout(300_000)

const REQUESTS = 300
const CONNECTIONS = 40
const TRUSTED = '127.9.9.9'

t.test('the gateway', async (t) => {
  const academy = await openAcademy(t, {
    web: await startEchoWeb(t),
    gatewayEnv: {
      GATEWAY_REQUESTS_PER_ADDRESS: String(REQUESTS),
      GATEWAY_CONNECTIONS_PER_ADDRESS: String(CONNECTIONS),
      GATEWAY_TRUSTED_PROXIES: TRUSTED,
    },
  })
  const { url, batchConversationId: conversationId } = academy
  const authorization = `Bearer ${userToken('carl')}`
  const get = (path: string, options: Parameters<typeof rawRequest>[2] = {}) => rawRequest(url, path, options)
  const web = async (path: string, options: Parameters<typeof rawRequest>[2] = {}) =>
    JSON.parse((await get(path, options)).body)

  await t.test('routes by path', async (t) => {
    t.match((await get('/api/chat/conversations', { headers: { authorization } })).body, '"conversations"')
    t.equal((await get('/docs/openapi.json')).status, 200)
    t.match((await get('/docs')).headers['content-type'] ?? (await get('/docs')).headers.location, /html|docs/)
    t.match((await get('/socket.io/?EIO=4&transport=polling')).body, '"sid"')
    const refused = await get(`/api/chat/conversations/${conversationId}/upload`, { method: 'POST' })
    t.match(JSON.parse(refused.body), { statusCode: 401, code: 'UNAUTHENTICATED' })
    const form = new FormData()
    form.append('content', 'The schedule')
    form.append('file', new Blob(['Monday,18:00\n'.repeat(10_000)]), 'schedule.csv')
    const uploaded = await fetch(`${url}/api/chat/conversations/${conversationId}/upload`, {
      method: 'POST',
      headers: { authorization },
      body: form,
    })
    t.equal(uploaded.status, 201)
    const { message } = JSON.parse(await uploaded.text())
    const downloaded = await fetch(url + message.file.url, { headers: { authorization } })
    t.equal((await downloaded.text()).length, 130_000)
    for (const path of ['/', '/demo', '/assets/app.js', '/apiary']) t.match(await web(path), { web: true, url: path })
    const servers = new Map((await academy.gateway.log()).map(({ path, backend }) => [String(path), backend]))
    t.equal(servers.get('/api/chat/conversations'), 'conversation')
    t.equal(servers.get(`/api/chat/conversations/${conversationId}/upload`), 'upload')
    t.equal(servers.get(message.file.url), 'upload')
    t.equal(servers.get('/socket.io/'), 'realtime')
    t.equal(servers.get('/docs/openapi.json'), 'conversation')
  })

  await t.test('what is internal does not exist, however it is written', async (t) => {
    const paths = ['/internal', '/internal/openSessions', '//internal/openSessions', '/%69nternal/openSessions']
    paths.push('/api/../internal/openSessions', '/api/%2e%2e/internal/openSessions', '/api/.%2E/metrics', '/INTERNAL/x')
    paths.push(
      '/./internal/openSessions',
      '/docs/..%2finternal/openSessions',
      '/api\\..\\internal',
      '/health',
      '/ready',
    )
    paths.push('/metrics', '/metrics/', '/he%61lth', '//metrics', '/ready?draining=404', '/socket.io/../metrics')
    for (const path of [...paths, 'http://gateway.example/internal/openSessions']) {
      const { status, body } = await get(path, { method: 'POST', headers: { host: 'gateway.example' } })
      t.equal(status, 404, path)
      t.match(JSON.parse(body), { statusCode: 404, code: 'NOT_FOUND', error: 'Not Found' })
    }
    const denied = (await academy.gateway.log()).filter(({ status }) => status === 404)
    t.ok(
      denied.every(({ server }) => server === '<NOSRV>'),
      'the gateway itself said so',
    )
    const command = (secret: string) =>
      rawRequest(academy.commandsUrl, '/internal/openSessions', {
        method: 'POST',
        headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
        body: '{"userIds":["carl"]}',
      })
    t.equal((await command('a wrong secret of enough length')).status, 401, 'with a wrong secret from inside')
    t.equal((await command(academy.services.env.INTERNAL_SECRET ?? '')).status, 200)
    t.equal((await rawRequest(academy.commandsUrl, '/api/chat/conversations')).status, 404, 'nothing else is inside')
  })

  await t.test('says who it speaks for, and believes nobody else', async (t) => {
    const headers = {
      'x-forwarded-for': '203.0.113.7',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'evil.example',
    }
    const spoofed = await web('/', {
      headers: { ...headers, 'x-real-ip': '203.0.113.7', forwarded: 'for=203.0.113.7' },
    })
    t.equal(spoofed.headers['x-forwarded-for'], '127.0.0.1')
    t.equal(spoofed.headers['x-forwarded-proto'], 'http')
    for (const name of ['x-forwarded-host', 'x-real-ip', 'forwarded']) t.notOk(name in spoofed.headers, name)
    const trusted = await web('/', { headers, localAddress: TRUSTED })
    t.match(trusted.headers, { 'x-forwarded-for': '203.0.113.7', 'x-forwarded-proto': 'https' })
  })

  await t.test('bodies that are too large are refused', async (t) => {
    const post = async (path: string, bytes: number, token = userToken('carl')) => {
      const reply = await fetch(url + path, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: `"${'x'.repeat(bytes - 2)}"`,
      })
      return [reply.status, JSON.parse(await reply.text()).code]
    }
    const messages = `/api/chat/conversations/${conversationId}/messages`
    t.same(await post(messages, 65_536), [400, 'VALIDATION'])
    t.same(await post('/api/chat/sync', 262_144), [400, 'VALIDATION'])
    t.same(await post('/api/directory/import', 8_388_608, serviceToken()), [400, 'VALIDATION'])
    const upload = async (bytes: number) => {
      const form = new FormData()
      form.append('file', new Blob(['a,b,c,d,\n'.repeat(bytes / 9)]), 'big.csv')
      const target = `${url}/api/chat/conversations/${conversationId}/upload`
      const reply = await fetch(target, { method: 'POST', headers: { authorization }, body: form })
      return [reply.status, JSON.parse(await reply.text()).code]
    }
    t.same(await upload(10_485_756), [201, undefined])
    t.same(await upload(11_000_000), [413, 'FILE_TOO_LARGE'], 'by the service')
    // Announced, not sent: the answer may come, and the connection end, before a large body has left.
    const announce = (path: string, bytes: number, token = userToken('carl')) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
      return get(path, { method: 'POST', headers: { ...headers, 'content-length': String(bytes) } })
    }
    const announced = async (...request: Parameters<typeof announce>) => {
      const { status, body } = await announce(...request)
      return [status, JSON.parse(body).code]
    }
    t.same(await announced(messages, 65_537), [413, 'PAYLOAD_TOO_LARGE'])
    t.same(await announced(messages, 1_000_000), [413, 'PAYLOAD_TOO_LARGE'])
    t.same(await announced('/api/chat/sync', 262_145), [413, 'PAYLOAD_TOO_LARGE'])
    t.same(await announced('/api/directory/import', 8_388_609, serviceToken()), [413, 'PAYLOAD_TOO_LARGE'])
    const unannounced = await get(messages, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json', 'transfer-encoding': 'chunked' },
      body: `"${'x'.repeat(65_535)}"`,
    })
    t.match(JSON.parse(unannounced.body), { statusCode: 413, code: 'PAYLOAD_TOO_LARGE' }, 'a body without a length')
    for (const [path, bytes] of [
      [messages, 1_048_577],
      [messages, 2 ** 32 + 1],
      ['/socket.io/', 1_048_577],
      ['/api/directory/import', 16_777_217],
      [`/api/chat/conversations/${conversationId}/upload`, 33_554_433],
    ] as const) {
      t.match(JSON.parse((await announce(path, bytes)).body), { statusCode: 413, code: 'PAYLOAD_TOO_LARGE' }, path)
    }
    const lines = (await academy.gateway.log()).filter(({ status, server }) => status === 413 && server === '<NOSRV>')
    t.equal(lines.length, 5, 'those were refused by the gateway, unread')
  })

  await t.test('one address has limits, and they are its own', async (t) => {
    const codes = new Map<number, number>()
    let refusal: Awaited<ReturnType<typeof get>> | undefined
    for (let n = 0; n < REQUESTS + 20; n += 1) {
      const reply = await get('/apiary', { localAddress: '127.3.3.3' })
      codes.set(reply.status, (codes.get(reply.status) ?? 0) + 1)
      if (reply.status === 429) refusal ??= reply
    }
    t.ok((codes.get(429) ?? 0) > 0 && (codes.get(200) ?? 0) >= REQUESTS, JSON.stringify([...codes]))
    t.match(JSON.parse(refusal?.body ?? '{}'), { statusCode: 429, code: 'RATE_LIMITED' })
    t.equal(refusal?.headers['retry-after'], '10')
    t.equal((await get('/apiary', { localAddress: '127.3.3.4' })).status, 200, 'another address goes on')

    const held = await openConnections(t, url, CONNECTIONS + 5, '127.3.3.5')
    t.equal(held, CONNECTIONS)
    t.equal((await get('/apiary', { localAddress: '127.3.3.4' })).status, 200)
  })

  await t.test('no token, link or session id is in the log', async (t) => {
    const secret = userToken('parent0')
    const socket = await academy.connect('parent0', {
      token: '',
      transports: ['polling'],
      options: { query: { token: secret }, auth: {}, upgrade: false },
    })
    const sid = socket.socket.io.engine.id
    await get(`/socket.io/?EIO=4&transport=polling&%74oken=${secret}`)
    await get(`/uploads/chat/x.csv?link=a-secret-link`, { headers: { authorization, cookie: 'secret-cookie=1' } })
    await get(`/apiary?last=1`)
    await waitFor('the last request in the log', async () =>
      (await academy.gateway.log()).some(({ path }) => path === '/uploads/chat/x.csv'),
    )
    socket.close()
    const text = await academy.gateway.logText()
    t.notMatch(text, secret.slice(-20))
    t.notMatch(text, 'a-secret-link')
    t.notMatch(text, 'secret-cookie')
    t.notMatch(text, String(sid))
    const lines = await academy.gateway.log()
    t.ok(lines.length > 50)
    t.match(
      lines.find(({ backend }) => backend === 'realtime'),
      {
        method: 'GET',
        path: '/socket.io/',
        transport: 'polling',
        status: 200,
        server: /^realtime\d+$/,
        client: '127.0.0.1',
      },
    )
  })

  await t.test('what the dashboard and the alerts look at exists', async (t) => {
    const deploy = new URL('../../../deploy/', import.meta.url)
    const files = ['grafana/dashboards/touchline.json', 'prometheus/alerts.yml']
    const texts = await Promise.all(files.map((file) => readFile(new URL(file, deploy), 'utf8')))
    const wanted = new Set(texts.join('').match(/\b(touchline|haproxy|nodejs|process)_[a-z0-9_]+/g))
    const sources = [...academy.services.all.map(({ url }) => url), academy.operatorsUrl]
    const shown = await Promise.all(sources.map(async (base) => (await fetch(`${base}/metrics`)).text()))
    const names = new Set(
      shown
        .join('\n')
        .match(/^# TYPE \S+/gm)
        ?.map((line) => line.slice('# TYPE '.length)),
    )
    const missing = [...wanted].filter((name) => !names.has(name.replace(/_bucket$/, '')))
    t.same(missing, [])
    t.ok(wanted.size > 15)
  })

  await t.test('the SDK works through it', async (t) => {
    const client = createTouchline({ url, token: () => userToken('asha') })
    t.teardown(() => client.close())
    await client.connect()
    const heard = await academy.connect('carl')
    client.conversation(conversationId).send('by the SDK')
    t.match(await heard.next('message:receive'), { content: 'by the SDK' })
    const { body } = await academy.as('asha').call(restRoutes.listMessages, { params: { id: conversationId } })
    t.match(body.messages.at(-1), { content: 'by the SDK' })
  })
})
