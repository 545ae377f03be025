import type { Socket } from 'socket.io-client'

/** What Socket.IO gives a listener for all events: the name and the arguments, which have no type without an event map. */
type Arguments = Parameters<Parameters<Socket['onAny']>[0]>
type Arrived = { event: string; payload: Arguments[number]; taken: boolean }

/** Remembers events in the order of their arrival and hands each out once. */
export class EventLog {
  readonly #timeoutMs: number
  readonly #arrived: Arrived[] = []
  readonly #waiting = new Set<() => void>()

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs
  }

  /** To be given to `onAny`. */
  readonly add = (event: string, payload?: Arguments[number]): void => {
    this.#arrived.push({ event, payload, taken: false })
    for (const look of this.#waiting) look()
  }

  received<Payload>(event: string): Payload[] {
    return this.#arrived.filter((entry) => entry.event === event).map((entry) => entry.payload)
  }

  /** The oldest event of that name that fits and was not handed out before; waits for it until the deadline. */
  next<Payload>(event: string, predicate: (payload: Payload) => boolean = () => true): Promise<Payload> {
    return new Promise((resolve, reject) => {
      const look = () => {
        try {
          const found = this.#arrived.find((entry) => entry.event === event && !entry.taken && predicate(entry.payload))
          if (found === undefined) return
          found.taken = true
          finish(() => resolve(found.payload))
        } catch (error) {
          finish(() => reject(error))
        }
      }
      const timer = setTimeout(() => finish(() => reject(this.#missing(event))), this.#timeoutMs)
      const finish = (settle: () => void) => {
        clearTimeout(timer)
        this.#waiting.delete(look)
        settle()
      }
      this.#waiting.add(look)
      look()
    })
  }

  #missing(event: string): Error {
    const came = this.#arrived.map((entry) => `${entry.event}${entry.taken ? ' (taken)' : ''}`).slice(-20)
    return new Error(
      `no event "${event}" that fits within ${this.#timeoutMs} ms; ` +
        (came.length === 0 ? 'none came at all' : `the last that came: ${came.join(', ')}`),
    )
  }
}
