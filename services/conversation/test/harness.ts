import { type BusEvent, type ConversationCommands, restRoutes } from '@touchline/contracts'
import { createEngine, type Engine, httpCommands } from '@touchline/service-kit'
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
import { type RedisLink, redisLink } from './redis-link.ts'

export const internalSecret = 'the internal secret of the tests'

/** One running instance of the service. */
export interface Instance {
  app: FastifyInstance
  directory: ApiClient
  as(userId: string): ApiClient
  client(token: string | undefined): ApiClient
}

export interface Harness extends Instance {
  database: TestDatabase
  /** How this instance, but none of `another`, reaches Redis. */
  link: RedisLink
  /** What the bus was told so far, oldest first, and on which channel. */
  events: BusEvent[]
  channels: string[]
  engine: Engine
  /** Another instance on the same database and Redis. */
  another(overrides?: Partial<ConversationConfig>): Promise<Instance>
}

/** The service as a cluster runs it, on a database of its own and a real Redis. */
export async function startHarness(t: Teardown, overrides: Partial<ConversationConfig> = {}): Promise<Harness> {
  const database = await createTestDatabase(t, { template: 'conversation', migrate: migrateDatabase })
  const redis = await startRedis(t)
  const link = await redisLink(t, redis.url)
  const shared = { DATABASE_URL: database.url, REDIS_URL: redis.url, ...overrides }
  const instance = await startInstance(t, { ...shared, REDIS_URL: link.url })
  const engine = createEngine({ redisUrl: redis.url, sendsPerSecond: 0, logger: instance.app.log })
  t.teardown(() => engine.close())
  const events: BusEvent[] = []
  const channels: string[] = []
  await engine.bus.subscribeAll((event, channel) => {
    events.push(event)
    channels.push(channel)
  })
  const another = (others: Partial<ConversationConfig> = {}) => startInstance(t, { ...shared, ...others })
  return { ...instance, database, link, engine, events, channels, another }
}

/** An instance of the service that is closed after the test. */
async function startInstance(
  t: Teardown,
  settings: Pick<ConversationConfig, 'DATABASE_URL' | 'REDIS_URL'> & Partial<ConversationConfig>,
): Promise<Instance> {
  const app = await buildConversation({
    PORT: 0,
    HOST: '127.0.0.1',
    LOG_LEVEL: 'silent',
    DRAIN_SECONDS: 0,
    JWT_SECRET: testSecret,
    JWT_AUDIENCE: 'touchline',
    INTERNAL_SECRET: internalSecret,
    ALLOWED_ORIGINS: '',
    RATE_LIMIT_SENDS_PER_SECOND: 0,
    CONTACT_ALLOWLIST: '',
    ...settings,
  })
  t.teardown(() => app.close())
  await app.ready()
  const client = (token: string | undefined) => apiClient((request) => app.inject(request), token)
  return { app, directory: client(serviceToken()), client, as: (id) => client(userToken(id)) }
}

/** What the other services ask of this one, over HTTP as they do. */
export async function startCommands(t: Teardown, { app }: Pick<Instance, 'app'>): Promise<ConversationCommands> {
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const { commands, close } = httpCommands({ url, secret: internalSecret })
  t.teardown(() => close())
  return commands
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
