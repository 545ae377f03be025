import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import type { FastifyJWTOptions } from '@fastify/jwt'
import { PlatformId, TouchlineError, validator } from '@touchline/contracts'
import buildGetJwks from 'get-jwks'
import { type CommonConfig, ConfigError } from './config.ts'

type KeyConfig = Pick<CommonConfig, 'JWT_SECRET' | 'JWT_SECRET_OLD' | 'JWT_PUBLIC_KEY' | 'JWKS_URL' | 'JWT_AUDIENCE'>
type Algorithms = NonNullable<NonNullable<FastifyJWTOptions['verify']>['algorithms']>

/** Who a token speaks for. A person's role is never in it: it comes from the directory. */
export type Subject = { kind: 'user'; userId: string; expiresAt: Date } | { kind: 'service'; expiresAt: Date }

const isPlatformId = validator(PlatformId).is

/** How tokens are verified: `@fastify/jwt`'s options, and where a key set is published, the key that a token names. */
export interface TokenVerification {
  options: FastifyJWTOptions
  /** Throws `UNAVAILABLE` while the key set cannot be read. */
  keyOf?: (header: TokenHeader) => Promise<PublishedKey>
  /** For tokens that the configured key did not sign, while it is being replaced. */
  old?: PublishedKey
}

export interface PublishedKey {
  /** PEM, or a shared secret. */
  key: string
  algorithms: Algorithms
}

export interface TokenHeader {
  alg: string
  kid?: string
}

/** After a key that is not published the set is not read again for so long: a new key is known that late at most. */
const UNKNOWN_KEY_PAUSE_MS = 10_000

/** The algorithms are pinned by the kind of key that is configured. Throws when the key is of none of these kinds. */
export function tokenVerification(config: KeyConfig): TokenVerification {
  const claims = { allowedAud: config.JWT_AUDIENCE, requiredClaims: ['exp', 'aud'] }
  if (config.JWT_SECRET !== undefined) {
    const old = config.JWT_SECRET_OLD
    return {
      options: { secret: config.JWT_SECRET, verify: { ...claims, algorithms: ['HS256'] } },
      ...(old === undefined ? {} : { old: { key: old, algorithms: ['HS256'] } }),
    }
  }
  if (config.JWT_PUBLIC_KEY !== undefined) {
    const algorithms = algorithmsOf(config.JWT_PUBLIC_KEY)
    return { options: { secret: { public: config.JWT_PUBLIC_KEY }, verify: { ...claims, algorithms } } }
  }
  if (config.JWKS_URL === undefined) throw new Error('no key to verify tokens with')
  const { origin, pathname } = new URL(config.JWKS_URL)
  // Algorithm and name of each key that was found.
  const published = new Set<string>()
  let askAgainAt = 0
  const jwks = buildGetJwks({ jwksPath: pathname, issuersWhitelist: [`${origin}/`] })
  return {
    options: {
      // Never used, and signed with by nobody: every token is verified with the published key that its header names.
      secret: { public: pemOf(generateKeyPairSync('ed25519').publicKey) },
      verify: { ...claims, algorithms: ['EdDSA'] },
    },
    async keyOf({ alg, kid }) {
      if (kid === undefined) throw new TouchlineError('UNAUTHENTICATED')
      // Anybody can make up names of keys; each would otherwise be a request to the platform.
      if (!published.has(`${alg} ${kid}`) && Date.now() < askAgainAt) throw new TouchlineError('UNAUTHENTICATED')
      const jwk = await jwks.getJwk({ domain: origin, alg, kid }).catch((cause: unknown) => {
        const isUnknown = cause instanceof Error && 'code' in cause && cause.code === 'JWK_NOT_FOUND'
        if (isUnknown) askAgainAt = Date.now() + UNKNOWN_KEY_PAUSE_MS
        throw new TouchlineError(isUnknown ? 'UNAUTHENTICATED' : 'UNAVAILABLE', undefined, { cause })
      })
      published.add(`${alg} ${kid}`)
      const key = pemOf(createPublicKey({ key: jwk, format: 'jwk' }))
      return { key, algorithms: algorithmsOf(key) }
    },
  }
}

function pemOf(key: KeyObject): string {
  return key.export({ type: 'spki', format: 'pem' }).toString()
}

function publicKeyOf(pem: string): KeyObject {
  try {
    return createPublicKey(pem)
  } catch {
    throw new ConfigError(['JWT_PUBLIC_KEY must be a public key in PEM'])
  }
}

function algorithmsOf(pem: string): Algorithms {
  const { asymmetricKeyType, asymmetricKeyDetails } = publicKeyOf(pem)
  if (asymmetricKeyType === 'rsa') return ['RS256']
  if (asymmetricKeyType === 'ed25519') return ['EdDSA']
  if (asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === 'prime256v1') return ['ES256']
  throw new ConfigError(['JWT_PUBLIC_KEY must be an RSA, P-256 or Ed25519 key'])
}

/** The end of the year 9999, in milliseconds: a later `exp` is beyond what a date can say. */
const LAST_EXPIRY = 253_402_300_799_999

/** Reads the claims of a verified token. Throws `UNAUTHENTICATED` when they name nobody. */
export function subjectOf(claims: unknown): Subject {
  if (typeof claims !== 'object' || claims === null || !('exp' in claims) || typeof claims.exp !== 'number') {
    throw new TouchlineError('UNAUTHENTICATED')
  }
  const expiresAt = new Date(Math.min(claims.exp * 1000, LAST_EXPIRY))
  if ('scope' in claims && typeof claims.scope === 'string' && claims.scope.split(' ').includes('directory')) {
    return { kind: 'service', expiresAt }
  }
  if (!('sub' in claims) || !isPlatformId(claims.sub)) throw new TouchlineError('UNAUTHENTICATED')
  return { kind: 'user', userId: claims.sub, expiresAt }
}
