import type { ErrorCode } from '@touchline/contracts'

/** What can go wrong before a server has answered. */
export type LocalErrorCode = 'ABORTED' | 'CLOSED' | 'NETWORK' | 'OFFLINE' | 'TIMEOUT' | 'TOKEN_UNAVAILABLE'

export type ClientErrorCode = ErrorCode | LocalErrorCode

export interface ClientErrorOptions extends ErrorOptions {
  /** HTTP status, of a REST call that was answered. */
  status?: number | undefined
  /** Milliseconds after which a repeat can succeed, where the server said so. */
  retryAfterMs?: number | undefined
}

/** The codes that the same request can get past later. A test holds the servers' part against the contract. */
const retryableCodes: ReadonlySet<ClientErrorCode> = new Set([
  'RATE_LIMITED',
  'UNAVAILABLE',
  'NETWORK',
  'OFFLINE',
  'TIMEOUT',
  'TOKEN_UNAVAILABLE',
])

/** Every failure that this package reports: act on `code`, show `message`. */
export class TouchlineClientError extends Error {
  readonly code: ClientErrorCode
  readonly status: number | undefined
  readonly retryAfterMs: number | undefined

  constructor(code: ClientErrorCode, message: string, { status, retryAfterMs, ...options }: ClientErrorOptions = {}) {
    super(message, options)
    this.name = 'TouchlineClientError'
    this.code = code
    this.status = status
    this.retryAfterMs = retryAfterMs
  }

  /** Whether the same request can succeed when it is simply sent again later. */
  get retryable(): boolean {
    return retryableCodes.has(this.code)
  }
}

/** What was thrown, as this package reports it. */
export function toClientError(thrown: unknown): TouchlineClientError {
  if (thrown instanceof TouchlineClientError) return thrown
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return new TouchlineClientError('NETWORK', message, { cause: thrown })
}
