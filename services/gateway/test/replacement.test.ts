import { userToken } from '@touchline/testing'
import t from 'tap'
import { openAcademy } from './academy.ts'
import { ChatLoad } from './chat-load.ts'

t.setTimeout(290_000)

const CLIENTS = 40

t.test('every instance of every service is replaced at noon on a match day', async (t) => {
  const academy = await openAcademy(t, {
    replicas: { realtime: 2, conversation: 2 },
    parents: CLIENTS,
    env: { DRAIN_SECONDS: '3' },
  })
  const load = await ChatLoad.open({
    url: academy.url,
    userIds: Array.from({ length: CLIENTS }, (_, index) => `parent${index}`),
    conversationId: academy.batchConversationId,
    token: userToken,
    sendsPerSecond: 10,
  })
  t.teardown(() => load.close())
  load.chat()
  for (const name of ['conversation', 'realtime', 'upload'] as const) {
    for (const old of [...academy.services[name]]) {
      const since = Date.now()
      // As an orchestrator does it: the new one first, and the old one is told to end when the new one takes requests.
      await academy.add(name)
      t.equal(await old.stop(), 0, `${name} ended cleanly`)
      await load.untilAllOnline()
      const { count, longestMs, histogram } = load.outagesSince(since)
      t.comment(`${name}: ${count} reconnects in seconds ${histogram.join(', ')}; the longest took ${longestMs} ms`)
      if (name !== 'realtime') t.equal(count, 0, 'nobody was cut off')
      else if (count >= 15) t.ok(Math.max(...histogram) <= count * 0.8, 'they did not all come back at once')
    }
  }
  const { acknowledged, ...verdict } = await load.finish(academy.as('asha'))
  t.comment(`${acknowledged} acknowledged messages`)
  t.ok(acknowledged > 100)
  t.same(verdict, { lost: 0, doubled: 0, failed: [], astray: [] })
  const unavailable = (await academy.gateway.log()).filter(({ status }) => Number(status) >= 500)
  t.same(unavailable, [], 'the gateway had no request that it could not hand on')
})
