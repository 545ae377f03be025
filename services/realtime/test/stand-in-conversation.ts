import { randomUUID } from 'node:crypto'
import {
  type BusEvent,
  type CommandReply,
  type CommandRequest,
  type ConversationCommands,
  type ConversationSnapshot,
  conversationChannel,
  type Message,
  type SendResult,
  TouchlineError,
  type User,
  userChannel,
} from '@touchline/contracts'
import type { Bus, BusMessage } from '@touchline/service-kit'

interface Room {
  snapshot: ConversationSnapshot
  messages: Message[]
}

const now = () => new Date().toISOString()

/**
 * Stands in for the conversation service where a test is about sockets: it keeps people, conversations and messages in
 * memory and tells what changes on the bus, as the real one does. It decides no rules.
 */
export class StandInConversation {
  /** Set to make every command fail as it does when the service is away. */
  away = false
  /** The requests of `sendMessages`, by the number of their messages; and how often the others were asked. */
  readonly batches: number[] = []
  readonly asked = new Map<string, number>()
  #held: Promise<unknown> = Promise.resolve()
  readonly #bus: Bus
  readonly #told: BusMessage[] = []
  readonly #people = new Map<string, User>()
  readonly #rooms = new Map<string, Room>()

  constructor(bus: Bus) {
    this.#bus = bus
  }

  /** From now on commands wait with their answers until the function that this returns is called. */
  holdAnswers(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#held = promise
    return () => {
      this.#held = Promise.resolve()
      resolve()
    }
  }

  person(id: string): void {
    this.#people.set(id, { id, role: 'coach', displayName: `${id} the person`, active: true })
  }

