import { type Connection, PRESENCE_LIFETIME_MS, type PresenceOptions, type PresenceStore } from './presence.ts'

/** Presence within a single process. */
export class MemoryPresence implements PresenceStore {
  readonly #lifetimeMs: number
  /** By person: when each connection expires, in milliseconds of `performance.now()`. */
  readonly #people = new Map<string, Map<string, number>>()

  constructor(options: PresenceOptions = {}) {
    this.#lifetimeMs = options.lifetimeMs ?? PRESENCE_LIFETIME_MS
  }

  async connect(userId: string, connectionId: string): Promise<{ first: boolean }> {
    return { first: this.#keep({ userId, connectionId }) }
  }

  async disconnect(userId: string, connectionId: string): Promise<{ last: boolean }> {
    const connections = this.#people.get(userId)
    if (connections === undefined) return { last: false }
    connections.delete(connectionId)
    return { last: this.#dropIfGone(userId, connections) }
  }

  async refresh(connections: readonly Connection[]): Promise<string[]> {
    return connections.filter((connection) => this.#keep(connection)).map(({ userId }) => userId)
  }

  async online(userIds: readonly string[]): Promise<string[]> {
    const now = performance.now()
    const isOnline = (userId: string) => [...(this.#people.get(userId)?.values() ?? [])].some((until) => until > now)
    return userIds.filter(isOnline)
  }

  async expire(): Promise<string[]> {
    const gone: string[] = []
    for (const [userId, connections] of [...this.#people]) if (this.#dropIfGone(userId, connections)) gone.push(userId)
    return gone
  }

  async close(): Promise<void> {
    this.#people.clear()
  }

  #keep({ userId, connectionId }: Connection): boolean {
    const until = performance.now() + this.#lifetimeMs
    const connections = this.#people.get(userId)
    if (connections === undefined) this.#people.set(userId, new Map([[connectionId, until]]))
    else connections.set(connectionId, until)
    return connections === undefined
  }

  #dropIfGone(userId: string, connections: Map<string, number>): boolean {
    const now = performance.now()
    for (const [connectionId, until] of connections) if (until <= now) connections.delete(connectionId)
    return connections.size === 0 && this.#people.delete(userId)
  }
}
