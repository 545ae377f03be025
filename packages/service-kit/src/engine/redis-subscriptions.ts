import { ALL_CHANNELS } from '@touchline/contracts'
import { type Redis, ReplyError } from 'ioredis'

/** The most channels of one SUBSCRIBE. */
const CHUNK = 500

export interface SubscriptionNeeds {
  /** The channels that somebody listens to now. */
  wanted(): Iterable<string>
  isWanted(channel: string): boolean
  /** Everything wanted is confirmed again after a time without. */
  restored(): void
}

interface Waiter {
  resolve(): void
  reject(error: Error): void
}

/**
 * Keeps what one connection is subscribed to equal to what is wanted. Wishes of one turn of the event loop travel in one
 * command; a channel that is given up and wanted again within it costs nothing. Commands of one connection are carried
 * out in order, so the last wish wins.
 */
export class RedisSubscriptions {
  readonly #client: Redis
  readonly #needs: SubscriptionNeeds
  /** Asked of Redis on the present connection, and of these the ones it has confirmed. */
  readonly #asked = new Set<string>()
  readonly #confirmed = new Set<string>()
  readonly #waiters = new Map<string, Waiter[]>()
  /** What may have to be asked or given up, of this turn: to look through all would be quadratic in a storm. */
  readonly #changed = new Set<string>()
  #scheduled = false
  /** Somebody was told that a channel stands, or believed it, while it did not. */
  #missed = false
  /** Counts connections, so that a late answer of an earlier one changes nothing. */
  #connection = 0
  #closed = false

  constructor(client: Redis, needs: SubscriptionNeeds) {
    this.#client = client
    this.#needs = needs
    client.on('ready', () => void this.#restore())
    client.on('close', () => this.#lose())
  }

  /** Resolves once the channel, which must be wanted, is confirmed; or at once while Redis is away. */
  async confirm(channel: string): Promise<void> {
    if (this.#closed) throw new Error('The bus is closed')
    if (this.#confirmed.has(channel)) return
    if (this.#client.status === 'wait') this.#client.connect().catch(() => {})
    if (!['connecting', 'connect', 'ready'].includes(this.#client.status)) {
      this.#missed = true
      return
    }
    await new Promise<void>((resolve, reject) => {
      const waiters = this.#waiters.get(channel)
      if (waiters === undefined) this.#waiters.set(channel, [{ resolve, reject }])
      else waiters.push({ resolve, reject })
      this.reconsider(channel)
    })
  }

  /** To be called when a channel may be wanted no longer. */
  reconsider(channel: string): void {
    this.#changed.add(channel)
    if (this.#scheduled || this.#closed) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      const changed = [...this.#changed]
      this.#changed.clear()
      // Otherwise all of them are looked at once the connection stands.
      if (this.#client.status === 'ready' && !this.#closed) void this.#adjust(changed)
    })
  }

  close(): void {
    this.#closed = true
    this.#release()
  }

  async #restore(): Promise<void> {
    this.#connection += 1
    const connection = this.#connection
    this.#asked.clear()
    this.#confirmed.clear()
    if (!(await this.#adjust([...this.#needs.wanted()]))) return
    if (connection !== this.#connection || !this.#missed) return
    this.#missed = false
    this.#needs.restored()
  }

  #lose(): void {
    if (this.#confirmed.size > 0 || this.#waiters.size > 0) this.#missed = true
    this.#asked.clear()
    this.#confirmed.clear()
    this.#release()
  }

  /** Brings Redis in line with what is wanted of these channels. Says whether Redis answered everything. */
  async #adjust(channels: readonly string[]): Promise<boolean> {
    const surplus = channels.filter((channel) => this.#asked.has(channel) && !this.#needs.isWanted(channel))
    const missing = channels.filter((channel) => !this.#asked.has(channel) && this.#needs.isWanted(channel))
    for (const channel of surplus) {
      this.#asked.delete(channel)
      this.#confirmed.delete(channel)
    }
    for (const channel of missing) this.#asked.add(channel)
    const done = [...chunks(surplus)].map((part) => this.#send('unsubscribe', part))
    done.push(...[...chunks(missing)].map((part) => this.#send('subscribe', part)))
    return (await Promise.all(done)).every(Boolean)
  }

  async #send(command: 'subscribe' | 'unsubscribe', channels: string[]): Promise<boolean> {
    const connection = this.#connection
    const [first] = channels
    try {
      if (first === ALL_CHANNELS) await this.#client[`p${command}`](ALL_CHANNELS)
      else await this.#client[command](...channels)
    } catch (error) {
      // A refusal (access rights) leaves the connection as it is.
      if (!(error instanceof Error) || !(error instanceof ReplyError)) {
        this.#giveUp(connection)
        return false
      }
      if (command === 'subscribe') this.#refuse(channels, error)
      return true
    }
    if (command === 'unsubscribe') return true
    if (connection !== this.#connection) return false
    for (const channel of channels) {
      if (!this.#asked.has(channel)) continue
      this.#confirmed.add(channel)
      for (const waiter of this.#take(channel)) waiter.resolve()
    }
    return true
  }

  /**
   * No answer came in time. Whether Redis carries the command out later is not known, and nobody would hear of it: what
   * is subscribed is known again on a new connection. One that was lost has told so by its `close`.
   */
  #giveUp(connection: number): void {
    if (connection === this.#connection && this.#client.status === 'ready') this.#client.disconnect(true)
  }

  #refuse(channels: readonly string[], error: Error): void {
    for (const channel of channels) {
      this.#asked.delete(channel)
      for (const waiter of this.#take(channel)) waiter.reject(error)
    }
  }

  #take(channel: string): Waiter[] {
    const waiters = this.#waiters.get(channel) ?? []
    this.#waiters.delete(channel)
    return waiters
  }

  #release(): void {
    for (const channel of [...this.#waiters.keys()]) for (const waiter of this.#take(channel)) waiter.resolve()
  }
}

/** The pattern for everything goes alone: it has a command of its own. */
function* chunks(channels: readonly string[]): Generator<string[]> {
  if (channels.includes(ALL_CHANNELS)) yield [ALL_CHANNELS]
  const plain = channels.filter((channel) => channel !== ALL_CHANNELS)
  for (let start = 0; start < plain.length; start += CHUNK) yield plain.slice(start, start + CHUNK)
}
