import { once } from 'node:events'
import { Agent, get, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { Writable } from 'node:stream'
import { TouchlineError } from '@touchline/contracts'
import { type Teardown, userToken, waitFor } from '@touchline/testing'
import t from 'tap'
import { buildService, publicError, redactUrl, type ServiceConfig } from '../src/index.ts'

const config: ServiceConfig = {
  LOG_LEVEL: 'info',
  ALLOWED_ORIGINS: 'https://app.example',
  JWT_SECRET: 'a secret for tests only, at least thirty-two bytes',
  JWT_AUDIENCE: 'touchline',
}

/** A service and what it logs. */
async function startService(t: Teardown) {
  const lines: string[] = []
  const logTo = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  })
  const app = await buildService('test', config, logTo)
  t.teardown(() => app.close())
  return { app, logged: () => lines.join('') }
}

t.test('/ready follows what the service needs, and says when it drains', async (t) => {
  const { app } = await startService(t)
  let up = true
  app.readiness.set('one', async () => up)
  app.readiness.set('two', async () => {
    if (!up) throw new Error('away')
    return true
  })
  const ready = async () => {
    const reply = await app.inject('/ready')
    return [reply.statusCode, reply.json()]
  }
  t.same(await ready(), [200, { status: 'ready', checks: { one: true, two: true } }])
  up = false
  t.same(await ready(), [503, { status: 'unavailable', checks: { one: false, two: false } }])
  up = true
  app.startDraining()
  t.same(await ready(), [503, { status: 'draining', checks: { one: true, two: true } }])
  t.equal((await app.inject('/ready?draining=404')).statusCode, 404, 'for a load balancer that keeps its clients here')
  t.equal((await app.inject('/health')).statusCode, 200, 'it lives on while it drains')
  t.match((await app.inject('/metrics')).body, /process_cpu_seconds_total/)
})

t.test('errors', async (t) => {
  const { app, logged } = await startService(t)
  app.get('/fault', async () => {
    throw new Error('select secret from users')
  })
  app.get('/refused', async () => {
    throw new TouchlineError('RATE_LIMITED', undefined, { retryAfterMs: 1_200 })
  })
  app.post('/body', async (request) => request.body)
  const fault = await app.inject('/fault')
  t.same(fault.json(), {
    statusCode: 500,
    code: 'INTERNAL',
    error: 'Internal Server Error',
    message: 'Something went wrong',
  })
  t.match(logged(), 'select secret from users', 'the log says what the caller must not see')
  const refused = await app.inject('/refused')
  t.match(refused.json(), { statusCode: 429, code: 'RATE_LIMITED' })
  t.equal(refused.headers['retry-after'], '2')
  t.match((await app.inject('/nowhere')).json(), { statusCode: 404, code: 'NOT_FOUND' })
  t.match((await app.inject('/%E0%A4%A')).json(), { statusCode: 400, code: 'VALIDATION' })
  const post = (payload: string, contentType = 'application/json') =>
    app.inject({ method: 'POST', url: '/body', payload, headers: { 'content-type': contentType } })
  t.match((await post('{')).json(), { code: 'VALIDATION' })
  t.match((await post('<a/>', 'text/xml')).json(), { statusCode: 400, code: 'VALIDATION' })
  t.match((await post(`"${'x'.repeat(64 * 1024)}"`)).json(), { statusCode: 413, code: 'PAYLOAD_TOO_LARGE' })
  t.equal((await post(`"${'x'.repeat(64 * 1024 - 2)}"`)).statusCode, 200, '64 KiB are accepted')
  t.equal(publicError('a text').code, 'INTERNAL')
  t.equal(publicError(Object.assign(new Error('x'), { statusCode: 418, code: 'FST_X' })).code, 'VALIDATION')
  t.equal(publicError(Object.assign(new Error('x'), { code: '23505' })).code, 'INTERNAL')
})

