import type { EngineLogger, PresenceStore } from '@touchline/service-kit'
import type { People } from './people.ts'
import type { Client } from './person.ts'
import { conversationRoom, personRoom, quietRoom } from './rooms.ts'
import type { SessionReader } from './session-reader.ts'
import type { RealtimeServer } from './socket-types.ts'
import type { Timing } from './timing.ts'
import { Turns } from './turns.ts'

/** While the store cannot be reached it is tried again so often, in milliseconds. */
const RETRY_MS = 1_000

interface Surroundings {
  readonly io: RealtimeServer
  readonly store: PresenceStore
  readonly people: People
  readonly sessions: SessionReader
  readonly timing: Pick<Timing, 'presenceRefresh' | 'presenceSweep'>
  readonly logger: EngineLogger
}

interface Disconnect {
  readonly userId: string
  readonly connectionId: string
  readonly conversationIds: readonly string[]
}

/** Tells who comes online and goes offline to those who share a conversation with them, across all instances. */
export class Presence {
  readonly #surroundings: Surroundings
  readonly #connected = new Set<Client>()
  /** What is told of a person last is what is true last. */
  readonly #turns = new Turns()
  readonly #timers: NodeJS.Timeout[]
  #retry: NodeJS.Timeout | undefined
  #closed = false
  /** What could not be stored, to be told once the store can be reached. */
  #unsettled: Disconnect[] = []
  /** Who went with an instance and was not told of yet. The store names them once, and to this instance only. */
  readonly #untold = new Set<string>()

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings
    const { presenceRefresh, presenceSweep } = surroundings.timing
    this.#timers = [
      setInterval(() => void this.refresh(), presenceRefresh),
      setInterval(() => void this.#sweep(), presenceSweep),
    ]
  }

  connected(client: Client): void {
    const { userId } = client.person
    this.#connected.add(client)
    this.#step(userId, async () => {
      const { first } = await this.#surroundings.store.connect(userId, client.socket.id)
      if (first) this.#tellOnline(userId, client.person.conversationIds())
    })
  }

  disconnected(client: Client): void {
    if (!this.#connected.delete(client)) return
    const gone = disconnectOf(client)
    this.#step(gone.userId, () => this.#disconnect(gone))
  }

  /** Says which connections stand, and makes up for what the store has forgotten or not been told. */
  async refresh(): Promise<void> {
    const { store, people, logger } = this.#surroundings
    const clients = [...this.#connected]
    try {
      const connections = clients.map(({ person, socket }) => ({ userId: person.userId, connectionId: socket.id }))
      for (const userId of await store.refresh(connections)) {
        this.#tellOnline(userId, people.get(userId)?.conversationIds() ?? [])
      }
      for (const gone of this.#unsettled.splice(0)) this.#step(gone.userId, () => this.#settle(gone))
    } catch (err) {
      logger.debug({ err }, 'presence could not be refreshed')
      this.#refreshSoon()
    }
    // Who went meanwhile may have been written down as present after they were struck off.
    for (const gone of clients.filter((client) => !this.#connected.has(client)).map(disconnectOf)) {
      this.#step(gone.userId, () => this.#disconnect(gone))
    }
  }

  /** Those of these people who are online. */
  online(userIds: readonly string[]): Promise<string[]> {
    return this.#surroundings.store.online(userIds)
  }

  /** Resolves once everything that has happened is stored and told. */
  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer)
    await this.#turns.idle()
    clearTimeout(this.#retry)
    this.#closed = true
  }

  /** After a failure the next refresh is too far away: until then those who are here would count as gone. */
  #refreshSoon(): void {
    if (this.#closed || this.#retry !== undefined) return
    this.#retry = setTimeout(() => {
      this.#retry = undefined
      void this.refresh()
    }, RETRY_MS)
  }

  #step(userId: string, action: () => Promise<void>): void {
    this.#turns.take(userId, action).catch((err) => {
      // The engine says in the log when Redis is gone; a refresh makes up for what is missed.
      this.#surroundings.logger.debug({ err, userId }, 'presence could not be stored')
      this.#refreshSoon()
    })
  }

  async #disconnect(gone: Disconnect): Promise<void> {
    const { store } = this.#surroundings
    try {
      const { last } = await store.disconnect(gone.userId, gone.connectionId)
      if (last) await this.#tellOffline(gone.userId, gone.conversationIds)
    } catch (error) {
      this.#unsettled.push(gone)
      throw error
    }
  }

  /** The store may have lost its data meanwhile and know nothing of the connection: then nobody else tells it. */
  async #settle(gone: Disconnect): Promise<void> {
    const { store } = this.#surroundings
    try {
      await store.disconnect(gone.userId, gone.connectionId)
      const [online] = await store.online([gone.userId])
      if (online === undefined) await this.#tellOffline(gone.userId, gone.conversationIds)
    } catch (error) {
      this.#unsettled.push(gone)
      throw error
    }
  }

  /** Tells of people whose instance has died. Whoever finds them tells everybody. */
  async #sweep(): Promise<void> {
    const { store, logger } = this.#surroundings
    try {
      for (const userId of await store.expire()) this.#untold.add(userId)
    } catch (err) {
      logger.debug({ err }, 'presence could not be swept')
    }
    const untold = [...this.#untold]
    this.#untold.clear()
    await Promise.all(untold.map((userId) => this.#tellDied(userId)))
  }

  async #tellDied(userId: string): Promise<void> {
    const { sessions, logger } = this.#surroundings
    try {
      const { conversations } = await sessions.read(userId)
      const conversationIds = conversations.map(({ conversationId }) => conversationId)
      await this.#tellOffline(userId, conversationIds)
    } catch (err) {
      this.#untold.add(userId)
      logger.debug({ err, userId }, 'who went with an instance could not be told of')
    }
  }

  /**
   * Neither this nor `user:offline` is volatile: what is dropped because a client was just being written to would never be told again,
   * and somebody who has gone would be shown as online.
   */
  #tellOnline(userId: string, conversationIds: readonly string[]): void {
    this.#audience(userId, conversationIds)?.emit('user:online', { userId })
  }

  async #tellOffline(userId: string, conversationIds: readonly string[]): Promise<void> {
    this.#audience(userId, conversationIds)?.emit('user:offline', { userId, lastSeenAt: new Date().toISOString() })
    // Another instance may have told that they are back before this one told that they were gone.
    const [online] = await this.#surroundings.store.online([userId])
    if (online !== undefined) this.#tellOnline(userId, conversationIds)
  }

  /** Each socket once, however many conversations it shares; undefined for nobody, as no room would mean everybody. */
  #audience(userId: string, conversationIds: readonly string[]) {
    if (conversationIds.length === 0) return undefined
    const rooms = conversationIds.flatMap((id) => [conversationRoom(id), quietRoom(id)])
    return this.#surroundings.io.to(rooms).except(personRoom(userId))
  }
}

function disconnectOf({ person, socket }: Client): Disconnect {
  return { userId: person.userId, connectionId: socket.id, conversationIds: person.conversationIds() }
}