  /** A conversation that nobody is told of. */
  conversation(id: string, userIds: readonly string[]): void {
    for (const userId of userIds) if (!this.#people.has(userId)) this.person(userId)
    const snapshot: ConversationSnapshot = {
      _id: id,
      type: 'batch',
      title: 'Under 12',
      participants: [],
      lastSeq: 0,
      version: 1,
      readOnly: false,
      createdAt: now(),
      updatedAt: now(),
    }
    this.#rooms.set(id, { snapshot, messages: [] })
    for (const userId of userIds) this.#seat(id, userId)
  }

  async add(id: string, userId: string, { told = true } = {}): Promise<void> {
    if (!this.#people.has(userId)) this.person(userId)
    this.#seat(id, userId)
    const conversation = this.#changed(id)
    if (!told) return
    await this.#tell(userChannel(userId), { type: 'participant.added', data: { userId, conversation } }, conversation)
    await this.#tellConversation(conversation)
  }

  async remove(id: string, userId: string, { told = true } = {}): Promise<void> {
    const { snapshot } = this.#room(id)
    snapshot.participants = snapshot.participants.filter((participant) => participant.userId !== userId)
    const conversation = this.#changed(id)
    if (!told) return
    const data = { userId, conversationId: id }
    await this.#tell(userChannel(userId), { type: 'participant.removed', data }, conversation)
    await this.#tellConversation(conversation)
  }

  async readOnly(id: string, readOnly: boolean): Promise<void> {
    this.#room(id).snapshot.readOnly = readOnly
    await this.#tellConversation(this.#changed(id))
  }

  async deactivate(userId: string, { told = true } = {}): Promise<void> {
    const user = { ...this.#known(userId), active: false }
    this.#people.set(userId, user)
    if (told)
      await this.#publish([{ channel: userChannel(userId), event: this.#event({ type: 'user.updated', data: user }) }])
  }

  /** Stores a message as another path than the socket does; by default it is told, too. */
  async post(conversationId: string, senderId: string, content: string, { told = true } = {}): Promise<Message> {
    const message = this.#store({ senderId, conversationId, content })
    if (told) await this.#tellMessage('message.created', message)
    return message
  }

  /** Tells a message as created, whatever was told before. */
  tellAgain(message: Message): Promise<void> {
    return this.#tellMessage('message.created', message)
  }

  /** Resolves once this command has been asked. */
  async wasAsked(name: string): Promise<void> {
    while (!this.asked.has(name)) await new Promise((resolve) => setTimeout(resolve, 5))
  }

  /** The last event of this type, to be told once more. */
  lastTold(type: BusEvent['type']): () => Promise<void> {
    const last = this.#told.findLast(({ event }) => event.type === type)
    return async () => {
      if (last !== undefined) await this.#publish([last])
    }
  }

  /** Resolves once everything that was told so far has been heard by all who listen. */
  async told(): Promise<void> {
    const channel = userChannel(`sentinel-${randomUUID()}`)
    const { promise, resolve } = Promise.withResolvers<void>()
    const stop = await this.#bus.subscribe(channel, () => resolve())
    const sentinel: User = { id: 'sentinel', role: 'coach', displayName: 'sentinel', active: true }
    await this.#publish([{ channel, event: this.#event({ type: 'user.updated', data: sentinel }) }])
    await promise
    await stop()
  }

  messages(conversationId: string): readonly Message[] {
    return this.#room(conversationId).messages
  }

  readonly commands: ConversationCommands = {
    openSessions: ({ userIds }) =>
      this.#answer('openSessions', () => ({ sessions: userIds.map((userId) => this.#session(userId)) })),
    sendMessages: ({ sends }) =>
      this.#answer('sendMessages', async () => {
        this.batches.push(sends.length)
        const results: SendResult[] = []
        for (const send of sends) {
          if (!this.#takesPart(send.senderId, send.conversationId)) {
            results.push({ refused: { code: 'CONVERSATION_NOT_FOUND', message: 'No such conversation' } })
            continue
          }
          const message = this.#store(send)
          results.push({ message, created: true })
          await this.#tellMessage('message.created', message).catch(() => {})
        }
        return { results }
      }),
    editMessage: ({ userId, conversationId, messageId, content }) =>
      this.#answer('editMessage', () =>
        this.#update(userId, conversationId, messageId, (message) => ({ ...message, content, editedAt: now() })),
      ),
    deleteMessage: ({ userId, conversationId, messageId }) =>
      this.#answer('deleteMessage', () =>
        this.#update(userId, conversationId, messageId, (message) => ({ ...message, content: '', deletedAt: now() })),
      ),
    markRead: ({ userId, conversationId, messageIds }) =>
      this.#answer('markRead', async () => {
        const { snapshot, messages } = this.#place(userId, conversationId)
        const lastReadSeq = Math.max(0, ...messages.filter(({ _id }) => messageIds.includes(_id)).map(({ seq }) => seq))
        const receipt = { conversationId, userId, messageIds, lastReadSeq, readAt: now() }
        await this.#tell(
          conversationChannel(conversationId),
          { type: 'receipt.updated', data: { kind: 'read', ...receipt } },
          undefined,
        )
        return { lastReadSeq, unreadCount: snapshot.lastSeq - lastReadSeq }
      }),
    markDelivered: ({ userId, conversationId, messageId }) =>
      this.#answer('markDelivered', async () => {
        const { messages } = this.#place(userId, conversationId)
        const lastDeliveredSeq = messages.find(({ _id }) => _id === messageId)?.seq ?? 0
        const data = { kind: 'delivered', conversationId, userId, lastDeliveredSeq } as const
        await this.#tell(conversationChannel(conversationId), { type: 'receipt.updated', data }, undefined)
        return {}
      }),
    announceConversation: ({ userId, conversationId }) =>
      this.#answer('announceConversation', async () => {
        const { snapshot } = this.#place(userId, conversationId)
        for (const participant of snapshot.participants) {
          await this.#tell(
            userChannel(participant.userId),
            { type: 'conversation.created', data: structuredClone(snapshot) },
            snapshot,
          )
        }
        return {}
      }),
    findPeers: ({ userId, userIds }) =>
      this.#answer('findPeers', () => ({
        userIds: userIds.filter((other) =>
          [...this.#rooms.keys()].some((id) => this.#takesPart(userId, id) && this.#takesPart(other, id)),
        ),
      })),
    catchUp: (request) => this.#answer('catchUp', () => this.#catchUp(request)),
    authorizeUpload: notHere,
    createDraftFile: notHere,
    sendFile: notHere,
    findFiles: notHere,
    expireDrafts: notHere,
  }

  async #answer<Reply>(name: string, reply: () => Reply | Promise<Reply>): Promise<Reply> {
    this.asked.set(name, (this.asked.get(name) ?? 0) + 1)
    if (this.away) throw new TouchlineError('UNAVAILABLE')
    // What is read before the wait is what a slow answer holds.
    const answer = await reply()
    await this.#held
    return answer
  }

  #session(userId: string): CommandReply<'openSessions'>['sessions'][number] {
    const user = this.#people.get(userId)
    if (user === undefined || !user.active) return { userId, user: null, conversations: [] }
    const mine = [...this.#rooms.values()].filter(({ snapshot }) => this.#takesPart(userId, snapshot._id))
    const conversations = mine.map(({ snapshot: { _id: conversationId, type, version, lastSeq, readOnly } }) => ({
      conversationId,
      type,
      version,
      lastSeq,
      readOnly,
    }))
    return { userId, user, conversations }
  }

  #catchUp({ positions }: CommandRequest<'catchUp'>): CommandReply<'catchUp'> {
    const conversations = positions.flatMap(({ conversationId, version }) => {
      const { snapshot, messages } = this.#room(conversationId)
      if (snapshot.version <= version) return []
      const newer = messages.filter((message) => message.version > version).sort((a, b) => a.version - b.version)
      return [{ snapshot: structuredClone(snapshot), messages: newer.slice(0, 50), hasMore: newer.length > 50 }]
    })
    return { conversations }
  }

  #store({ senderId, conversationId, content, clientId }: CommandRequest<'sendMessages'>['sends'][number]): Message {
    const { snapshot, messages } = this.#room(conversationId)
    snapshot.lastSeq += 1
    snapshot.version += 1
    const message: Message = {
      _id: randomUUID(),
      conversationId,
      seq: snapshot.lastSeq,
      version: snapshot.version,
      senderId,
      senderName: this.#known(senderId).displayName,
      messageType: 'text',
      content: content ?? '',
      ...(clientId === undefined ? {} : { clientId }),
      createdAt: now(),
    }
    messages.push(message)
    return message
  }

  async #update(userId: string, conversationId: string, messageId: string, change: (message: Message) => Message) {
    const { snapshot, messages } = this.#place(userId, conversationId)
    const index = messages.findIndex(({ _id }) => _id === messageId)
    const before = messages[index]
    if (before === undefined) throw new TouchlineError('MESSAGE_NOT_FOUND')
    snapshot.version += 1
    const message = { ...change(before), version: snapshot.version }
    messages[index] = message
    await this.#tellMessage('message.updated', message)
    return { message }
  }

  #changed(id: string): ConversationSnapshot {
    const { snapshot } = this.#room(id)
    snapshot.version += 1
    return structuredClone(snapshot)
  }

  #tellConversation(snapshot: ConversationSnapshot): Promise<void> {
    return this.#tell(conversationChannel(snapshot._id), { type: 'conversation.updated', data: snapshot }, snapshot)
  }

  async #tellMessage(type: 'message.created' | 'message.updated', message: Message): Promise<void> {
    const { conversationId, version } = message
    const event = { ...this.#event({ type, data: message }), conversationId, version }
    await this.#publish([{ channel: conversationChannel(conversationId), event }])
  }

  async #tell(channel: string, content: Content, state: { _id: string; version: number } | undefined): Promise<void> {
    const at = state === undefined ? {} : { conversationId: state._id, version: state.version }
    await this.#publish([{ channel, event: { ...this.#event(content), ...at } }])
  }

  #event(content: Content): BusEvent {
    return { id: randomUUID(), v: 1, at: now(), ...content }
  }

  #publish(messages: readonly BusMessage[]): Promise<void> {
    this.#told.push(...messages)
    return this.#bus.publish(messages)
  }

  #seat(id: string, userId: string): void {
    const { id: _, active: __, ...contact } = this.#known(userId)
    const seat = { userId, ...contact, lastReadSeq: 0, lastDeliveredSeq: 0, unreadCount: 0 }
    this.#room(id).snapshot.participants.push(seat)
  }

  #place(userId: string, id: string): Room {
    if (!this.#takesPart(userId, id)) throw new TouchlineError('CONVERSATION_NOT_FOUND')
    return this.#room(id)
  }

  #takesPart(userId: string, id: string): boolean {
    return this.#rooms.get(id)?.snapshot.participants.some((participant) => participant.userId === userId) ?? false
  }

  #room(id: string): Room {
    const room = this.#rooms.get(id)
    if (room === undefined) throw new TouchlineError('CONVERSATION_NOT_FOUND')
    return room
  }

  #known(userId: string): User {
    const user = this.#people.get(userId)
    if (user === undefined) throw new TouchlineError('USER_NOT_FOUND')
    return user
  }
}

type Content = BusEvent extends infer Event ? (Event extends BusEvent ? Pick<Event, 'type' | 'data'> : never) : never

async function notHere(): Promise<never> {
  throw new TouchlineError('INTERNAL')
}
