import { restRoutes } from '@touchline/contracts'
import {
  type ApiClient,
  apiClient,
  connectSocket,
  type GatewayCluster,
  type GatewayClusterOptions,
  requesterOf,
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
  /** The gateway's address without TLS; the same as `url` when it has no certificate. */
  plainUrl: string
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
  /** A certificate of localhost: clients then connect by TLS, and what is set up goes past the gateway. */
  certificate?: { file: string; port: number }
}

/** A deadline that only a hang reaches, however busy the machine. */
const LONG_MS = 60_000

export async function openAcademy(
  t: Teardowns,
  { parents = 2, certificate, gatewayEnv = {}, ...options }: AcademyOptions = {},
): Promise<Academy> {
  const postgres = await startPostgresForTest(t)
  const redis = await startRedis(t)
  const tls =
    certificate === undefined
      ? {}
      : {
          GATEWAY_CERTIFICATE: certificate.file,
          GATEWAY_TLS_BIND: `127.0.0.1:${certificate.port}`,
          GATEWAY_TLS_PORT: String(certificate.port),
        }
  const cluster = await startGatewayCluster(t, {
    databaseUrl: await postgres.createDatabase('touchline'),
    redisUrl: redis.url,
    folder: await tempDir(t),
    gatewayEnv: { ...tls, ...gatewayEnv },
    ...options,
  })
  const request = requesterOf(certificate === undefined ? cluster.url : (cluster.services.conversation[0]?.url ?? ''))
  const url = certificate === undefined ? cluster.url : `https://localhost:${certificate.port}`
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
    url,
    plainUrl: cluster.url,
    postgres,
    redis,
    directory,
    as,
    batchConversationId: body.batches[0]?.conversationId ?? '',
    connect: (userId, settings = {}) =>
      connectSocket(t, url, { token: userToken(userId), timeoutMs: LONG_MS, ...settings }),
  }
}

/** The names of the gateway's servers that a kind of request went to, from its log. */
export async function serversOf({ gateway }: Academy, isOne: (line: Record<string, unknown>) => boolean) {
  return new Set((await gateway.log()).filter(isOne).map(({ server }) => server))
}
