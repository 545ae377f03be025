import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { restRoutes } from '@touchline/contracts'
import { migrateDatabase } from '@touchline/conversation'
import {
  apiClient,
  createTestDatabase,
  requesterOf,
  serviceToken,
  startRedis,
  startServiceCluster,
  tempDir,
  testInternalSecret,
  userToken,
  waitFor,
} from '@touchline/testing'
import t from 'tap'

const program = fileURLToPath(new URL('./consumer.program.ts', import.meta.url))

t.setTimeout(300_000)

t.test('the example of docs/reliability.md is the program that is tried here', async (t) => {
  const page = await readFile(new URL('../../../docs/reliability.md', import.meta.url), 'utf8')
  t.equal(/```ts\n([\s\S]*?)```/.exec(page)?.[1], await readFile(program, 'utf8'))
})

t.test('a consumer of the bus misses nothing while Redis is away', async (t) => {
  const database = await createTestDatabase(t, { template: 'conversation', migrate: migrateDatabase, graceMs: 20_000 })
  const redis = await startRedis(t)
  const folder = await tempDir(t)
  const services = await startServiceCluster(t, { databaseUrl: database.url, redisUrl: redis.url, folder })
  const url = services.conversation[0]?.url ?? ''
  const request = requesterOf(url)
  await apiClient(request, serviceToken()).call(restRoutes.importDirectory, {
    body: {
      users: [
        { id: 'asha', role: 'admin', displayName: 'Asha' },
        { id: 'pia', role: 'parent', displayName: 'Pia' },
      ],
      batches: [],
    },
  })
  const asha = apiClient(request, userToken('asha'))
  const { body } = await asha.call(restRoutes.openConversation, { body: { type: 'direct', participantId: 'pia' } })
  const params = { id: body.conversation._id }
  const send = (content: string) => asha.call(restRoutes.sendMessage, { params, body: { content } })

  const consumer = spawn(process.execPath, [program], {
    env: { PATH: process.env.PATH, REDIS_URL: redis.url, CONVERSATION_URL: url, INTERNAL_SECRET: testInternalSecret },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const ended = once(consumer, 'exit')
  t.teardown(async () => {
    consumer.kill('SIGKILL')
    await ended
  })
  const lines: string[] = []
  createInterface({ input: consumer.stdout }).on('line', (line) => lines.push(line))
  const heard = (line: string) => waitFor(line, () => lines.includes(line), { timeoutMs: 120_000 })

  await send('before anybody listened')
  await heard('listening')
  await send('heard live')
  await heard('2 heard live')
  await redis.kill()
  for (let seq = 3; seq <= 40; seq += 1) await send(`away ${seq}`)
  await redis.start()
  await heard('40 away 40')
  await send('live again')
  await heard('41 live again')
  const away = Array.from({ length: 38 }, (_, index) => `${index + 3} away ${index + 3}`)
  t.same(lines, ['listening', '1 before anybody listened', '2 heard live', ...away, '41 live again'])
})