t.test('tokens are not logged', async (t) => {
  t.equal(redactUrl('/socket.io/?EIO=4&token=abc.def&t=1'), '/socket.io/?EIO=4&token=[redacted]&t=1')
  t.equal(redactUrl('/uploads/chat/x.pdf?link=abc'), '/uploads/chat/x.pdf?link=[redacted]')
  const { app, logged } = await startService(t)
  app.get('/fault', async (request) => {
    request.log.info({ req: request, token: 'hunter2', auth: { token: 'hunter2' }, headers: request.headers }, 'seen')
    throw new Error('fault')
  })
  await app.inject({ url: '/fault?token=hunter2', headers: { authorization: 'Bearer hunter2', cookie: 'hunter2' } })
  t.match(logged(), 'seen')
  t.match(logged(), 'token=[redacted]')
  t.notMatch(logged(), 'hunter2')
})

t.test('browsers are allowed from the configured origins', async (t) => {
  const { app } = await startService(t)
  const originFor = async (origin: string) => {
    const headers = { origin, 'access-control-request-method': 'PATCH' }
    const reply = await app.inject({ method: 'OPTIONS', url: '/health', headers })
    return reply.headers['access-control-allow-origin']
  }
  t.equal(await originFor('https://app.example'), 'https://app.example')
  t.not(await originFor('https://evil.example'), 'https://evil.example')
})

t.test('what is no HTTP gets an error with a code too', async (t) => {
  const { app } = await startService(t)
  const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }))
  const answerTo = async (text: string) => {
    const socket = connect({ host: '127.0.0.1', port: Number(port) })
    t.teardown(() => socket.destroy())
    socket.end(text)
    return String(Buffer.concat(await socket.toArray()))
  }
  t.match(await answerTo('no HTTP at all\r\n\r\n'), /^HTTP\/1.1 400 [\s\S]*"code":"VALIDATION"/)
  const large = `GET /health HTTP/1.1\r\nHost: x\r\nX-Large: ${'x'.repeat(20_000)}\r\n\r\n`
  t.match(await answerTo(large), /^HTTP\/1.1 431 [\s\S]*"code":"VALIDATION"/)
})

t.test('a secret is replaced while tokens of the old one are about', async (t) => {
  const old = 'the old secret, which has thirty-two bytes as well'
  const app = await buildService('test', { ...config, JWT_SECRET_OLD: old })
  t.teardown(() => app.close())
  t.match(await app.verifyToken(userToken('asha', { secret: config.JWT_SECRET ?? '' })), { userId: 'asha' })
  t.match(await app.verifyToken(userToken('asha', { secret: old })), { userId: 'asha' })
  for (const token of [
    userToken('asha', { secret: 'a third secret, which nobody has ever configured' }),
    userToken('asha', { secret: old, expiresInSeconds: -10 }),
    userToken('asha', { secret: old, audience: 'elsewhere' }),
  ]) {
    await t.rejects(app.verifyToken(token), { code: 'UNAUTHENTICATED' })
  }
})

t.test(
  'a request that is under way when the service ends is answered, and its connection does not hold the end up',
  async (t) => {
    const { app } = await startService(t)
    const { promise: release, resolve: answer } = Promise.withResolvers<void>()
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>()
    app.get('/slow', async () => {
      arrive()
      await release
      return { done: true }
    })
    const agent = new Agent({ keepAlive: true })
    t.teardown(() => agent.destroy())
    const url = await app.listen({ host: '127.0.0.1', port: 0 })
    const replied = once(get(`${url}/slow`, { agent }), 'response')
    await arrived
    const closed = app.close()
    await waitFor('it to take no more connections', () => !app.server.listening)
    answer()
    const [reply]: IncomingMessage[] = await replied
    reply?.resume()
    t.equal(reply?.statusCode, 200)
    t.equal(reply?.headers.connection, 'close')
    // Would take longer than a test may.
    await closed
  },
)
