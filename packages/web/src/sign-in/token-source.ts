import { claimsOf } from './claims.ts'

/** A token with less than this left is replaced before it is used. Milliseconds. */
const SOON_MS = 120_000
/** Asked for again so soon, the token was refused. Milliseconds. */
const REFUSED_WITHIN_MS = 3_000

interface TokenSourceOptions {
  readonly token: string
  /** Brings another token for the same person; rejects where none is to be had. */
  renew(): Promise<string>
  now?(): number
}

/** Hands the SDK the token that is held, and gets another one when that has ended, is about to, or was refused. */
export class TokenSource {
  readonly #renew: () => Promise<string>
  readonly #now: () => number
  #token: string
  #providedAt = Number.NEGATIVE_INFINITY

  constructor({ token, renew, now = Date.now }: TokenSourceOptions) {
    this.#token = token
    this.#renew = renew
    this.#now = now
  }

  /** The token provider of the SDK. */
  readonly provide = async (): Promise<string> => {
    const wasRefused = this.#now() - this.#providedAt < REFUSED_WITHIN_MS
    const expiresAt = claimsOf(this.#token)?.expiresAt ?? 0
    if (wasRefused || expiresAt - this.#now() < SOON_MS) await this.#replace(expiresAt)
    this.#providedAt = this.#now()
    return this.#token
  }

  /** Holds another token of the same person, which was brought without being asked for. */
  take(token: string): void {
    this.#token = token
    // It is not the one that may just have been refused.
    this.#providedAt = Number.NEGATIVE_INFINITY
  }

  async #replace(expiresAt: number): Promise<void> {
    try {
      this.#token = await this.#renew()
    } catch (error) {
      // Without a network there is no other one, and the one that is held may well be good when there is one again.
      if (expiresAt <= this.#now()) throw error
    }
  }
}
