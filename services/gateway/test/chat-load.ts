import { createTouchline, type TouchlineClient, when } from '@touchline/client'
import { type Message, restRoutes } from '@touchline/contracts'
import { type ApiClient, waitFor } from '@touchline/testing'
import { type Outage, type Outages, outagesSince } from './outages.ts'

interface ChatLoadOptions {
  url: string
  /** People of the conversation, one client each. */
  userIds: readonly string[]
  conversationId: string
  token(userId: string): string
  /** Messages a second, of all clients together. */
  sendsPerSecond: number
}

/** What all clients and the server know at the end, held against each other. */
export interface Verdict {
  acknowledged: number
  /** Acknowledged messages that the server does not have, or has more than once. */
  lost: number
  doubled: number
  /** Sends that failed for good: no retry of the SDK cured them. */
  failed: string[]
  /** People whose client shows something other than what the server has. */
  astray: string[]
}

/** A long time, in milliseconds, that only a hang reaches. */
const LONG_MS = 120_000
const CONNECTS_AT_ONCE = 25

/** Clients of the SDK that chat in one conversation, and remember what they were told and when they were cut off. */
export class ChatLoad {
  readonly outages: Outage[] = []
  readonly #options: ChatLoadOptions
  readonly #clients = new Map<string, TouchlineClient>()
  readonly #acknowledged: Message[] = []
  readonly #failed: string[] = []
  readonly #underWay = new Set<Promise<void>>()
  #timer: NodeJS.Timeout | undefined
  #sent = 0

  private constructor(options: ChatLoadOptions) {
    this.#options = options
  }

  /** Resolves once every client is connected and knows the conversation. Sending begins with `chat`. */
  static async open(options: ChatLoadOptions): Promise<ChatLoad> {
    const load = new ChatLoad(options)
    for (let from = 0; from < options.userIds.length; from += CONNECTS_AT_ONCE) {
      const some = options.userIds.slice(from, from + CONNECTS_AT_ONCE)
      await Promise.all(some.map((userId) => load.#connect(userId)))
    }
    return load
  }

  chat(): void {
    const clients = [...this.#clients.values()]
    this.#timer = setInterval(() => {
      const client = clients[Math.floor(Math.random() * clients.length)]
      if (client !== undefined) this.#send(client)
    }, 1_000 / this.#options.sendsPerSecond)
  }

  /** How many clients have a connection now. */
  online(): number {
    return [...this.#clients.values()].filter(({ connection }) => connection.getSnapshot().status === 'online').length
  }

  async untilAllOnline(): Promise<void> {
    await waitFor('every client to be online', () => this.online() === this.#clients.size, { timeoutMs: LONG_MS })
  }

  /** What clients lost and found again since then. */
  outagesSince(since: number): Outages {
    return outagesSince(this.outages, since)
  }

  /** Ends the sending, waits until everything is acknowledged and every client has everything, and compares. */
  async finish(api: ApiClient): Promise<Verdict> {
    clearInterval(this.#timer)
    await Promise.all(this.#underWay)
    await this.untilAllOnline()
    const stored = await this.#history(api)
    const lastSeq = stored.at(-1)?.seq ?? 0
    const isUpToDate = (client: TouchlineClient) => this.#chatOf(client).getSnapshot().messages.at(-1)?.seq === lastSeq
    const clients = [...this.#clients]
    await waitFor('every client to have the last message', () => clients.every(([, client]) => isUpToDate(client)), {
      timeoutMs: LONG_MS,
    })
    const times = Map.groupBy(stored, ({ clientId }) => clientId)
    const counts = this.#acknowledged.map(({ clientId }) => times.get(clientId)?.length ?? 0)
    return {
      acknowledged: this.#acknowledged.length,
      lost: counts.filter((count) => count === 0).length,
      doubled: counts.filter((count) => count > 1).length,
      failed: this.#failed,
      astray: clients.filter(([, client]) => !this.#agrees(client, stored)).map(([userId]) => userId),
    }
  }

  close(): void {
    clearInterval(this.#timer)
    for (const client of this.#clients.values()) client.close()
  }

  async #connect(userId: string): Promise<void> {
    const { url, token } = this.#options
    const client = createTouchline({ url, token: () => token(userId) })
    this.#clients.set(userId, client)
    await client.connect()
    const chat = this.#chatOf(client)
    chat.subscribe(() => {})
    await when(chat, ({ status }) => status === 'ready')
    let lostAt: number | undefined
    client.connection.subscribe(() => {
      const { status } = client.connection.getSnapshot()
      if (status !== 'online') lostAt ??= Date.now()
      else if (lostAt !== undefined) {
        this.outages.push({ lostAt, backAt: Date.now() })
        lostAt = undefined
      }
    })
  }

  #send(client: TouchlineClient): void {
    this.#sent += 1
    const { stored } = this.#chatOf(client).send(`message ${this.#sent}`)
    const outcome = stored.then(
      (message) => void this.#acknowledged.push(message),
      (error: unknown) => void this.#failed.push(String(error)),
    )
    this.#underWay.add(outcome)
    void outcome.then(() => this.#underWay.delete(outcome))
  }

  #chatOf(client: TouchlineClient) {
    return client.conversation(this.#options.conversationId)
  }

  async #history(api: ApiClient): Promise<Message[]> {
    const all: Message[] = []
    for (let after = 0; ; ) {
      const { body } = await api.call(restRoutes.listMessages, {
        params: { id: this.#options.conversationId },
        query: { after, limit: 100 },
      })
      all.push(...body.messages)
      if (!body.hasMore) return all
      after = all.at(-1)?.seq ?? 0
    }
  }

  /** A client shows a window that ends with the newest message: all of it as the server has it, without a hole. */
  #agrees(client: TouchlineClient, stored: readonly Message[]): boolean {
    const { messages, outgoing } = this.#chatOf(client).getSnapshot()
    const expected = stored.slice(stored.length - messages.length)
    return (
      outgoing.length === 0 && messages.every(({ _id, seq }, n) => _id === expected[n]?._id && seq === expected[n].seq)
    )
  }
}
