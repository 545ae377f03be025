import { closeTransport } from './close-transport.ts'
import type { Client } from './person.ts'

/** What `setTimeout` can wait at most; with more it fires at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** Tells each socket that its token is about to expire, and closes it when it has. */
export class SessionClock {
  readonly #warningMs: number
  readonly #timers = new Map<Client, NodeJS.Timeout>()

  constructor(warningMs: number) {
    this.#warningMs = warningMs
  }

  /** Starts, or starts anew after the client's `expiresAt` has changed. */
  arm(client: Client): void {
    this.#wait(client, client.expiresAt.getTime() - this.#warningMs, () => {
      client.socket.emit('session:expiring', { expiresAt: client.expiresAt.toISOString() })
      this.#wait(client, client.expiresAt.getTime(), () => {
        this.disarm(client)
        closeTransport(client.socket)
      })
    })
  }

  disarm(client: Client): void {
    clearTimeout(this.#timers.get(client))
    this.#timers.delete(client)
  }

  close(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer)
    this.#timers.clear()
  }

  #wait(client: Client, until: number, then: () => void): void {
    const left = until - Date.now()
    const next = left > LONGEST_TIMER_MS ? () => this.#wait(client, until, then) : then
    clearTimeout(this.#timers.get(client))
    this.#timers.set(client, setTimeout(next, Math.min(Math.max(left, 0), LONGEST_TIMER_MS)))
  }
}
