import { BURST, type Permission, type RateLimiter } from './rate-limiter.ts'

/** A bucket that has been left alone this long is full and can be forgotten, in milliseconds. */
const FULL_AFTER_MS = BURST * 1_000

/** Rate limits within a single process. */
export class MemoryRateLimiter implements RateLimiter {
  readonly #perSecond: number
  /** Least recently used first. */
  readonly #buckets = new Map<string, { tokens: number; at: number }>()

  constructor(perSecond: number) {
    this.#perSecond = perSecond
  }

  async take(key: string, cost = 1): Promise<Permission> {
    return this.takeNow(key, cost)
  }

  takeNow(key: string, cost = 1): Permission {
    if (this.#perSecond === 0) return { allowed: true }
    const now = performance.now()
    this.#forgetFull(now)
    const capacity = this.#perSecond * BURST
    const wanted = Math.min(cost, capacity)
    const before = this.#buckets.get(key)
    const tokens =
      before === undefined
        ? capacity
        : Math.min(capacity, before.tokens + ((now - before.at) / 1_000) * this.#perSecond)
    const allowed = tokens >= wanted
    this.#buckets.delete(key)
    this.#buckets.set(key, { tokens: allowed ? tokens - wanted : tokens, at: now })
    if (allowed) return { allowed }
    return { allowed, retryAfterMs: Math.ceil(((wanted - tokens) / this.#perSecond) * 1_000) }
  }

  async close(): Promise<void> {
    this.#buckets.clear()
  }

  #forgetFull(now: number): void {
    for (const [key, { at }] of this.#buckets) {
      if (now - at < FULL_AFTER_MS) return
      this.#buckets.delete(key)
    }
  }
}
