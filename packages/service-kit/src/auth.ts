import fastifyJwt from '@fastify/jwt'
import { TouchlineError } from '@touchline/contracts'
import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import type { CommonConfig } from './config.ts'
import { type PublishedKey, type Subject, subjectOf, type TokenHeader, tokenVerification } from './tokens.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Who a token speaks for. Throws `UNAUTHENTICATED` for anything that is not a valid token of this audience. */
    verifyToken(token: string): Promise<Subject>
  }
}

/** Verifies bearer tokens, for routes (`authenticateUser`, `authenticateService`) and for sockets (`verifyToken`). */
export const authPlugin = fp(
  async (app, config: CommonConfigKeys) => {
    const { options, keyOf, old } = tokenVerification(config)
    await app.register(fastifyJwt, options)

    async function verify(token: string): Promise<unknown> {
      if (keyOf === undefined) return old === undefined ? app.jwt.verify(token) : verifyWithEither(token, old)
      const decoded = app.jwt.decode<{ header: TokenHeader }>(token, { complete: true })
      if (decoded === null) throw new TouchlineError('UNAUTHENTICATED')
      // The key itself says which algorithm it is for; what the token says only finds it.
      return app.jwt.verify(token, { ...options.verify, ...(await keyOf(decoded.header)) })
    }

    function verifyWithEither(token: string, old: PublishedKey): unknown {
      try {
        return app.jwt.verify(token)
      } catch {
        return app.jwt.verify(token, { ...options.verify, ...old })
      }
    }

    app.decorate('verifyToken', async (token: string) => {
      let claims: unknown
      try {
        claims = await verify(token)
      } catch (cause) {
        if (cause instanceof TouchlineError) throw cause
        throw new TouchlineError('UNAUTHENTICATED', undefined, { cause })
      }
      return subjectOf(claims)
    })
  },
  { name: 'touchline-auth' },
)

type CommonConfigKeys = Pick<
  CommonConfig,
  'JWT_SECRET' | 'JWT_SECRET_OLD' | 'JWT_PUBLIC_KEY' | 'JWKS_URL' | 'JWT_AUDIENCE'
>

/** The token of an `Authorization: Bearer` header. Throws `UNAUTHENTICATED` when there is none. */
export function bearerToken(request: FastifyRequest): string {
  const [, token] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? []
  if (token === undefined) throw new TouchlineError('UNAUTHENTICATED')
  return token
}

/** The id of the person whose token the request carries. Throws `FORBIDDEN` for a service token. */
export async function authenticateUser(request: FastifyRequest): Promise<string> {
  const subject = await request.server.verifyToken(bearerToken(request))
  if (subject.kind !== 'user') throw new TouchlineError('FORBIDDEN')
  return subject.userId
}

/** Passes for a service token. Throws `FORBIDDEN` for a person's. */
export async function authenticateService(request: FastifyRequest): Promise<void> {
  const subject = await request.server.verifyToken(bearerToken(request))
  if (subject.kind !== 'service') throw new TouchlineError('FORBIDDEN')
}
