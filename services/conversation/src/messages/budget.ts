import { TouchlineError } from '@touchline/contracts'
import type { RateLimiter } from '@touchline/service-kit'

/** Takes one send out of a person's budget, which is one for everything that they write. */
export type SpendBudget = (userId: string) => Promise<void>

/** Of a rate limiter; throws `RATE_LIMITED` with the time to wait where the budget is used up. */
export function budgetOf(limiter: RateLimiter): SpendBudget {
  return async (userId) => {
    const permission = await limiter.take(userId)
    if (permission.allowed) return
    throw new TouchlineError('RATE_LIMITED', undefined, { retryAfterMs: permission.retryAfterMs })
  }
}
