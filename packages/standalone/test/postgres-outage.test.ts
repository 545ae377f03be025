import { randomUUID } from 'node:crypto'
import { type Ack, restRoutes } from '@touchline/contracts'
import { startPostgresForTest, type TestSocket, waitFor } from '@touchline/testing'
import t, { type Test } from 'tap'
import { openAcademy, standalone } from './topologies.ts'

t.setTimeout(300_000)

/** A server that only hangs, however busy the machine, takes longer than this. Milliseconds. */
const LONG = { timeoutMs: 120_000 }

async function openOnOwnPostgres(t: Test) {
  const postgres = await startPostgresForTest(t)
  const academy = await openAcademy(t, standalone, { DATABASE_URL: await postgres.createDatabase('touchline') })
  const carl = await academy.connect('carl')
  const { batchConversationId: conversationId } = academy
  const params = { id: conversationId }
  /** A send that is tried until it is stored, as a client does. */
  const sendUntilStored = async (content: string, clientId: string) => {
    const payload = { conversationId, content, clientId }
    return waitFor(`${content} to be stored`, async () => 'success' in (await send(carl, payload)), LONG)
  }
  const stored = async () => {
    const { body } = await academy.as('pia').call(restRoutes.listMessages, { params, query: { limit: 100 } })
    return body.messages.map(({ seq, content }) => `${seq} ${content}`)
  }
  return { academy, carl, conversationId, params, postgres, sendUntilStored, stored }
}

const send = (client: TestSocket, payload: object) => client.emitAck<Ack<'message:send'>>('message:send', payload)

t.test('while Postgres is down everything says UNAVAILABLE; after it everything goes on by itself', async (t) => {
  const { academy, carl, conversationId, params, postgres, sendUntilStored, stored } = await openOnOwnPostgres(t)
  await sendUntilStored('before', randomUUID())
  await postgres.kill()
  const payload = { conversationId, content: 'meanwhile', clientId: randomUUID() }
  for (let times = 0; times < 3; times += 1) {
    t.match(await send(carl, payload), { code: 'UNAVAILABLE', retryAfterMs: Number })
    const byRest = await academy.as('pia').fail(restRoutes.sendMessage, { params, body: { content: 'meanwhile too' } })
    t.match(byRest, { status: 503, code: 'UNAVAILABLE', headers: { 'retry-after': '1' } })
    t.notMatch(byRest.message, /postgres|ECONN|127\.0\.0\.1/i, 'nothing of the inside is shown')
  }
  t.match(await academy.as('pia').fail(restRoutes.listConversations), { status: 503, code: 'UNAVAILABLE' })
  t.match(await academy.directory.fail(restRoutes.importDirectory, { body: { users: [], batches: [] } }), {
    status: 503,
  })
  t.equal((await fetch(`${academy.api}/ready`)).status, 503)
  t.equal((await fetch(`${academy.api}/health`)).status, 200, 'it is alive: a restart would not help')

  await postgres.start()
  await sendUntilStored('meanwhile', payload.clientId)
  await sendUntilStored('after', randomUUID())
  t.same(await stored(), ['1 before', '2 meanwhile', '3 after'])
  await waitFor('readiness', async () => (await fetch(`${academy.api}/ready`)).ok, LONG)
})

t.test('Postgres is killed and restarted under load: every send ends up stored once', async (t) => {
  const { academy, carl, conversationId, postgres, sendUntilStored } = await openOnOwnPostgres(t)
  const ids = Array.from({ length: 300 }, () => randomUUID())
  const ended: Promise<unknown>[] = []
  for (const [index, clientId] of ids.entries()) {
    ended.push(sendUntilStored(`load ${index}`, clientId))
    // Reads hold transactions open, which a server that dies breaks off in the middle.
    ended.push(
      academy
        .as('pia')
        .call(restRoutes.sync, { body: { versions: {} } })
        .catch(() => {}),
    )
    if (index === 80 || index === 160) {
      await Promise.race(ended.slice(-20))
      await (index === 80 ? postgres.kill() : postgres.stop())
      await postgres.start()
    }
  }
  await Promise.all(ended)
  const last = await send(carl, { conversationId, content: 'last', clientId: randomUUID() })
  t.match(last, { message: { seq: ids.length + 1 } }, 'no hole and nothing twice')
  const again = await send(carl, { conversationId, content: 'load 0', clientId: ids[0] })
  t.match(again, { message: { content: 'load 0' } })
})

t.test('a Postgres that hangs is given up in time, and what it stored all the same is stored once', async (t) => {
  const { academy, carl, conversationId, postgres, sendUntilStored, stored } = await openOnOwnPostgres(t)
  await sendUntilStored('before', randomUUID())
  const clientId = randomUUID()
  await postgres.freeze()
  t.teardown(() => postgres.thaw().catch(() => {}))
  const startedAt = performance.now()
  const [ack, read] = await Promise.all([
    send(carl, { conversationId, content: 'into the dark', clientId }),
    academy.as('pia').fail(restRoutes.listConversations),
  ])
  const seconds = (performance.now() - startedAt) / 1_000
  t.match(ack, { code: 'UNAVAILABLE' })
  t.match(read, { status: 503, code: 'UNAVAILABLE' })
  t.ok(seconds < 25, `given up after ${seconds.toFixed(1)} s`)
  await postgres.thaw()
  await sendUntilStored('into the dark', clientId)
  t.same(await stored(), ['1 before', '2 into the dark'])
})
