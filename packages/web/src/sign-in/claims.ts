/** What a token says about itself; nothing is verified here, that is for the servers. */
export interface Claims {
  /** Whose it is. */
  readonly sub: string
  /** Milliseconds since the epoch; infinite where the token does not say. */
  readonly expiresAt: number
}

/** Reads a JWT. Undefined for what is none, or names nobody. */
export function claimsOf(token: string): Claims | undefined {
  try {
    const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')
    const bytes = Uint8Array.from(atob(payload), (char) => char.charCodeAt(0))
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes))
    if (typeof claims !== 'object' || claims === null) return undefined
    if (!('sub' in claims) || typeof claims.sub !== 'string') return undefined
    const hasEnd = 'exp' in claims && typeof claims.exp === 'number'
    return { sub: claims.sub, expiresAt: hasEnd ? Number(claims.exp) * 1_000 : Number.POSITIVE_INFINITY }
  } catch {
    return undefined
  }
}
