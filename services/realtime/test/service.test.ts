import { buildService, createEngine, serveCommands } from '@touchline/service-kit'
import { connectSocket, startRedis, testSecret, userToken } from '@touchline/testing'
import t from 'tap'
import { buildRealtime } from '../src/index.ts'
import { StandInConversation } from './stand-in-conversation.ts'

t.test('as it runs in a container: commands by HTTP, events by Redis', async (t) => {
  const redis = await startRedis(t)
  const common = {
    LOG_LEVEL: 'silent',
    ALLOWED_ORIGINS: '',
    JWT_SECRET: testSecret,
    JWT_AUDIENCE: 'touchline',
  } as const
  const secret = 'between the services'
  const elsewhere = await buildService('conversation', common)
  const engine = createEngine({ redisUrl: redis.url, sendsPerSecond: 0, logger: elsewhere.log })
  t.teardown(() => engine.close())
  const conversation = new StandInConversation(engine.bus)
  serveCommands(elsewhere, conversation.commands, secret)
  const conversationUrl = await elsewhere.listen({ host: '127.0.0.1', port: 0 })
  t.teardown(() => elsewhere.close())

  const app = await buildRealtime({
    ...common,
    PORT: 0,
    HOST: '127.0.0.1',
    DRAIN_SECONDS: 0,
    INTERNAL_SECRET: secret,
    RATE_LIMIT_SENDS_PER_SECOND: 10,
    REDIS_URL: redis.url,
    CONVERSATION_URL: conversationUrl,
  })
  t.teardown(() => app.close())
  const url = await app.listen({ host: '127.0.0.1', port: 0 })

  const { body: metrics } = await app.inject('/metrics')
  for (const outcome of ['ok', 'UNAUTHENTICATED']) {
    t.match(
      metrics,
      `touchline_realtime_handshakes_total{outcome="${outcome}"} 0`,
      'alerts compare them from the start',
    )
  }
  conversation.conversation('c1', ['anna', 'ben'])
  const anna = await connectSocket(t, url, { token: userToken('anna') })
  const ben = await connectSocket(t, url, { token: userToken('ben') })
  const answer = await anna.emitAck('message:send', { conversationId: 'c1', content: 'hello', messageType: 'text' })
  t.match(answer, { success: true, message: { content: 'hello', seq: 1 } })
  t.match(await ben.next('message:receive'), { content: 'hello', senderId: 'anna' })
  t.match((await app.inject('/ready')).json(), { status: 'ready', checks: { engine: true } })
  await redis.kill()
  t.equal((await app.inject('/ready')).statusCode, 503)
  t.equal((await app.inject('/health')).statusCode, 200)
})
