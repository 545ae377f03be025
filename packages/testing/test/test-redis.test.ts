import { Redis } from 'ioredis'
import t from 'tap'
import { startRedis, testRedis, waitFor } from '../src/index.ts'
import { collectTeardowns } from './collect-teardowns.ts'

t.test('a private Redis can be stopped, killed and started again on its port', async (t) => {
  const redis = await startRedis(t)
  const client = new Redis(redis.url, { retryStrategy: () => 20 })
  client.on('error', () => {})
  t.teardown(() => client.disconnect())
  t.equal(await client.set('key', 'value'), 'OK')
  for (const end of [redis.kill, redis.stop]) {
    await end()
    await waitFor('the client to notice', () => client.status === 'reconnecting')
    await redis.start()
    t.equal(await client.get('key'), null, 'it comes back empty')
  }
})

t.test('private servers share nothing', async (t) => {
  const [one, two] = await Promise.all([startRedis(t), startRedis(t)])
  t.not(one.url, two.url)
})

t.test('the shared Redis gives each test a prefix and clears it', async (t) => {
  const { owner, end } = collectTeardowns()
  const { url, prefix } = testRedis(owner)
  t.not(prefix, testRedis(owner).prefix)
  const client = new Redis(url)
  t.teardown(() => client.disconnect())
  await client.set(`${prefix}key`, 'value')
  await end()
  t.equal(await client.exists(`${prefix}key`), 0)
})
