import { hkdfSync } from 'node:crypto'
import { closed, LINK_SECONDS, PlatformId, TouchlineError, validator } from '@touchline/contracts'
import { createSigner, createVerifier } from 'fast-jwt'
import Type from 'typebox'

const AUDIENCE = 'touchline:file-link'

const claims = validator(closed({ sub: PlatformId, file: Type.String(), aud: Type.String(), exp: Type.Integer() }))

export interface FileLinks {
  /** When a link that is made now stops working. */
  expiry(): Date
  /** A token that lets this person, and whoever gets it from them, read this file until then. */
  sign(userId: string, storedName: string, expiresAt: Date): string
  /** Whose link it is. Throws `UNAUTHENTICATED` when it is not a valid link to this file. */
  verify(link: string, storedName: string): string
}

/**
 * Short-lived links to files. Their key is derived for this one purpose, and algorithm and audience are pinned, so a link
 * is no API token and an API token is no link, even where both secrets are the same text.
 */
export function createFileLinks(secret: string, now: () => number = Date.now): FileLinks {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'touchline file links v1', 32))
  const sign = createSigner({ key, algorithm: 'HS256', noTimestamp: true })
  const verify = createVerifier({ key, algorithms: ['HS256'], allowedAud: AUDIENCE, requiredClaims: ['exp', 'aud'] })
  return {
    expiry: () => new Date((Math.floor(now() / 1_000) + LINK_SECONDS) * 1_000),
    sign: (userId, storedName, expiresAt) =>
      sign({ sub: userId, file: storedName, aud: AUDIENCE, exp: expiresAt.getTime() / 1_000 }),
    verify(link, storedName) {
      const verified = verifiedClaims(() => verify(link))
      if (verified.file !== storedName) throw new TouchlineError('UNAUTHENTICATED')
      return verified.sub
    },
  }
}

function verifiedClaims(verify: () => unknown) {
  try {
    return claims.parse(verify())
  } catch (cause) {
    throw new TouchlineError('UNAUTHENTICATED', undefined, { cause })
  }
}
