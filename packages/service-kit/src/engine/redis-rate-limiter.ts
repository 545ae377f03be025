import type { Redis } from 'ioredis'
import { LuaScript } from './lua-script.ts'
import { MemoryRateLimiter } from './memory-rate-limiter.ts'
import { BURST, type Permission, type RateLimiter } from './rate-limiter.ts'
import { settled } from './redis-connection.ts'

const PREFIX = 'touchline:rate:'
/** No send waits longer than this for its permission, in milliseconds. */
const PATIENCE_MS = 500
/** After a failure Redis is left alone this long, in milliseconds, so that a slow one does not slow every send. */
const REST_MS = 1_000

const takeTokens = new LuaScript('take-tokens')

/**
 * Rate limits that all instances share. While Redis is away each instance counts by itself: sends go on, and a person's
 * budget is then one for each instance.
 */
export class RedisRateLimiter implements RateLimiter {
  readonly #redis: Redis
  readonly #perSecond: number
  readonly #alone: MemoryRateLimiter
  #restsUntil = 0

  /** The connection is its owner's to close, and says in the log when it is lost. */
  constructor(redis: Redis, perSecond: number) {
    this.#redis = redis
    this.#perSecond = perSecond
    this.#alone = new MemoryRateLimiter(perSecond)
  }

  takeNow(): Permission | undefined {
    return this.#perSecond === 0 ? { allowed: true } : undefined
  }

  async take(key: string, cost = 1): Promise<Permission> {
    if (this.#perSecond === 0) return { allowed: true }
    if (performance.now() < this.#restsUntil) return this.#alone.take(key, cost)
    try {
      const waitMs = await this.#ask(key, cost)
      return waitMs > 0 ? { allowed: false, retryAfterMs: waitMs } : { allowed: true }
    } catch {
      this.#restsUntil = performance.now() + REST_MS
      return this.#alone.take(key, cost)
    }
  }

  /** The milliseconds to wait; throws when Redis cannot say. */
  async #ask(key: string, cost: number): Promise<number> {
    const { promise: late, reject } = Promise.withResolvers<never>()
    const timer = setTimeout(() => reject(new Error('Redis does not answer')), PATIENCE_MS)
    const capacity = this.#perSecond * BURST
    const args = [this.#perSecond, capacity, Math.min(cost, capacity)]
    const asked = settled(this.#redis).then(() => takeTokens.run(this.#redis, [PREFIX + key], args))
    try {
      return Number(await Promise.race([asked, late]))
    } finally {
      clearTimeout(timer)
      asked.catch(() => {})
    }
  }

  close(): Promise<void> {
    return this.#alone.close()
  }
}
