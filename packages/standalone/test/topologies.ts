import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { restRoutes, type User } from '@touchline/contracts'
import { buildConversation, migrateDatabase } from '@touchline/conversation'
import { buildRealtime } from '@touchline/realtime'
import {
  type ApiClient,
  apiClient,
  connectSocket,
  createTestDatabase,
  requesterOf,
  serviceToken,
  startRedis,
  type Teardown,
  type TestDatabase,
  type TestSocket,
  tempDir,
  testSecret,
  userToken,
} from '@touchline/testing'
import { buildUploadService } from '@touchline/upload'
import type { FastifyInstance } from 'fastify'
import { buildStandalone, loadStandaloneConfig } from '../src/index.ts'

/** A running Touchline, reached as the gateway would reach it. */
interface Running {
  database: TestDatabase
  /** Base URL of REST for people and directory. */
  api: string
  /** Base URLs of the sockets, one an instance. */
  sockets: readonly string[]
  /** Base URL of uploads and downloads. */
  uploads: string
}

export type Topology = (t: Teardown, env?: Record<string, string>) => Promise<Running>

/** One process on the in-process engine. */
export const standalone: Topology = async (t, env = {}) => {
  const database = await createTestDatabase(t, { template: 'conversation', migrate: migrateDatabase })
  const config = loadStandaloneConfig(
    {
      ...common,
      DATABASE_URL: database.url,
      TOUCHLINE_DATA: await tempDir(t),
      DEMO: '0',
      ...env,
    },
    () => testSecret,
  )
  const { app } = await buildStandalone(config)
  const url = await listen(t, app)
  return { database, api: url, sockets: [url], uploads: url }
}

/** Two realtime instances, a conversation and an upload service, over a Redis of their own. */
export const cluster: Topology = async (t, env = {}) => {
  const database = await createTestDatabase(t, { template: 'conversation', migrate: migrateDatabase })
  const { url: redisUrl } = await startRedis(t)
  const shared = {
    PORT: 0,
    HOST: '127.0.0.1',
    LOG_LEVEL: 'silent',
    DRAIN_SECONDS: 0,
    JWT_SECRET: testSecret,
    JWT_AUDIENCE: 'touchline',
    INTERNAL_SECRET: 'the internal secret of the tests',
    ALLOWED_ORIGINS: env.ALLOWED_ORIGINS ?? '',
    RATE_LIMIT_SENDS_PER_SECOND: Number(env.RATE_LIMIT_SENDS_PER_SECOND ?? 0),
    REDIS_URL: redisUrl,
    CONTACT_ALLOWLIST: '',
  } as const
  const api = await listen(t, await buildConversation({ ...shared, DATABASE_URL: database.url }))
  const inCluster = { ...shared, CONVERSATION_URL: api }
  const uploads = await listen(
    t,
    await buildUploadService({
      ...inCluster,
      UPLOAD_DIR: join(await tempDir(t), 'uploads'),
      MAX_FILE_BYTES: 10_485_760,
    }),
  )
  const sockets = [await listen(t, await buildRealtime(inCluster)), await listen(t, await buildRealtime(inCluster))]
  return { database, api, sockets, uploads }
}

const common = {
  JWT_SECRET: testSecret,
  LOG_LEVEL: 'silent',
  PORT: '0',
  RATE_LIMIT_SENDS_PER_SECOND: '0',
}

async function listen(t: Teardown, app: FastifyInstance): Promise<string> {
  t.teardown(() => app.close())
  await app.listen({ host: '127.0.0.1', port: 0 })
  const address: AddressInfo | string | null = app.server.address()
  if (address === null || typeof address === 'string') throw new Error('the app listens on no port')
  return `http://127.0.0.1:${address.port}`
}

export interface Academy extends Running {
  directory: ApiClient
  as(userId: string): ApiClient
  /** Connects a person, to the instances in turn unless one is named. */
  connect(userId: string, instance?: number): Promise<TestSocket>
  batchConversationId: string
}

const people: [id: string, role: User['role'], displayName: string][] = [
  ['asha', 'admin', 'Asha'],
  ['bela', 'admin', 'Bela'],
  ['carl', 'coach', 'Carl'],
  ['dina', 'coach', 'Dina'],
  ['pia', 'parent', 'Pia'],
  ['quin', 'parent', 'Quin'],
]

/** Two Admins, two Coaches, two Parents, and a batch of Carl, Pia and Quin. */
export async function openAcademy(t: Teardown, topology: Topology, env?: Record<string, string>): Promise<Academy> {
  const running = await topology(t, env)
  const request = requesterOf(running.api)
  const directory = apiClient(request, serviceToken())
  await directory.call(restRoutes.importDirectory, {
    body: {
      users: people.map(([id, role, displayName]) => ({ id, role, displayName })),
      batches: [{ id: 'u12', name: 'Under 12', memberIds: ['carl', 'pia', 'quin'] }],
    },
  })
  const { body } = await apiClient(request, userToken('asha')).call(restRoutes.listBatches)
  const batchConversationId = body.batches[0]?.conversationId ?? ''
  let turn = 0
  return {
    ...running,
    directory,
    batchConversationId,
    as: (userId) => apiClient(request, userToken(userId)),
    connect: (userId, instance = turn++) => {
      const url = running.sockets[instance % running.sockets.length] ?? running.api
      // A deadline that only a hang reaches, however busy the machine.
      return connectSocket(t, url, { token: userToken(userId), timeoutMs: 60_000 })
    },
  }
}
