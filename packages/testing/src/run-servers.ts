import { join } from 'node:path'
import { type EmbeddedPostgres, startPostgres } from '@touchline/embedded'
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
    given ? Promise.resolve(undefined) : startRedisServer(join(folder, 'redis'), { onProgress }),
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

async function stopped(result: PromiseSettledResult<EmbeddedPostgres | RedisServer | undefined>): Promise<void> {
  if (result.status === 'fulfilled') await result.value?.stop()
}
