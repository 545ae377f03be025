import type { Conversation, Message, Participant } from '@touchline/contracts'

/** What a socket would bring. */
export type ModelEvent =
  | { name: 'message'; message: Message }
  | { name: 'conversation'; conversation: (viewer: string) => Conversation }
  | { name: 'read'; userId: string; lastReadSeq: number }
  | { name: 'delivered'; userId: string; lastDeliveredSeq: number }

interface Stored {
  message: Omit<Message, 'replyTo'>
  replyToSeq: number | undefined
}

/**
 * A conversation as the server keeps it: what counts as a version, what a rewrite does to the messages that quote it, how
 * unread messages are counted, what a reply to each of the client's questions holds. Each change answers with its events.
 */
export class ModelConversation {
  readonly id: string
  version = 1
  #stored: Stored[] = []
  #participants = new Map<string, Participant>()
  #removed = new Map<string, Participant>()
  #title = 'Under 12'
  #readOnly = false
  #clock = 0
  #updatedAt: string

  constructor(id: string, people: readonly string[]) {
    this.id = id
    this.#updatedAt = this.#now()
    for (const userId of people) this.#seat(userId)
  }

  get lastSeq(): number {
    return this.#stored.length
  }

  has(userId: string): boolean {
    return this.#participants.has(userId)
  }

