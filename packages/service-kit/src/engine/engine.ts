import type { Redis } from 'ioredis'
import type { Bus } from './bus.ts'
import type { EngineLogger } from './engine-logger.ts'
import { MemoryBus } from './memory-bus.ts'
import { MemoryPresence } from './memory-presence.ts'
import { MemoryRateLimiter } from './memory-rate-limiter.ts'
import type { PresenceOptions, PresenceStore } from './presence.ts'
import type { RateLimiter } from './rate-limiter.ts'
import { RedisBus } from './redis-bus.ts'
import { closeRedis, impatient, openRedis, patient, settled } from './redis-connection.ts'
import { RedisPresence } from './redis-presence.ts'
import { RedisRateLimiter } from './redis-rate-limiter.ts'

export interface EngineOptions {
  /** Left out: everything stays within this process, which must then be the only one. */
  readonly redisUrl?: string | undefined
  /** Sends that a person may make each second, in bursts of three times that; 0 = no limit. */
  readonly sendsPerSecond: number
  readonly presence?: PresenceOptions | undefined
  readonly logger: EngineLogger
}

/** What a service shares with its other instances and with other services. */
export interface Engine {
  readonly bus: Bus
  readonly presence: PresenceStore
  readonly limiter: RateLimiter
  /**
   * Clients for the Socket.IO adapter, with Redis only. `pub` also carries presence, so what an instance tells of a
   * person's presence keeps the order in which Redis decided it. `sub` connects when it is first used. Their failed
   * commands may be ignored: none of them ends the process.
   */
  readonly redis?: { readonly pub: Redis; readonly sub: Redis }
  /** Whether Redis, where there is one, answers. */
  ready(): Promise<boolean>
  close(): Promise<void>
}

/** Makes the engine. A Redis that is away does not fail this: `ready` tells, and the engine works once it is back. */
export function createEngine(options: EngineOptions): Engine {
  return options.redisUrl === undefined ? memoryEngine(options) : redisEngine(options.redisUrl, options)
}

function memoryEngine({ sendsPerSecond, presence, logger }: EngineOptions): Engine {
  const parts = {
    bus: new MemoryBus(logger),
    presence: new MemoryPresence(presence),
    limiter: new MemoryRateLimiter(sendsPerSecond),
  }
  return { ...parts, ready: async () => true, close: () => closeParts(parts) }
}

function redisEngine(url: string, { sendsPerSecond, presence, logger }: EngineOptions): Engine {
  const pub = openRedis(url, 'commands', logger, impatient)
  const listener = openRedis(url, 'bus', logger, { ...impatient, autoResubscribe: false, lazyConnect: true })
  const sub = openRedis(url, 'sockets', logger, { ...patient, lazyConnect: true })
  const parts = {
    bus: new RedisBus(pub, listener, logger),
    presence: new RedisPresence(pub, presence),
    limiter: new RedisRateLimiter(pub, sendsPerSecond),
  }
  return {
    ...parts,
    redis: { pub, sub },
    ready: async () => {
      await settled(pub)
      const connected = (client: Redis) => client.status === 'ready' || client.status === 'wait'
      if (!connected(listener) || !connected(sub)) return false
      return pub.ping().then(
        () => true,
        () => false,
      )
    },
    close: async () => {
      await closeParts(parts)
      await Promise.all([pub, listener, sub].map(closeRedis))
    },
  }
}

async function closeParts(parts: Pick<Engine, 'bus' | 'presence' | 'limiter'>): Promise<void> {
  await Promise.all([parts.bus.close(), parts.presence.close(), parts.limiter.close()])
}
