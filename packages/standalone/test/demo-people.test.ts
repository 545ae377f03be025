import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { restRoutes } from '@touchline/contracts'
import { migrateDatabase } from '@touchline/conversation'
import { apiClient, createTestDatabase, serviceToken, type Teardown, tempDir, testSecret } from '@touchline/testing'
import t from 'tap'
import { buildStandalone, loadStandaloneConfig } from '../src/index.ts'

interface Start {
  databaseUrl: string
  data: string
  env?: Record<string, string>
}

async function start(t: Teardown, { databaseUrl, data, env }: Start) {
  const config = loadStandaloneConfig(
    { JWT_SECRET: testSecret, LOG_LEVEL: 'silent', DATABASE_URL: databaseUrl, TOUCHLINE_DATA: data, ...env },
    () => testSecret,
  )
  const { app } = await buildStandalone(config)
  t.teardown(() => app.close())
  const request = async ({ method, url, headers, payload }: Parameters<Parameters<typeof apiClient>[0]>[0]) => {
    const reply = await app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) })
    return { statusCode: reply.statusCode, body: reply.body, headers: {} }
  }
  return { app, as: (token: string) => apiClient(request, token), people: () => app.inject('/demo/people') }
}

const freshDatabase = (t: Teardown) => createTestDatabase(t, { template: 'conversation', migrate: migrateDatabase })

t.test('the demo academy lists its people, each with a token that works', async (t) => {
  const { url: databaseUrl } = await freshDatabase(t)
  const data = await tempDir(t)
  const first = await start(t, { databaseUrl, data })
  const reply = await first.people()
  t.equal(reply.statusCode, 200)
  t.equal(reply.headers['cache-control'], 'no-store')
  const { people } = reply.json()
  t.equal(people.length, 8)
  t.match(people[0], { id: 'asha', displayName: 'Asha Menon', role: 'admin', token: String })
  for (const { token } of people) {
    const { body } = await first.as(token).call(restRoutes.listConversations)
    t.ok(body.conversations.length > 0)
  }
  const again = await start(t, { databaseUrl, data })
  t.equal((await again.people()).statusCode, 200, 'also after another start')
})

t.test('nobody gets a token of a database that the demo did not make', async (t) => {
  const data = await tempDir(t)
  const demo = await start(t, { databaseUrl: (await freshDatabase(t)).url, data })
  t.equal((await demo.people()).statusCode, 200)

  // The same data folder, and people who are called as in the demo.
  const { url: databaseUrl } = await freshDatabase(t)
  const real = await start(t, { databaseUrl, data, env: { DEMO: '0' } })
  t.equal((await real.people()).statusCode, 404, 'DEMO=0')
  await real.as(serviceToken()).call(restRoutes.importDirectory, {
    body: {
      users: [
        { id: 'asha', role: 'admin', displayName: 'Asha Menon' },
        { id: 'vikram', role: 'coach', displayName: 'Coach Vikram' },
      ],
      batches: [{ id: 'under-12', name: 'Under-12 badminton', memberIds: ['vikram'] }],
    },
  })
  const asDemo = await start(t, { databaseUrl, data })
  const reply = await asDemo.people()
  t.equal(reply.statusCode, 404)
  t.match(reply.json(), { code: 'NOT_FOUND' })
  t.notMatch(reply.body, /eyJ/)
})

t.test('the list is gone with the first person who is not of the demo', async (t) => {
  const { url: databaseUrl } = await freshDatabase(t)
  const data = await tempDir(t)
  const { as, people } = await start(t, { databaseUrl, data })
  t.equal((await people()).statusCode, 200)
  await as(serviceToken()).call(restRoutes.putUser, {
    params: { id: 'parent-1' },
    body: { role: 'parent', displayName: 'A real parent', active: false },
  })
  t.equal((await people()).statusCode, 404)
})

t.test('without the note in the data folder, or the key, there is no list', async (t) => {
  const { url: databaseUrl } = await freshDatabase(t)
  const data = await tempDir(t)
  const { people } = await start(t, { databaseUrl, data })
  t.equal((await people()).statusCode, 200)
  await rm(join(data, 'demo-academy'))
  t.equal((await people()).statusCode, 404)
})