  send(
    senderId: string,
    content: string,
    { clientId, replyToSeq, fileId }: { clientId?: string; replyToSeq?: number; fileId?: string } = {},
  ): { message: Message; events: ModelEvent[] } {
    const known = this.#stored.find(({ message }) => message.senderId === senderId && message.clientId === clientId)
    if (clientId !== undefined && known !== undefined) return { message: this.#message(known), events: [] }
    this.version += 1
    const seq = this.lastSeq + 1
    const createdAt = this.#now()
    this.#updatedAt = createdAt
    const stored: Stored = {
      replyToSeq,
      message: {
        _id: `${this.id}-${seq}`,
        conversationId: this.id,
        seq,
        version: this.version,
        senderId,
        senderName: senderId,
        messageType: fileId === undefined ? 'text' : 'file',
        content,
        createdAt,
        ...(clientId === undefined ? {} : { clientId }),
        ...(fileId === undefined
          ? {}
          : { file: { _id: fileId, name: 'a.txt', size: 1, mimeType: 'text/plain', url: '/uploads/chat/a' } }),
      },
    }
    this.#stored.push(stored)
    const message = this.#message(stored)
    return { message, events: [{ name: 'message', message }] }
  }

  edit(seq: number, content: string): ModelEvent[] {
    return this.#rewrite(seq, (at) => ({ content, editedAt: at }))
  }

  delete(seq: number): ModelEvent[] {
    return this.#rewrite(seq, (at) => ({ content: '', deletedAt: at }))
  }

  rename(title: string): ModelEvent[] {
    this.#title = title
    return this.#conversationChanged()
  }

  setReadOnly(readOnly: boolean): ModelEvent[] {
    this.#readOnly = readOnly
    return this.#conversationChanged()
  }

  join(userId: string): ModelEvent[] {
    if (this.#participants.has(userId)) return []
    this.#seat(userId)
    return this.#conversationChanged()
  }

  leave(userId: string): ModelEvent[] {
    const participant = this.#participants.get(userId)
    if (participant === undefined) return []
    this.#removed.set(userId, participant)
    this.#participants.delete(userId)
    return this.#conversationChanged()
  }

  read(userId: string, seq: number): ModelEvent[] {
    const participant = this.#participants.get(userId)
    if (participant === undefined || seq <= participant.lastReadSeq || seq > this.lastSeq) return []
    participant.lastReadSeq = seq
    participant.lastDeliveredSeq = Math.max(participant.lastDeliveredSeq, seq)
    return [{ name: 'read', userId, lastReadSeq: seq }]
  }

  deliver(userId: string, seq: number): ModelEvent[] {
    const participant = this.#participants.get(userId)
    if (participant === undefined || seq <= participant.lastDeliveredSeq || seq > this.lastSeq) return []
    participant.lastDeliveredSeq = seq
    return [{ name: 'delivered', userId, lastDeliveredSeq: seq }]
  }

  conversation(viewer: string): Conversation {
    const last = this.#stored.at(-1)
    return {
      _id: this.id,
      type: 'batch',
      title: this.#title,
      participants: [...this.#participants.values()].map((participant) => ({ ...participant })),
      ...(last === undefined ? {} : { lastMessage: this.#message(last) }),
      lastSeq: this.lastSeq,
      version: this.version,
      unreadCount: this.unread(viewer),
      readOnly: this.#readOnly,
      createdAt: new Date(0).toISOString(),
      updatedAt: this.#updatedAt,
    }
  }

  unread(viewer: string): number {
    const read = this.#participants.get(viewer)?.lastReadSeq ?? 0
    return this.messages().filter(
      ({ seq, senderId, deletedAt }) => seq > read && senderId !== viewer && deletedAt === undefined,
    ).length
  }

  messages(fromSeq = 1): Message[] {
    return this.#stored.slice(fromSeq - 1).map((stored) => this.#message(stored))
  }

  message(seq: number): Message | undefined {
    const stored = this.#stored[seq - 1]
    return stored === undefined ? undefined : this.#message(stored)
  }

  /** `GET …/messages?before&limit`; without `before` the newest page. */
  page(before: number | undefined, limit: number): { messages: Message[]; hasMore: boolean } {
    const older = this.messages().filter(({ seq }) => before === undefined || seq < before)
    return { messages: older.slice(-limit), hasMore: older.length > limit }
  }

  /** `GET …/changes?since&limit`. */
  changes(since: number, limit: number): { messages: Message[]; version: number; hasMore: boolean } {
    const changed = this.messages()
      .filter(({ version }) => version > since)
      .sort((one, other) => one.version - other.version)
    const messages = changed.slice(0, limit)
    const hasMore = changed.length > limit
    return { messages, version: hasMore ? (messages.at(-1)?.version ?? since) : Math.max(since, this.version), hasMore }
  }

  #rewrite(seq: number, change: (at: string) => Partial<Message>): ModelEvent[] {
    const target = this.#stored[seq - 1]
    if (target === undefined || target.message.deletedAt !== undefined) return []
    const at = this.#now()
    this.#updatedAt = at
    Object.assign(target.message, change(at))
    if (target.message.deletedAt !== undefined) delete target.message.file
    const touched = [target, ...this.#stored.filter(({ replyToSeq }) => replyToSeq === seq)]
    return touched
      .map((stored) => {
        this.version += 1
        stored.message.version = this.version
        return stored
      })
      .map((stored): ModelEvent => ({ name: 'message', message: this.#message(stored) }))
  }

  #conversationChanged(): ModelEvent[] {
    this.version += 1
    // As it is now, for each viewer; what is changed later must not show in it.
    const views = new Map([...this.#participants.keys()].map((userId) => [userId, this.conversation(userId)]))
    const anybody = this.conversation('')
    return [{ name: 'conversation', conversation: (viewer) => views.get(viewer) ?? anybody }]
  }

  #seat(userId: string): void {
    const back = this.#removed.get(userId)
    const seq = this.lastSeq
    this.#participants.set(
      userId,
      back ?? { userId, displayName: userId, role: 'parent', lastReadSeq: seq, lastDeliveredSeq: seq },
    )
  }

  #message({ message, replyToSeq }: Stored): Message {
    const quoted = replyToSeq === undefined ? undefined : this.#stored[replyToSeq - 1]?.message
    if (quoted === undefined) return { ...message }
    const { _id, seq, senderId, senderName, content } = quoted
    return { ...message, replyTo: { _id, seq, senderId, senderName, excerpt: content.slice(0, 140) } }
  }

  #now(): string {
    this.#clock += 1
    return new Date(this.#clock * 1_000).toISOString()
  }
}
