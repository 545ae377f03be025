import { createSigner } from 'fast-jwt'

/** The secret that tests configure services with unless they need another. */
export const testSecret = 'a secret for tests only, at least thirty-two bytes long'

export type TokenOptions = {
  /** HS256 secret, default `testSecret`. */
  secret?: string
  /** `aud` claim, default `touchline`. */
  audience?: string | string[]
  /** Lifetime in seconds, default one hour. Negative: has expired already. */
  expiresInSeconds?: number
  /** Further claims, or others in place of the usual ones; undefined leaves one out. */
  claims?: Record<string, unknown>
}

/** A token as the academy's platform signs it for a person of the directory. */
export function userToken(sub: string, options: TokenOptions = {}): string {
  return sign({ sub }, options)
}

/** A token as the academy's platform signs it for itself, to write the directory. */
export function serviceToken(options: TokenOptions = {}): string {
  return sign({ sub: 'platform', scope: 'directory' }, options)
}

function sign(claims: Record<string, unknown>, options: TokenOptions): string {
  const now = Math.floor(Date.now() / 1000)
  const payload: Record<string, unknown> = {
    aud: options.audience ?? 'touchline',
    iat: now,
    exp: now + (options.expiresInSeconds ?? 3_600),
    ...claims,
    ...options.claims,
  }
  for (const [name, value] of Object.entries(payload)) if (value === undefined) delete payload[name]
  return createSigner({ key: options.secret ?? testSecret, algorithm: 'HS256', noTimestamp: true })(payload)
}
