import { toClientError } from '../client-error.ts'
import type { Connection } from '../connection.ts'
import type { Logger } from '../logger.ts'
import { ValueStore } from '../store.ts'

export interface PresenceState {
  /** The people who are online, of those who share a conversation. Nobody is known to be while there is no connection. */
  readonly online: ReadonlySet<string>
  /** When those were seen last who went offline while this client watched. ISO 8601. */
  readonly lastSeenAt: ReadonlyMap<string, string>
}

/** The most people of one `presence:get`: ids have up to 128 characters, and a packet of more than 64 KB ends the connection. */
const MOST = 400

interface PresenceOptions {
  readonly connection: Pick<Connection, 'request' | 'isOnline'>
  readonly logger: Logger
}

/** Who is online: asked for once for everybody, then followed by events. */
export class Presence {
  readonly store: ValueStore<PresenceState> = new ValueStore<PresenceState>({
    online: new Set(),
    lastSeenAt: new Map(),
  })
  readonly #options: PresenceOptions
  readonly #watched = new Set<string>()
  readonly #wanted = new Set<string>()
  /** When a person was last told of, by the client's own clock: an answer that was asked for before is older. */
  readonly #told = new Map<string, number>()
  #clock = 0
  #scheduled = false

  constructor(options: PresenceOptions) {
    this.#options = options
  }

  /** Asks for those of these people who are not followed yet. */
  watch(userIds: Iterable<string>): void {
    for (const userId of userIds) if (!this.#watched.has(userId)) this.#wanted.add(userId)
    if (this.#wanted.size === 0 || this.#scheduled || !this.#options.connection.isOnline) return
    this.#scheduled = true
    queueMicrotask(() => {
      this.#scheduled = false
      const wanted = [...this.#wanted]
      this.#wanted.clear()
      for (let start = 0; start < wanted.length; start += MOST) void this.#follow(wanted.slice(start, start + MOST))
    })
  }

  /**
   * Which of these people are online now; of those only who share a conversation.
   *
   * @throws as `Connection.request`
   */
  async get(userIds: readonly string[]): Promise<string[]> {
    const mark = this.#clock
    const { online } = await this.#options.connection.request('presence:get', { userIds: [...userIds] })
    const isOnline = new Set(online)
    const next = new Set(this.store.getSnapshot().online)
    for (const userId of userIds) {
      if ((this.#told.get(userId) ?? 0) > mark) continue
      if (isOnline.has(userId)) next.add(userId)
      else next.delete(userId)
    }
    this.store.set({ ...this.store.getSnapshot(), online: next })
    return online
  }

  cameOnline(userId: string): void {
    this.#tell(userId)
    const { online, lastSeenAt } = this.store.getSnapshot()
    if (!online.has(userId)) this.store.set({ online: new Set(online).add(userId), lastSeenAt })
  }

  wentOffline(userId: string, at: string): void {
    this.#tell(userId)
    const { online, lastSeenAt } = this.store.getSnapshot()
    const left = new Set(online)
    left.delete(userId)
    this.store.set({ online: left, lastSeenAt: new Map(lastSeenAt).set(userId, at) })
  }

  /** Events may have been missed: everybody is asked for again by the next `watch`. */
  doubt(): void {
    this.#watched.clear()
  }

  /** Nothing is heard any more. */
  clear(): void {
    this.#watched.clear()
    this.#wanted.clear()
    const { lastSeenAt } = this.store.getSnapshot()
    this.store.set({ online: new Set(), lastSeenAt })
  }

  async #follow(userIds: readonly string[]): Promise<void> {
    for (const userId of userIds) this.#watched.add(userId)
    try {
      await this.get(userIds)
    } catch (thrown) {
      for (const userId of userIds) this.#watched.delete(userId)
      this.#options.logger.warn(`presence is not known: ${toClientError(thrown).message}`)
    }
  }

  #tell(userId: string): void {
    this.#clock += 1
    this.#told.set(userId, this.#clock)
  }
}
