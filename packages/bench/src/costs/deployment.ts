import { join } from 'node:path'
import { startPostgres } from '@touchline/embedded'
import {
  type GatewayCluster,
  startGatewayCluster,
  startRedis,
  type Teardown,
  tempDir,
  userToken,
} from '@touchline/testing'
import { Redis } from 'ioredis'
import { enroll } from '../chat/academy.ts'
import { personIn, smallRooms } from '../chat/population.ts'
import { cpuSecondsByProgram } from '../chat/process-usage.ts'
import type { Seat } from '../load/raw-client.ts'

/** What docker-compose.yml runs, as plain processes: one replica of each service to begin with. */
export interface Deployment {
  readonly cluster: GatewayCluster
  /** One connection for each person of the rooms, through the gateway. */
  readonly seats: readonly Seat[]
  /** Each process by the part that it is; replicas of one service together. */
  pids(): Map<string, number[]>
  /** Bytes that Redis has allocated. */
  redisBytes(): Promise<number>
}

export async function startDeployment(t: Teardown, rooms: number): Promise<Deployment> {
  const redis = await startRedis(t)
  const client = new Redis(redis.url)
  t.teardown(() => client.disconnect())
  const [, redisPid = ''] = /^process_id:(\d+)/m.exec(await client.info('server')) ?? []
  const postgres = await startPostgres({
    dataDir: join(await tempDir(t), 'postgres'),
    persistent: false,
    settings: { fsync: true, synchronous_commit: 'on' },
  })
  t.teardown(() => postgres.stop())
  const cluster = await startGatewayCluster(t, {
    databaseUrl: await postgres.createDatabase('touchline'),
    redisUrl: redis.url,
    folder: await tempDir(t),
    // As in a deployment; tests are checked more often.
    gatewayEnv: { GATEWAY_CHECK_INTERVAL: '1s', GATEWAY_CONNECTIONS_PER_ADDRESS: '100000' },
  })
  const conversations = await enroll(cluster.services.conversation[0]?.url ?? '', { rooms, big: 1 })
  return {
    cluster,
    seats: smallRooms(rooms, (room, member) => ({
      url: cluster.url,
      auth: { token: userToken(personIn(room, member)) },
      conversationId: conversations.get(room) ?? '',
    })),
    pids: () =>
      new Map([
        ['gateway', [cluster.gateway.pid()]],
        ['commands', [cluster.commands.pid()]],
        ...(['conversation', 'realtime', 'upload'] as const).map((name): [string, number[]] => [
          name,
          cluster.services[name].flatMap((replica) => replica.pid() ?? []),
        ]),
        ['redis', [Number(redisPid)]],
        ['postgres', [postgres.pid]],
      ]),
    redisBytes: async () => Number(/^used_memory:(\d+)/m.exec(await client.info('memory'))?.[1]),
  }
}

/** CPU seconds that each part has used so far. */
export function cpuByPart({ pids }: Deployment): Map<string, number> {
  return new Map(
    [...pids()].map(([part, own]) => [part, [...cpuSecondsByProgram(own).values()].reduce((sum, one) => sum + one, 0)]),
  )
}
