import { type ErrorCode, TouchlineError } from '@touchline/contracts'
import { type EngineLogger, publicError, type Subject } from '@touchline/service-kit'
import { closeTransport } from './close-transport.ts'
import type { Memberships } from './memberships.ts'
import type { RealtimeMetrics } from './metrics.ts'
import type { People } from './people.ts'
import type { Client } from './person.ts'
import type { RealtimeSocket } from './socket-types.ts'

interface Surroundings {
  readonly people: People
  readonly memberships: Memberships
  readonly metrics: RealtimeMetrics
  readonly logger: EngineLogger
  verifyToken(token: string): Promise<Subject>
  /** Called when an admitted socket has gone, also before it was ever connected. */
  gone(client: Client): void
}

type Middleware = (socket: RealtimeSocket, next: (error?: Error) => void) => void

/** Lets sockets in: knows whose they are, follows what concerns them, and puts them into their rooms. */
export class Handshake {
  readonly #surroundings: Surroundings
  readonly #admitted = new WeakMap<RealtimeSocket, Client>()

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings
  }

  /** The client behind a socket that has been let in. */
  clientOf(socket: RealtimeSocket): Client | undefined {
    return this.#admitted.get(socket)
  }

  readonly middleware: Middleware = (socket, next) => {
    const { metrics, logger } = this.#surroundings
    this.#admit(socket).then(
      () => {
        metrics.handshakes.inc({ outcome: 'ok' })
        next()
      },
      (error: unknown) => {
        const code = refusalOf(error)
        metrics.handshakes.inc({ outcome: code })
        if (code === 'UNAUTHENTICATED') return next(Object.assign(new Error(code), { data: { code } }))
        logger.warn({ err: error }, 'a handshake failed')
        // After an error of a middleware a client does not come back by itself. After a lost connection it does.
        closeTransport(socket)
      },
    )
  }

  async #admit(socket: RealtimeSocket): Promise<void> {
    const { people, memberships, verifyToken } = this.#surroundings
    const subject = await verifyToken(tokenOf(socket))
    if (subject.kind !== 'user') throw new TouchlineError('UNAUTHENTICATED')
    // The channel first: whatever changes while the session is read is heard, and applied to what was read.
    const person = await people.hold(subject.userId)
    try {
      await memberships.load(person)
      await memberships.followed(person)
      if (!person.active) throw new TouchlineError('UNAUTHENTICATED')
    } catch (error) {
      people.release(person)
      throw error
    }
    const client = { socket, person, muted: new Set<string>(), expiresAt: subject.expiresAt.getTime() }
    this.#admitted.set(socket, client)
    memberships.admit(client)
    this.#watch(client)
  }

  /** Both ways in which a socket can go: alone, or with its connection, which may happen before it is connected. */
  #watch(client: Client): void {
    const { people, gone } = this.#surroundings
    const { socket, person } = client
    const end = () => {
      if (!person.clients.delete(client)) return
      socket.conn.off('close', end)
      gone(client)
      people.release(person)
    }
    socket.once('disconnect', end)
    socket.conn.once('close', end)
    if (socket.conn.readyState === 'closed') end()
  }
}

/** `auth.token`, the `Authorization` header, or `?token=`, in this order. */
function tokenOf({ handshake }: RealtimeSocket): string {
  const [, bearer] = /^Bearer +(\S+)$/i.exec(handshake.headers.authorization ?? '') ?? []
  const token: unknown = handshake.auth.token ?? bearer ?? handshake.query.token
  if (typeof token !== 'string') throw new TouchlineError('UNAUTHENTICATED')
  return token
}

/** Whether this person may not, or it cannot be found out now. */
function refusalOf(error: unknown): ErrorCode {
  return publicError(error).code === 'UNAUTHENTICATED' ? 'UNAUTHENTICATED' : 'UNAVAILABLE'
}
