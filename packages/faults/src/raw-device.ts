import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Ack, type Conversation, type Message, restRoutes, type ServerToClient } from '@touchline/contracts'
import { type ApiClient, apiClient, requesterOf, userToken } from '@touchline/testing'
import { io, type Socket } from 'socket.io-client'
import type { Device, Shown } from './device.ts'
import type { Ledger } from './ledger.ts'
import type { Random } from './random.ts'
import { uniqueText } from './words.ts'

interface RawDeviceOptions {
  readonly url: string
  readonly userId: string
  readonly name: string
  readonly transports: readonly ('polling' | 'websocket')[]
  readonly ledger: Ledger
}

interface Known {
  /** The version up to which nothing is missing. */
  version: number
  readonly messages: Map<string, Message>
  /** Of the newest that was received on this connection. */
  liveSeq: number
}

const MOST_UNDER_WAY = 4
const ANSWER_MS = 5_000

/**
 * An ordinary Socket.IO client that keeps messages as docs/integration.md says: it applies what comes next by version, and
 * asks `changes` for the rest after each connection, on a gap, and on `sync:required`.
 */
export class RawDevice implements Device {
  readonly name: string
  readonly userId: string
  readonly #ledger: Ledger
  readonly #api: ApiClient
  readonly #socket: Socket<ServerToClient>
  readonly #known = new Map<string, Known>()
  readonly #lifetime = new AbortController()
  #underWay = 0
  #isReading = false
  #isStale = false

