import { TouchlineClientError, toClientError } from './client-error.ts'

/** Where tokens come from: the platform's own code, which signs them for the person who is signed in. */
export type TokenProvider = () => Promise<string> | string

interface Held {
  readonly token: string
  /** Milliseconds since the epoch; infinite for a token that does not say. */
  readonly expiresAt: number
}

/** A token that has less than this left is not used for another request. Milliseconds. */
const EXPIRY_MARGIN_MS = 30_000

/** Who the client acts for, and the token that proves it. */
export class Session {
  readonly #provider: TokenProvider
  #held: Held | undefined
  #asking: Promise<string> | undefined
  #userId: string | undefined

  constructor(provider: TokenProvider) {
    this.#provider = provider
  }

  /** The person whom the tokens are for; known from the first token on. */
  get userId(): string | undefined {
    return this.#userId
  }

  /** A token that is still good: the last one, or a new one when that is about to expire. */
  token(): Promise<string> {
    const held = this.#held
    if (held !== undefined && held.expiresAt - EXPIRY_MARGIN_MS > Date.now()) return Promise.resolve(held.token)
    return this.fresh()
  }

  /**
   * A new token from the provider. Callers who ask at the same time share one.
   *
   * @throws `TOKEN_UNAVAILABLE` when the provider fails, `UNAUTHENTICATED` when the token is nobody's or another person's
   */
  fresh(): Promise<string> {
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined
    })
    return this.#asking
  }

  /**
   * A token other than the one that was refused; a request that was under way when the token changed does not ask for
   * yet another.
   */
  replacementFor(refused: string): Promise<string> {
    const held = this.#held
    return held === undefined || held.token === refused ? this.fresh() : Promise.resolve(held.token)
  }

  async #ask(): Promise<string> {
    const token = await provided(this.#provider)
    const { sub, exp } = claimsOf(token)
    // The state that is held, and the messages that wait to be sent, are one person's.
    if (sub !== (this.#userId ?? sub)) {
      throw new TouchlineClientError('UNAUTHENTICATED', 'The new token is for another person; make a new client')
    }
    this.#userId = sub
    this.#held = { token, expiresAt: exp === undefined ? Number.POSITIVE_INFINITY : exp * 1_000 }
    return token
  }
}

async function provided(provider: TokenProvider): Promise<string> {
  try {
    return await provider()
  } catch (cause) {
    throw new TouchlineClientError('TOKEN_UNAVAILABLE', `No token: ${toClientError(cause).message}`, { cause })
  }
}

/** What a JWT says about itself. Nothing is verified here: that is for the servers. */
function claimsOf(token: string): { sub: string; exp?: number } {
  const claims = payloadOf(token)
  if (typeof claims !== 'object' || claims === null || !('sub' in claims) || typeof claims.sub !== 'string') {
    throw new TouchlineClientError('UNAUTHENTICATED', 'The token is no JWT that names a person')
  }
  return { sub: claims.sub, ...('exp' in claims && typeof claims.exp === 'number' ? { exp: claims.exp } : {}) }
}

function payloadOf(token: string): unknown {
  try {
    const payload = token.split('.')[1] ?? ''
    const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0))
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return undefined
  }
}
