import { randomBytes } from 'node:crypto'
import { Redis } from 'ioredis'
import { startRedisServer } from './redis-server.ts'
import { type Teardown, tempDir } from './teardown.ts'
import { fromTestRun } from './test-environment.ts'

/** A Redis that a test may stop, kill and start again; it keeps its port and forgets its data. */
export type TestRedis = { url: string; stop(): Promise<void>; kill(): Promise<void>; start(): Promise<void> }

/**
 * A Redis of the test's own, started in some 30 ms. For everything that uses the service's real channel names, because
 * pub/sub reaches across databases, and for tests that break Redis.
 */
export async function startRedis(t: Teardown): Promise<TestRedis> {
  const folder = await tempDir(t)
  let server = await startRedisServer(folder)
  t.teardown(() => server.stop())
  const { url, port } = server
  return {
    url,
    stop: () => server.stop(),
    kill: () => server.kill(),
    start: async () => {
      server = await startRedisServer(folder, { port })
    },
  }
}

/**
 * The Redis of the test run, which is `REDIS_URL` where that is set, with a prefix of this test's own for keys and
 * channels. Keys below the prefix are deleted after the test.
 */
export function testRedis(t: Teardown): { url: string; prefix: string } {
  const url = fromTestRun('redis')
  const prefix = `test-${randomBytes(8).toString('hex')}:`
  t.teardown(async () => {
    const client = new Redis(url)
    try {
      for await (const keys of client.scanStream({ match: `${prefix}*` })) {
        if (Array.isArray(keys) && keys.length > 0) await client.unlink(keys)
      }
    } finally {
      client.disconnect()
    }
  })
  return { url, prefix }
}
