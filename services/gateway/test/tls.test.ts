import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { connect as connectHttp2 } from 'node:http2'
import { request } from 'node:https'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { freePort } from '@touchline/testing'
import t from 'tap'
import { openAcademy } from './academy.ts'
import { startEchoWeb } from './echo-web.ts'
import { rawRequest } from './raw-request.ts'

t.setTimeout(300_000)

const certificateFile = fileURLToPath(new URL('localhost.pem', import.meta.url))

t.test('with a certificate the gateway speaks TLS, and sends everybody there', async (t) => {
  const ca = await readFile(certificateFile)
  const tlsPort = await freePort()
  const academy = await openAcademy(t, {
    web: await startEchoWeb(t),
    certificate: { file: certificateFile, port: tlsPort },
  })
  const secure = `https://localhost:${tlsPort}`
  const get = async (path: string, headers: Record<string, string> = {}) => {
    const sent = request(secure + path, { ca, agent: false, headers })
    sent.end()
    const [response] = await once(sent, 'response')
    return { status: response.statusCode, headers: response.headers, body: await text(response) }
  }

  await t.test('plain requests are sent to the same address with TLS', async (t) => {
    const { status, headers } = await rawRequest(academy.plainUrl, '/docs?part=1', {
      headers: { host: 'chat.example:80' },
    })
    t.equal(status, 308)
    t.equal(headers.location, `https://chat.example:${tlsPort}/docs?part=1`)
  })

  await t.test('behind TLS it says so to the services, and to browsers', async (t) => {
    const { status, headers, body } = await get('/', { 'x-forwarded-proto': 'http' })
    t.equal(status, 200)
    t.equal(headers['strict-transport-security'], 'max-age=31536000')
    t.match(JSON.parse(body).headers, { 'x-forwarded-proto': 'https', 'x-forwarded-for': '127.0.0.1' })
    t.equal((await get('/internal/openSessions')).status, 404)
  })

  await t.test('HTTP/2 is offered, and what is internal does not exist there either', async (t) => {
    const session = connectHttp2(secure, { ca })
    t.teardown(() => session.destroy())
    for (const [path, expected] of [
      ['/', 200],
      ['/internal/openSessions', 404],
      ['//metrics', 404],
    ] as const) {
      const stream = session.request({ ':path': path })
      stream.resume()
      const [headers] = await once(stream, 'response')
      t.equal(headers[':status'], expected, path)
    }
    t.equal(session.alpnProtocol, 'h2')
  })

  await t.test('a WebSocket may be a stream of HTTP/2, as browsers make it', async (t) => {
    const session = connectHttp2(secure, { ca })
    t.teardown(() => session.destroy())
    await once(session, 'remoteSettings')
    t.equal(session.remoteSettings.enableConnectProtocol, true)
    const stream = session.request({
      ':method': 'CONNECT',
      ':protocol': 'websocket',
      ':path': '/socket.io/?EIO=4&transport=websocket',
      'sec-websocket-version': '13',
    })
    const [headers] = await once(stream, 'response')
    t.equal(headers[':status'], 200)
    const [frame]: Buffer[] = await once(stream, 'data')
    t.match(String(frame), '0{"sid":"')
  })

  await t.test('sockets work by polling and by WebSocket', async (t) => {
    for (const transport of ['polling', 'websocket'] as const) {
      const socket = await academy.connect('carl', { transports: [transport], options: { ca: ca.toString() } })
      const answer = await socket.emitAck('message:send', {
        conversationId: academy.batchConversationId,
        content: `by ${transport} and TLS`,
      })
      t.match(answer, { success: true })
      socket.close()
    }
  })
})
