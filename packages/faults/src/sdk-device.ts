import { setTimeout as sleep } from 'node:timers/promises'
import { type ConversationHandle, createTouchline, type SentMessage, TouchlineClientError } from '@touchline/client'
import type { Message } from '@touchline/contracts'
import { userToken } from '@touchline/testing'
import type { Device, Shown } from './device.ts'
import type { Ledger } from './ledger.ts'
import { OrderWatch } from './order-watch.ts'
import type { Random } from './random.ts'
import { uniqueText } from './words.ts'

/** A person who writes faster than this is not let: more would only wait in the queue. */
const MOST_OUTGOING = 8
/** How far back people look when they answer, edit or delete. */
const RECENT = 12

interface SdkDeviceOptions {
  readonly url: string
  readonly userId: string
  readonly name: string
  readonly ledger: Ledger
}

/** A person's device on the SDK, with a queue that outlives a reload. */
export class SdkDevice implements Device {
  readonly name: string
  readonly userId: string
  readonly #options: SdkDeviceOptions
  readonly #stored = new Map<string, string>()
  #client: ReturnType<typeof createTouchline>
  #watched = new Set<string>()
  #order: OrderWatch

  constructor(options: SdkDeviceOptions) {
    this.#options = options
    this.name = options.name
    this.userId = options.userId
    this.#order = this.#newOrder()
    this.#client = this.#newClient()
  }

  /** Resolves when its conversations are there. */
  async start(): Promise<void> {
    await this.#client.connect()
  }

  act(random: Random): void {
    const { conversations } = this.#client.conversations.getSnapshot()
    if (conversations.length === 0) return
    const conversation = random.pick(conversations)
    const handle = this.#client.conversation(conversation._id)
    const { messages, outgoing } = handle.getSnapshot()
    const recent = messages.slice(-RECENT).filter(({ deletedAt }) => deletedAt === undefined)
    const own = recent.filter(({ senderId, messageType }) => senderId === this.userId && messageType === 'text')
    const action = random.pick(ACTIONS)
    const content = uniqueText(random)
    if (action === 'read') handle.markRead()
    else if (action === 'typing') handle.typed()
    else if (action === 'edit' && own.length > 0) this.#change(handle.edit(random.pick(own)._id, content))
    else if (action === 'delete' && own.length > 0) this.#change(handle.delete(random.pick(own)._id))
    else if (outgoing.length >= MOST_OUTGOING || conversation.readOnly) return
    else if (action === 'reply' && recent.length > 0) {
      this.#noteText(handle.send({ content, replyTo: random.pick(recent)._id }))
    } else if (action === 'file' && conversation.type === 'batch') this.#sendFile(handle, content)
    else this.#noteText(handle.send(content))
  }

  conversationIds(): readonly string[] {
    return this.#client.conversations.getSnapshot().conversations.map(({ _id }) => _id)
  }

  async show(conversationId: string): Promise<Shown> {
    const handle = this.#client.conversation(conversationId)
    while (handle.getSnapshot().hasOlder) await handle.loadOlder({ limit: 100 })
    const { messages, conversation } = handle.getSnapshot()
    return { messages, conversation }
  }

  badges(): ReadonlyMap<string, number> {
    const { conversations } = this.#client.conversations.getSnapshot()
    return new Map(conversations.map(({ _id, unreadCount }) => [_id, unreadCount]))
  }

  failed(): readonly string[] {
    return this.#outgoing().flatMap(({ state, clientId }) => (state === 'failed' ? [clientId] : []))
  }

  isSettled(): boolean {
    return this.#outgoing().every(({ state }) => state === 'failed')
  }

  isConnected(): boolean {
    return this.#client.connection.getSnapshot().status === 'online'
  }

  async reload(): Promise<void> {
    this.#client.close()
    this.#watched = new Set()
    this.#order = this.#newOrder()
    this.#client = this.#newClient()
    // It may be a while until it gets through; nobody waits for it.
    this.#client.connect().catch(() => {})
    await sleep(0)
  }

  close(): void {
    this.#client.close()
  }

  #outgoing() {
    return this.conversationIds().flatMap((id) => this.#client.conversation(id).getSnapshot().outgoing)
  }

  #newOrder(): OrderWatch {
    return new OrderWatch((problem) => this.#options.ledger.problems.push(`${this.name} ${problem}`))
  }

  #newClient() {
    const { url, userId } = this.#options
    const client = createTouchline({
      url,
      token: () => userToken(userId),
      transports: ['websocket'],
      storage: {
        get: (key) => this.#stored.get(key),
        set: (key, value) => this.#stored.set(key, value),
        remove: (key) => this.#stored.delete(key),
      },
      // A test that breaks everything every second cannot wait as long as people do.
      timing: { handshake: 5_000, request: 8_000, acknowledgement: 5_000, firstRetry: 200, longestRetry: 2_000 },
    })
    client.conversations.subscribe(() => this.#watch(client))
    return client
  }

  #watch(client: ReturnType<typeof createTouchline>): void {
    const order = this.#order
    for (const { _id: id } of client.conversations.getSnapshot().conversations) {
      if (this.#watched.has(id)) continue
      this.#watched.add(id)
      const handle = client.conversation(id)
      handle.subscribe(() => order.look(id, handle.getSnapshot().messages))
    }
  }

  #sendFile(handle: ConversationHandle, content: string): void {
    const file = new File([`day,${content}\n`], 'plan.csv', { type: 'text/csv' })
    this.#note(handle.sendFile(file, { content }))
  }

  /** A text outlives a reload, and so does the promise that it is sent. */
  #noteText(sent: SentMessage): void {
    this.#options.ledger.given(sent.clientId, this.userId)
    this.#note(sent)
  }

  #note({ clientId, stored }: SentMessage): void {
    const { ledger } = this.#options
    stored.then(
      (message) => ledger.sent(clientId, message),
      (error: unknown) => {
        if (this.#refused(`the send ${clientId} of ${this.name}`, error)) ledger.settled(clientId)
      },
    )
  }

  #change(answer: Promise<Message>): void {
    answer.then(
      (message) => this.#options.ledger.changedTo(message),
      (error: unknown) => void this.#refused(`a change by ${this.name}`, error),
    )
  }

  /** Says whether it was refused for good. */
  #refused(what: string, error: unknown): boolean {
    const isFinal = !(error instanceof TouchlineClientError) || !error.retryable
    const code = error instanceof TouchlineClientError ? error.code : String(error)
    // A file that is not uploaded yet does not survive a reload.
    if (!isFinal || code === 'CLOSED') return false
    this.#options.ledger.refused(what, code, this.userId)
    return true
  }
}

const ACTIONS = [
  ...Array.from({ length: 14 }, () => 'send' as const),
  'reply',
  'reply',
  'edit',
  'delete',
  'read',
  'read',
  'read',
  'typing',
  'file',
] as const
