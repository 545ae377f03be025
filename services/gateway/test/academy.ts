import { restRoutes } from '@touchline/contracts'
import {
  type ApiClient,
  apiClient,
  connectSocket,
  type GatewayCluster,
  type GatewayClusterOptions,
  type Requester,
  serviceToken,
  startGatewayCluster,
  startPostgresForTest,
  startRedis,
  type TestPostgres,
  type TestRedis,
  type TestSocket,
  type TestSocketOptions,
  tempDir,
  userToken,
} from '@touchline/testing'

/** A cluster behind its gateway, with an Admin, a Coach and Parents in one batch, all reached through the gateway. */
export interface Academy extends GatewayCluster {
  postgres: TestPostgres
  redis: TestRedis
  directory: ApiClient
  as(userId: string): ApiClient
  connect(userId: string, options?: Partial<TestSocketOptions>): Promise<TestSocket>
  batchConversationId: string
}

type Teardowns = Parameters<typeof startGatewayCluster>[0]

interface AcademyOptions extends Pick<GatewayClusterOptions, 'replicas' | 'env' | 'gatewayEnv' | 'web'> {
  /** `parent0`, `parent1`, …; default 2. */
  parents?: number
}

/** A deadline that only a hang reaches, however busy the machine. */
const LONG_MS = 60_000

export async function openAcademy(t: Teardowns, { parents = 2, ...options }: AcademyOptions = {}): Promise<Academy> {
  const postgres = await startPostgresForTest(t)
  const redis = await startRedis(t)
  const cluster = await startGatewayCluster(t, {
    databaseUrl: await postgres.createDatabase('touchline'),
    redisUrl: redis.url,
    folder: await tempDir(t),
    ...options,
  })
  const request = requesterOf(cluster.url)
  const directory = apiClient(request, serviceToken())
  const parentIds = Array.from({ length: parents }, (_, index) => `parent${index}`)
  await directory.call(restRoutes.importDirectory, {
    body: {
      users: [
        { id: 'asha', role: 'admin', displayName: 'Asha' },
        { id: 'carl', role: 'coach', displayName: 'Carl' },
        ...parentIds.map((id, index) => ({ id, role: 'parent' as const, displayName: `Family ${index}` })),
      ],
      batches: [{ id: 'u12', name: 'Under 12', memberIds: ['carl', ...parentIds] }],
    },
  })
  const as = (userId: string) => apiClient(request, userToken(userId))
  const { body } = await as('asha').call(restRoutes.listBatches)
  return {
    ...cluster,
    postgres,
    redis,
    directory,
    as,
    batchConversationId: body.batches[0]?.conversationId ?? '',
    connect: (userId, settings = {}) =>
      connectSocket(t, cluster.url, { token: userToken(userId), timeoutMs: LONG_MS, ...settings }),
  }
}

export function requesterOf(base: string): Requester {
  return async ({ method, url, headers, payload }) => {
    const response = await fetch(`${base}${url}`, {
      method,
      headers,
      ...(payload === undefined ? {} : { body: payload }),
    })
    return { statusCode: response.status, body: await response.text(), headers: Object.fromEntries(response.headers) }
  }
}

/** The names of the gateway's servers that a kind of request went to, from its log. */
export async function serversOf({ gateway }: Academy, isOne: (line: Record<string, unknown>) => boolean) {
  return new Set((await gateway.log()).filter(isOne).map(({ server }) => server))
}
