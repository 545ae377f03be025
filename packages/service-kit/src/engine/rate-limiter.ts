export type Permission = { allowed: true } | { allowed: false; retryAfterMs: number }

/** How many times the refill of one second a full bucket holds. */
export const BURST = 3

/** A token bucket for each key: `perSecond` tokens flow in, and three times that many fit. `perSecond` 0 allows all. */
export interface RateLimiter {
  /** Takes tokens, or says after how many milliseconds they can be had. More than fit at all are taken as a bucketful. */
  take(key: string, cost?: number): Promise<Permission>
  /** As `take`, where that can be said without asking anybody else; undefined where it cannot, and nothing was taken. */
  takeNow(key: string, cost?: number): Permission | undefined
  close(): Promise<void>
}
