import { type BusEvent, restRoutes } from '@touchline/contracts'
import { createEngine, type Engine } from '@touchline/service-kit'
import {
  type ApiClient,
  apiClient,
  createTestDatabase,
  serviceToken,
  startRedis,
  type Teardown,
  type TestDatabase,
  testSecret,
  userToken,
} from '@touchline/testing'
import type { FastifyInstance } from 'fastify'
import { buildConversation, type ConversationConfig } from '../src/index.ts'
import { migrateDatabase } from '../src/migrate-database.ts'

export const internalSecret = 'the internal secret of the tests'

export interface Harness {
  app: FastifyInstance
  database: TestDatabase
  directory: ApiClient
  /** What the bus was told so far, oldest first. */
  events: BusEvent[]
  engine: Engine
  as(userId: string): ApiClient
  client(token: string | undefined): ApiClient
}

/** The service as a cluster runs it, on a database of its own and a real Redis. */
export async function startHarness(t: Teardown, overrides: Partial<ConversationConfig> = {}): Promise<Harness> {
  const database = await createTestDatabase(t, { template: 'conversation', migrate: migrateDatabase })
  const { url: redisUrl } = await startRedis(t)
  const config: ConversationConfig = {
    PORT: 0,
    HOST: '127.0.0.1',
    LOG_LEVEL: 'silent',
    DRAIN_SECONDS: 0,
    JWT_SECRET: testSecret,
    JWT_AUDIENCE: 'touchline',
    INTERNAL_SECRET: internalSecret,
    ALLOWED_ORIGINS: '',
    RATE_LIMIT_SENDS_PER_SECOND: 0,
    REDIS_URL: redisUrl,
    DATABASE_URL: database.url,
    CONTACT_ALLOWLIST: '',
    ...overrides,
  }
  const app = await buildConversation(config)
  t.teardown(() => app.close())
  await app.ready()
  const engine = createEngine({ redisUrl, sendsPerSecond: 0, logger: app.log })
  t.teardown(() => engine.close())
  const events: BusEvent[] = []
  await engine.bus.subscribeAll((event) => events.push(event))
  const client = (token: string | undefined) => apiClient((request) => app.inject(request), token)
  return { app, database, engine, events, directory: client(serviceToken()), client, as: (id) => client(userToken(id)) }
}

/** Two Admins, two Coaches, two Parents, and a batch of one Coach and both Parents. */
export async function seedAcademy({ directory }: Pick<Harness, 'directory'>): Promise<{ batchConversationId: string }> {
  const person = (id: string, role: 'admin' | 'coach' | 'parent', displayName: string) => ({ id, role, displayName })
  await directory.call(restRoutes.importDirectory, {
    body: {
      users: [
        person('asha', 'admin', 'Asha'),
        person('bela', 'admin', 'Bela'),
        person('carl', 'coach', 'Carl'),
        person('dina', 'coach', 'Dina'),
        person('pia', 'parent', 'Pia'),
        person('quin', 'parent', 'Quin'),
      ],
      batches: [],
    },
  })
  const { body } = await directory.call(restRoutes.putBatch, {
    params: { id: 'u12' },
    body: { name: 'Under 12', memberIds: ['carl', 'pia', 'quin'] },
  })
  const { conversationId } = body.batch
  if (conversationId === null) throw new Error('the batch conversation did not open')
  return { batchConversationId: conversationId }
}
