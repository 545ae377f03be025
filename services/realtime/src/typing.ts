import type { Client } from './person.ts'
import { conversationRoom, personRoom } from './rooms.ts'
import type { RealtimeServer } from './socket-types.ts'

interface TypingPerson {
  readonly userId: string
  readonly conversationId: string
  /** The sockets that they type at. */
  readonly clients: Set<Client>
  timer: NodeJS.Timeout
}

/** Who types where, of the people at this instance; the other participants are told wherever they are. */
export class Typing {
  readonly #io: RealtimeServer
  readonly #expiryMs: number
  readonly #people = new Map<string, TypingPerson>()

  constructor(io: RealtimeServer, expiryMs: number) {
    this.#io = io
    this.#expiryMs = expiryMs
  }

  start(client: Client, conversationId: string): void {
    const { userId, displayName } = client.person
    const key = keyOf(userId, conversationId)
    const timer = setTimeout(() => this.clear(userId, conversationId), this.#expiryMs)
    const known = this.#people.get(key)
    if (known === undefined) this.#people.set(key, { userId, conversationId, clients: new Set([client]), timer })
    else {
      clearTimeout(known.timer)
      known.timer = timer
      known.clients.add(client)
    }
    // Volatile: a client that cannot take it now is better off without it. The stop must arrive, or somebody types for ever.
    const others = this.#io.to(conversationRoom(conversationId)).except(personRoom(userId))
    others.volatile.emit('typing:start', { conversationId, userId, userName: displayName })
  }

  /** The person types on as long as another of their sockets says so. */
  stop(client: Client, conversationId: string): void {
    const known = this.#people.get(keyOf(client.person.userId, conversationId))
    if (known?.clients.delete(client) && known.clients.size === 0) this.clear(known.userId, conversationId)
  }

  /** To be called when a socket goes. */
  drop(client: Client): void {
    for (const { conversationId } of [...this.#people.values()]) this.stop(client, conversationId)
  }

  /** The person types there no more, at whichever socket it was. */
  clear(userId: string, conversationId: string): void {
    // Asked with each message; most of the time nobody types.
    if (this.#people.size === 0) return
    const key = keyOf(userId, conversationId)
    const known = this.#people.get(key)
    if (known === undefined) return
    clearTimeout(known.timer)
    this.#people.delete(key)
    const others = this.#io.to(conversationRoom(conversationId)).except(personRoom(userId))
    others.emit('typing:stop', { conversationId, userId })
  }

  close(): void {
    for (const { timer } of this.#people.values()) clearTimeout(timer)
    this.#people.clear()
  }
}

// A person's id holds no line break.
const keyOf = (userId: string, conversationId: string) => `${userId}\n${conversationId}`
