import { createSigner } from 'fast-jwt'

export interface TokenRequest {
  /** A person's id, or the platform's own service. */
  subject: { user: string } | { service: true }
  secret: string
  audience: string
  /** Seconds. */
  lifetime: number
}

/** Signs a token as the platform would, with HS256. */
export function signToken({ subject, secret, audience, lifetime }: TokenRequest): string {
  const sign = createSigner({ key: secret, algorithm: 'HS256', expiresIn: lifetime * 1000 })
  const claims = 'user' in subject ? { sub: subject.user } : { sub: 'touchline-cli', scope: 'directory' }
  return sign({ ...claims, aud: audience })
}
