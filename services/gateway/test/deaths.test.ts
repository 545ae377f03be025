import { connectSocket, userToken, waitFor } from '@touchline/testing'
import t from 'tap'
import { openAcademy } from './academy.ts'
import { ChatLoad } from './chat-load.ts'

t.setTimeout(290_000)

t.test('instances that die take nothing with them', async (t) => {
  const academy = await openAcademy(t, { replicas: { realtime: 3, conversation: 2 }, parents: 30 })
  const load = await ChatLoad.open({
    url: academy.url,
    userIds: Array.from({ length: 30 }, (_, index) => `parent${index}`),
    conversationId: academy.batchConversationId,
    token: userToken,
    sendsPerSecond: 10,
  })
  t.teardown(() => load.close())
  load.chat()
  const [conversation, other] = academy.services.conversation
  const [realtime, otherRealtime] = academy.services.realtime
  if (conversation === undefined || other === undefined || realtime === undefined || otherRealtime === undefined)
    throw new Error('replicas are missing')

  // Somebody who does not come back, seen by somebody whose replica lives on.
  const asha = await connectSocket(t, otherRealtime.url, { token: userToken('asha'), timeoutMs: 60_000 })
  await connectSocket(t, realtime.url, { token: userToken('carl') })
  const isCarl = ({ userId }: { userId: string }) => userId === 'carl'
  await asha.next('user:online', isCarl)
  const since = Date.now()
  await realtime.kill()
  const offline = asha.next('user:offline', isCarl).then(() => Date.now() - since)
  await academy.untilUp('realtime', 2)
  await load.untilAllOnline()
  const { count, longestMs, histogram } = load.outagesSince(since)
  t.comment(`${count} clients lost their instance; the last was back after ${longestMs} ms (by second: ${histogram})`)
  t.ok(count > 0 && longestMs < 10_000)

  await conversation.kill()
  await academy.untilUp('conversation', 1)
  await academy.add('conversation')

  other.freeze()
  await academy.untilUp('conversation', 1)
  other.thaw()
  await academy.untilUp('conversation', 2)

  const offlineAfterMs = await offline
  t.comment(`who was on the instance that died was offline after ${offlineAfterMs} ms`)
  t.ok(offlineAfterMs > 15_000, 'not before a connection could have been refreshed')
  t.ok(offlineAfterMs <= 45_000, 'nobody stays online for longer than 45 s')

  // Nothing is ready without Redis, and what runs does what it can: sends are stored all the same.
  await academy.redis.kill()
  // At both proxies: the moment at which one of them gives a replica up ends what is under way there.
  for (const proxy of [academy.gateway, academy.commands]) {
    const ready = () => proxy.metric('haproxy_backend_active_servers', 'proxy="conversation"')
    await waitFor('no replica to be ready', async () => (await ready()) === 0, { timeoutMs: 30_000 })
  }
  const reply = await fetch(`${academy.url}/api/chat/conversations/${academy.batchConversationId}/messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${userToken('asha')}`, 'content-type': 'application/json' },
    body: JSON.stringify({ content: 'without Redis' }),
  })
  t.equal(reply.status, 201)
  const askedAt = Date.now()
  const fresh = await academy.connect('carl')
  t.ok(Date.now() - askedAt < 10_000, 'a new client is let in without Redis')
  t.match(await fresh.emitAck('message:send', { conversationId: academy.batchConversationId, content: 'too' }), {
    success: true,
  })
  await academy.redis.start()
  await academy.untilUp('conversation', 2)

  const gatewayDiedAt = Date.now()
  await academy.gateway.kill()
  await waitFor('every client to be cut off', () => load.online() === 0)
  await academy.gateway.start()
  await load.untilAllOnline()
  const outage = load.outagesSince(gatewayDiedAt)
  t.comment(`the gateway died: ${outage.count} clients, the last was back after ${outage.longestMs} ms`)
  t.ok(outage.count >= 30 && outage.longestMs < 10_000)

  const { acknowledged, ...verdict } = await load.finish(academy.as('asha'))
  t.comment(`${acknowledged} acknowledged messages`)
  t.same(verdict, { lost: 0, doubled: 0, failed: [], astray: [] })
})
