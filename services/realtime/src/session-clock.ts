import { closeTransport } from './close-transport.ts'
import type { Client } from './person.ts'

/** What `setTimeout` can wait at most; with more it fires at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1
/** However many tokens expire one after the other, all clients are looked through no more often than this. */
const LEAST_PAUSE_MS = 20

/**
 * Tells each socket that its token is about to expire, and closes it when it has. One timer for all of them: one of its own
 * for each would be a good part of what an idle connection costs.
 */
export class SessionClock {
  readonly #warningMs: number
  /** What comes next of each client: the warning, or the end. */
  readonly #next = new Map<Client, 'warning' | 'end'>()
  #timer: NodeJS.Timeout | undefined
  #wakesAt = Number.POSITIVE_INFINITY

  constructor(warningMs: number) {
    this.#warningMs = warningMs
  }

  /** Starts, or starts anew after the client's `expiresAt` has changed. */
  arm(client: Client): void {
    this.#next.set(client, 'warning')
    this.#wakeBy(this.#dueAt(client, 'warning'))
  }

  disarm(client: Client): void {
    this.#next.delete(client)
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#next.clear()
  }

  #dueAt(client: Client, what: 'warning' | 'end'): number {
    return client.expiresAt - (what === 'warning' ? this.#warningMs : 0)
  }

  #wakeBy(at: number): void {
    if (at >= this.#wakesAt) return
    this.#wakesAt = at
    clearTimeout(this.#timer)
    const wait = Math.min(Math.max(at - Date.now(), 0), LONGEST_TIMER_MS)
    this.#timer = setTimeout(() => this.#wake(), wait)
  }

  #wake(): void {
    this.#wakesAt = Number.POSITIVE_INFINITY
    let next = Number.POSITIVE_INFINITY
    for (const [client, what] of this.#next) {
      const due = this.#dueAt(client, what)
      next = Math.min(next, due <= Date.now() ? this.#pass(client, what) : due)
    }
    if (next < Number.POSITIVE_INFINITY) this.#wakeBy(Math.max(next, Date.now() + LEAST_PAUSE_MS))
  }

  /** Does what is due, and says when more is. */
  #pass(client: Client, what: 'warning' | 'end'): number {
    if (what === 'end') {
      this.disarm(client)
      closeTransport(client.socket)
      return Number.POSITIVE_INFINITY
    }
    client.socket.emit('session:expiring', { expiresAt: new Date(client.expiresAt).toISOString() })
    this.#next.set(client, 'end')
    return this.#dueAt(client, 'end')
  }
}
