import { join } from 'node:path'
import { type EmbeddedPostgres, startPostgres } from '@touchline/embedded'
import { Redis } from 'ioredis'
import { type RedisServer, startRedisServer } from './redis-server.ts'

/** The servers that the test files of a run share. */
export type RunServers = { postgresUrl: string; redisUrl: string; stop(): Promise<void> }

/** Starts Postgres and, unless `REDIS_URL` names one, Redis. When one does not start the other is stopped. */
export async function startRunServers(folder: string, onProgress: (text: string) => void): Promise<RunServers> {
  const given = process.env.REDIS_URL
  const [postgres, redis] = await Promise.allSettled([
    startPostgres({
      dataDir: join(folder, 'postgres'),
      persistent: false,
      onProgress,
      // The data are thrown away, so nothing has to reach the disk; everything else is as in production.
      settings: { fsync: false, full_page_writes: false, max_connections: 400 },
    }),
    given ? requireAnswer(given) : startRedisServer(join(folder, 'redis'), { onProgress }),
  ])
  const stop = async () => {
    await Promise.all([stopped(postgres), stopped(redis)])
  }
  if (postgres.status === 'fulfilled' && redis.status === 'fulfilled') {
    return { postgresUrl: postgres.value.url, redisUrl: redis.value?.url ?? given ?? '', stop }
  }
  await stop()
  throw new AggregateError([postgres, redis].flatMap((result) => (result.status === 'rejected' ? [result.reason] : [])))
}

/** Somebody else's Redis, which is not ours to stop. */
async function requireAnswer(url: string): Promise<undefined> {
  const client = new Redis(url, { lazyConnect: true, connectTimeout: 5_000, retryStrategy: () => null })
  let problem = ''
  client.on('error', (error: Error) => {
    problem = error.message
  })
  try {
    await client.connect()
    await client.ping()
  } catch (cause) {
    throw new Error(
      `The Redis that REDIS_URL names does not answer: ${problem || cause}. Start it, or unset REDIS_URL.`,
      { cause },
    )
  } finally {
    client.disconnect()
  }
}

async function stopped(result: PromiseSettledResult<EmbeddedPostgres | RedisServer | undefined>): Promise<void> {
  if (result.status === 'fulfilled') await result.value?.stop()
}
