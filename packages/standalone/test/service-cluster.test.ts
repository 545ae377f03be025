import { restRoutes } from '@touchline/contracts'
import {
  apiClient,
  connectSocket,
  requesterOf,
  serviceToken,
  startPostgresForTest,
  startRedis,
  startServiceCluster,
  tempDir,
  userToken,
} from '@touchline/testing'
import t from 'tap'

t.setTimeout(300_000)

t.test('two of each service as processes: sends reach both realtime instances, a killed one comes back', async (t) => {
  const postgres = await startPostgresForTest(t)
  const redis = await startRedis(t)
  const cluster = await startServiceCluster(t, {
    databaseUrl: await postgres.createDatabase('touchline'),
    redisUrl: redis.url,
    folder: await tempDir(t),
    replicas: { conversation: 2, realtime: 2 },
  })
  const [first, second] = cluster.realtime
  const [conversation] = cluster.conversation
  if (first === undefined || second === undefined || conversation === undefined) throw new Error('replicas are missing')
  const request = requesterOf(conversation.url)
  await apiClient(request, serviceToken()).call(restRoutes.importDirectory, {
    body: {
      users: [
        { id: 'asha', role: 'admin', displayName: 'Asha' },
        { id: 'pia', role: 'parent', displayName: 'Pia' },
      ],
      batches: [],
    },
  })
  const { body } = await apiClient(request, userToken('asha')).call(restRoutes.openConversation, {
    body: { type: 'direct', participantId: 'pia' },
  })
  const conversationId = body.conversation._id
  const asha = await connectSocket(t, first.url, { token: userToken('asha'), timeoutMs: 60_000 })
  const pia = await connectSocket(t, second.url, { token: userToken('pia'), timeoutMs: 60_000 })
  const heard = pia.next('message:receive')
  t.match(await asha.emitAck('message:send', { conversationId, content: 'one' }), { success: true })
  t.match(await heard, { content: 'one', seq: 1 })

  const before = second.pid()
  await second.kill()
  t.equal(second.pid(), undefined)
  await second.start()
  t.not(second.pid(), before)
  const again = await connectSocket(t, second.url, { token: userToken('pia'), timeoutMs: 60_000 })
  const heardAgain = again.next('message:receive')
  await asha.emitAck('message:send', { conversationId, content: 'two' })
  t.match(await heardAgain, { content: 'two', seq: 2 })
  t.equal(await first.stop(), 0, 'SIGTERM ends it cleanly')
})
