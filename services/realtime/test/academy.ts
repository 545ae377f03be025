import { buildService, createEngine, type Engine } from '@touchline/service-kit'
import {
  type TestSocket as AnySocket,
  connectSocket,
  startRedis,
  type TestRedis,
  type TestSocketOptions,
  testSecret,
  userToken,
} from '@touchline/testing'
import type { FastifyInstance } from 'fastify'
import type { Test } from 'tap'
import { realtimePlugin, type Timing } from '../src/index.ts'
import { StandInConversation } from './stand-in-conversation.ts'

export type TestSocket = AnySocket

export interface AcademyOptions {
  /** Several need the Redis engine. */
  instances?: number
  engine?: 'memory' | 'redis'
  timing?: Partial<Timing>
  sendsPerSecond?: number
  presenceLifetimeMs?: number
  drainSeconds?: number
  allowedOrigins?: string
}

export interface Instance {
  readonly app: FastifyInstance
  readonly engine: Engine
  readonly url: string
}

/** Realtime instances over one engine and one conversation service, as a test needs them. */
export interface Academy {
  readonly conversation: StandInConversation
  readonly redis: TestRedis | undefined
  readonly instances: readonly Instance[]
  readonly first: Instance
  /** The first instance's address. */
  readonly url: string
  /** Connects a person to an instance, the first unless said otherwise. */
  connect(userId: string, options?: Partial<TestSocketOptions> & { instance?: number }): Promise<TestSocket>
}

export async function openAcademy(t: Test, options: AcademyOptions = {}): Promise<Academy> {
  const count = options.instances ?? 1
  const redis = count > 1 || options.engine === 'redis' ? await startRedis(t) : undefined
  const engineFor = (app: Pick<FastifyInstance, 'log'>) =>
    createEngine({
      redisUrl: redis?.url,
      sendsPerSecond: options.sendsPerSecond ?? 0,
      presence: { lifetimeMs: options.presenceLifetimeMs },
      logger: app.log,
    })
  const apps = await Promise.all(Array.from({ length: count }, () => buildService('realtime', config(options))))
  const engines = apps.map(engineFor)
  const [firstApp] = apps
  const [firstEngine] = engines
  if (firstApp === undefined || firstEngine === undefined) throw new Error('an academy has an instance')
  // The conversation service is a process of its own where there are several.
  const teller = redis === undefined ? firstEngine : engineFor(firstApp)
  const conversation = new StandInConversation(teller.bus)
  const instances: Instance[] = []
  for (const [index, app] of apps.entries()) {
    const engine = engines[index] ?? firstEngine
    app.addHook('onClose', () => engine.close())
    await app.register(realtimePlugin, {
      engine,
      commands: conversation.commands,
      config: { ALLOWED_ORIGINS: options.allowedOrigins ?? '', DRAIN_SECONDS: options.drainSeconds ?? 0 },
      ...(options.timing === undefined ? {} : { timing: options.timing }),
    })
    const url = await app.listen({ host: '127.0.0.1', port: 0 })
    instances.push({ app, engine, url })
    t.teardown(() => app.close())
  }
  if (teller !== firstEngine) t.teardown(() => teller.close())
  await Promise.all([...engines, teller].map((engine) => engine.ready()))
  const [first] = instances
  if (first === undefined) throw new Error('an academy has an instance')
  return {
    conversation,
    redis,
    instances,
    first,
    url: first.url,
    connect(userId, { instance = 0, ...settings } = {}) {
      const at = instances[instance]?.url ?? first.url
      return connectSocket(t, at, { token: userToken(userId), ...settings })
    },
  }
}

function config(options: AcademyOptions) {
  return {
    LOG_LEVEL: 'silent' as const,
    ALLOWED_ORIGINS: options.allowedOrigins ?? '',
    JWT_SECRET: testSecret,
    JWT_AUDIENCE: 'touchline',
  }
}