  constructor({ url, userId, name, transports, ledger }: RawDeviceOptions) {
    this.name = name
    this.userId = userId
    this.#ledger = ledger
    this.#api = apiClient(requesterOf(url), userToken(userId))
    this.#socket = io(url, {
      auth: (use) => use({ token: userToken(userId) }),
      transports: [...transports],
      withCredentials: true,
      forceNew: true,
      timeout: ANSWER_MS,
      reconnectionDelay: 200,
      reconnectionDelayMax: 2_000,
    })
    this.#listen()
  }

  act(random: Random): void {
    const [id, known] = [...this.#known].at(random.between(0, Math.max(0, this.#known.size - 1))) ?? []
    if (id === undefined || known === undefined || this.#underWay >= MOST_UNDER_WAY) return
    const newest = [...known.messages.values()].at(-1)
    const own = [...known.messages.values()].findLast(
      ({ senderId, deletedAt }) => senderId === this.userId && !deletedAt,
    )
    const action = random.pick(['send', 'send', 'send', 'send', 'twice', 'edit', 'read'])
    if (action === 'read' && newest !== undefined) this.#run(() => this.#read(id, newest))
    else if (action === 'edit' && own !== undefined) this.#run(() => this.#edit(own, uniqueText(random)))
    else this.#run(() => this.#send(id, uniqueText(random), action === 'twice'))
  }

  conversationIds(): readonly string[] {
    return [...this.#known.keys()]
  }

  show(conversationId: string): Promise<Shown> {
    const messages = [...(this.#known.get(conversationId)?.messages.values() ?? [])]
    return Promise.resolve({ messages: messages.sort((one, other) => one.seq - other.seq), conversation: undefined })
  }

  badges(): undefined {
    return undefined
  }

  failed(): readonly string[] {
    return []
  }

  isSettled(): boolean {
    return this.#underWay === 0
  }

  isConnected(): boolean {
    return this.#socket.connected && !this.#isStale
  }

  reload(): Promise<void> {
    return Promise.resolve()
  }

  close(): void {
    this.#lifetime.abort()
    this.#socket.disconnect()
  }

  #listen(): void {
    const refresh = () => void this.#readAll()
    this.#socket.on('connect', () => {
      for (const known of this.#known.values()) known.liveSeq = 0
      refresh()
    })
    this.#socket.on('sync:required', refresh)
    this.#socket.on('conversation:new', refresh)
    this.#socket.on('conversation:removed', ({ conversationId }) => this.#known.delete(conversationId))
    this.#socket.on('conversation:updated', ({ _id, version }) => {
      if (version > (this.#known.get(_id)?.version ?? 0)) refresh()
    })
    this.#socket.on('message:updated', (message) => this.#heard(message))
    this.#socket.on('message:receive', (message) => {
      const known = this.#known.get(message.conversationId)
      if (known !== undefined && message.seq <= known.liveSeq) {
        this.#ledger.problems.push(`${this.name} received ${message.seq} after ${known.liveSeq} on one connection`)
      }
      if (known !== undefined) known.liveSeq = message.seq
      this.#heard(message)
    })
  }

  #heard(message: Message): void {
    const known = this.#known.get(message.conversationId)
    if (known === undefined || message.version <= known.version) return
    if (message.version > known.version + 1) return void this.#readAll()
    known.messages.set(message._id, message)
    known.version = message.version
  }

  /** One reading at a time; asked for during one, it runs once more after it. */
  async #readAll(): Promise<void> {
    this.#isStale = true
    if (this.#isReading) return
    this.#isReading = true
    while (this.#isStale && !this.#lifetime.signal.aborted) {
      this.#isStale = false
      try {
        await this.#readConversations()
      } catch {
        this.#isStale = true
        await this.#pause(300)
      }
    }
    this.#isReading = false
  }

  async #readConversations(): Promise<void> {
    const { body } = await this.#api.call(restRoutes.listConversations, { query: { limit: 100 } })
    const present = new Set(body.conversations.map(({ _id }: Conversation) => _id))
    for (const id of this.#known.keys()) if (!present.has(id)) this.#known.delete(id)
    for (const id of present) {
      const known = this.#known.get(id) ?? { version: 0, messages: new Map(), liveSeq: 0 }
      this.#known.set(id, known)
      for (let hasMore = true; hasMore; ) {
        const query = { since: known.version, limit: 500 }
        const { body: page } = await this.#api.call(restRoutes.listChanges, { params: { id }, query })
        for (const message of page.messages) {
          const held = known.messages.get(message._id)
          if (held === undefined || held.version < message.version) known.messages.set(message._id, message)
        }
        known.version = Math.max(known.version, page.version)
        hasMore = page.hasMore
      }
    }
  }

  async #send(conversationId: string, content: string, twice: boolean): Promise<void> {
    const clientId = randomUUID()
    const payload = { conversationId, content, clientId }
    if (twice) void this.#ask('message:send', payload)
    const answer = await this.#untilAnswered<'message:send'>('message:send', payload)
    if (answer === undefined) return
    if ('success' in answer) this.#ledger.sent(clientId, answer.message)
    else this.#ledger.refused(`the send ${clientId} of ${this.name}`, answer.code, this.userId)
  }

  async #edit({ conversationId, _id: messageId }: Message, content: string): Promise<void> {
    const answer = await this.#untilAnswered<'message:edit'>('message:edit', { conversationId, messageId, content })
    if (answer === undefined) return
    if ('success' in answer) this.#ledger.changedTo(answer.message)
    else this.#ledger.refused(`an edit by ${this.name}`, answer.code, this.userId)
  }

  async #read(conversationId: string, { _id: upTo }: Message): Promise<void> {
    const answer = await this.#untilAnswered<'message:read'>('message:read', { conversationId, upTo })
    if (answer === undefined) return
    if ('success' in answer) this.#ledger.readUpTo(conversationId, this.userId, answer.lastReadSeq)
    else this.#ledger.refused(`reading by ${this.name}`, answer.code, this.userId)
  }

  /** Repeats the same request until it is stored or refused for good. Undefined when the device is closed before. */
  async #untilAnswered<Name extends 'message:edit' | 'message:read' | 'message:send'>(name: Name, payload: object) {
    while (!this.#lifetime.signal.aborted) {
      const answer = await this.#ask<Name>(name, payload)
      if (answer !== undefined && ('success' in answer || !isPassing(answer.code))) return answer
      await this.#pause(300)
    }
    return undefined
  }

  /** Undefined where no answer came: whether it was carried out is not known. */
  async #ask<Name extends 'message:edit' | 'message:read' | 'message:send'>(name: Name, payload: object) {
    const socket: Socket = this.#socket
    const asked: Promise<Ack<Name>> = socket.timeout(ANSWER_MS).emitWithAck(name, payload)
    return asked.catch(() => undefined)
  }

  #run(work: () => Promise<void>): void {
    this.#underWay += 1
    work()
      .catch((error: unknown) => this.#ledger.problems.push(`${this.name}: ${error}`))
      .finally(() => {
        this.#underWay -= 1
      })
  }

  async #pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#lifetime.signal }).catch(() => {})
  }
}

function isPassing(code: string): boolean {
  return code === 'UNAVAILABLE' || code === 'RATE_LIMITED'
}
