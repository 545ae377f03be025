import type { BatchSummary, Contact, Conversation, Finding, Message } from '@touchline/contracts'
import { CatchUp } from './catch-up.ts'
import { TouchlineClientError } from './client-error.ts'
import { Connection, type ConnectionState, type ServerSocket } from './connection.ts'
import { type ConversationList, Conversations } from './conversation/conversations.ts'
import { OlderPages } from './conversation/older-pages.ts'
import { type ConversationState, lastInWindow } from './conversation/state.ts'
import { ConversationHandle, type HandleParts } from './conversation-handle.ts'
import { FileLinks } from './files/file-links.ts'
import { FileSends } from './files/file-sends.ts'
import { Uploads } from './files/uploads.ts'
import { type Logger, silentLogger } from './logger.ts'
import { watchNetwork } from './network.ts'
import type { TouchlineOptions } from './options.ts'
import { OwnTyping } from './people/own-typing.ts'
import { Presence, type PresenceState } from './people/presence.ts'
import { Typing } from './people/typing.ts'
import { Receipts } from './receipts.ts'
import { Rest } from './rest.ts'
import { Outbox } from './sending/outbox.ts'
import { StoredQueue } from './sending/stored-queue.ts'
import { listenToServer } from './server-events.ts'
import { Session } from './session.ts'
import { type ReadableStore, when } from './store.ts'
import { Sync } from './sync.ts'
import { type Timing, usualTiming } from './timing.ts'

/** A page of findings; `nextCursor` is null at the end. */
export interface FindingsPage {
  readonly findings: readonly Finding[]
  readonly nextCursor: string | null
}

/** A person's chat: what there is to see, as stores, and what one can do. */
export class TouchlineClient {
  readonly #session: Session
  readonly #connection: Connection
  readonly #conversations = new Conversations()
  readonly #handles = new Map<string, ConversationHandle>()
  readonly #parts: HandleParts
  readonly #sync: Sync
  readonly #catchUp: CatchUp
  readonly #presence: Presence
  readonly #links: FileLinks
  readonly #options: TouchlineOptions
  readonly #logger: Logger
  #stopWatching: () => void = () => {}
  /** Everything that has happened since the connection stands has been heard, in order. */
  #isUpToDate = false

  constructor(options: TouchlineOptions) {
    this.#options = options
    const { url, token, storage: _, transports = ['websocket', 'polling'], logger = silentLogger } = options
    const timing: Timing = { ...usualTiming, ...options.timing }
    const fetch: typeof globalThis.fetch = options.fetch ?? ((...request) => globalThis.fetch(...request))
    const conversations = this.#conversations
    const session = new Session(token)
    const rest = new Rest({ url, session, fetch, timeoutMs: timing.request })
    const typing = new Typing({ timing, changed: (id) => this.#handles.get(id)?.changed() })
    const connection = new Connection({
      url,
      session,
      transports,
      timing,
      logger,
      listen: (socket) => this.#listen(socket, typing),
      connected: () => this.#connected(),
      disconnected: () => this.#disconnected(),
    })
    const outbox = new Outbox({
      connection,
      timing,
      acknowledged: (message) => void conversations.dispatch(message.conversationId, { type: 'message', message }),
      changed: (id) => this.#handles.get(id)?.changed(),
    })
    const uploads = new Uploads({ url, rest, fetch })
    this.#logger = logger
    this.#session = session
    this.#connection = connection
    this.#presence = new Presence({ connection, logger })
    this.#links = new FileLinks({ url, rest })
    this.#sync = new Sync({ rest, session, conversations, timing, logger, done: () => this.#synced() })
    this.#catchUp = new CatchUp({ rest, conversations, timing, logger, refused: () => this.#sync.request() })
    this.#parts = {
      conversations,
      olderPages: new OlderPages({ rest, conversations, connection, timing, logger }),
      outbox,
      fileSends: new FileSends({ uploads, outbox, timing, connection }),
      uploads,
      receipts: new Receipts({ connection, conversations, timing, logger }),
      typing,
      ownTyping: new OwnTyping({ connection, timing }),
      rest,
    }
    conversations.listen({
      changed: (id, state) => this.#changed(id, state),
      loaded: () => {
        for (const handle of this.#handles.values()) handle.changed()
      },
      messagesTold: (messages) => this.#messagesTold(messages),
    })
  }

  /** The person whom the tokens are for; undefined before the first token. */
  get userId(): string | undefined {
    return this.#session.userId
  }

  /** Whether there is a connection, and if not, why. */
  get connection(): ReadableStore<ConnectionState> {
    return this.#connection.state
  }

  /** The person's conversations, latest activity first. */
  get conversations(): ReadableStore<ConversationList> {
    return this.#conversations
  }

  /** Who is online, of the people who share a conversation. */
  get presence(): ReadableStore<PresenceState> {
    return this.#presence.store
  }

  /**
   * Connects, and stays connected until `close()`. Resolves when the conversations are here for the first time; without
   * a network it waits for one, and what is in the stores can be shown meanwhile.
   *
   * @throws `UNAUTHENTICATED` when a new token is refused too, `CLOSED` when the client is closed meanwhile
   */
  async connect(): Promise<void> {
    this.#stopWatching()
    this.#stopWatching = watchNetwork(() => this.#connection.networkBack())
    this.#connection.open()
    void this.#restoreQueue()
    const isOver = (state: ConnectionState) => state.status === 'offline' && isFinal(state.reason)
    const over = when(this.#connection.state, isOver).then((state) => {
      const error = state.status === 'offline' ? state.error : undefined
      throw error ?? new TouchlineClientError('CLOSED', 'The client was closed')
    })
    await Promise.race([when(this.#conversations, ({ loaded }) => loaded), over])
  }

  /** Ends the connection and everything that would go on by itself, until `connect()` is called again. */
  close(): void {
    const { fileSends, receipts, typing, ownTyping } = this.#parts
    this.#stopWatching()
    this.#connection.close()
    fileSends.close()
    receipts.close()
    typing.clear()
    ownTyping.close()
  }

  /** One conversation; the same object for the same id. It need not exist yet. */
  conversation(id: string): ConversationHandle {
    const handle = this.#handles.get(id) ?? new ConversationHandle(id, this.#parts)
    this.#handles.set(id, handle)
    return handle
  }

  /** Opens the direct conversation with a person, the existing one if there is one. */
  openDirect(userId: string): Promise<ConversationHandle> {
    return this.#open({ type: 'direct', participantId: userId })
  }

  /** Opens the conversation of a batch, as an Admin. */
  openBatch(batchId: string): Promise<ConversationHandle> {
    return this.#open({ type: 'batch', batchId })
  }

  /** The people with whom the rules allow a direct conversation. */
  async contacts(): Promise<Contact[]> {
    return (await this.#parts.rest.call('listContacts', {})).contacts
  }

  /** The person's batches; an Admin's: all. */
  async batches(): Promise<BatchSummary[]> {
    return (await this.#parts.rest.call('listBatches', {})).batches
  }

  /** Contacts that were hidden, newest first, as an Admin. `cursor` is the `nextCursor` of the page before. */
  findings(page: { limit?: number; cursor?: string } = {}): Promise<FindingsPage> {
    return this.#parts.rest.call('listFindings', { query: page })
  }

  /** Which of these people are online now, of those who share a conversation. */
  onlineOf(userIds: readonly string[]): Promise<string[]> {
    return this.#presence.get(userIds)
  }

  /**
   * Absolute addresses that show files without a header, as in `<img src>`, by the `url` or `thumbnailUrl` of each file.
   * They work for some minutes and are kept until shortly before that: ask when they are shown.
   */
  fileLinks(urls: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return this.#links.get(urls)
  }

  /** Looks for missed changes now. Happens by itself whenever there is a reason to. */
  sync(): void {
    if (this.#connection.isOnline) this.#sync.request()
  }

  async #open(body: { type: 'direct'; participantId: string } | { type: 'batch'; batchId: string }) {
    const { conversation } = await this.#parts.rest.call('openConversation', { body })
    this.#conversationTold(conversation, false)
    return this.conversation(conversation._id)
  }

  #listen(socket: ServerSocket, typing: Typing): void {
    listenToServer(socket, {
      conversations: this.#conversations,
      typing,
      presence: () => this.#presence,
      conversationTold: (conversation, isChange) => this.#conversationTold(conversation, isChange),
      missed: () => this.#sync.request(),
    })
  }

  #connected(): void {
    this.#isUpToDate = false
    this.#sync.request()
    // Where the first token came too late for it.
    void this.#restoreQueue()
    // Sends need nothing that a sync brings: what was stored meanwhile is recognised by its clientId.
    this.#parts.outbox.wake()
    this.#parts.fileSends.wake()
  }

  #disconnected(): void {
    this.#isUpToDate = false
    this.#sync.stop()
    this.#catchUp.stop()
    this.#parts.typing.clear()
    this.#presence.clear()
  }

  #synced(): void {
    if (!this.#connection.isOnline) return
    this.#isUpToDate = true
    this.#catchUp.start()
    this.#parts.receipts.resume()
    for (const id of this.#conversations.ids()) this.#watchPeople(this.#conversations.state(id))
  }

  #conversationTold(conversation: Conversation, isChange: boolean): void {
    const { userId } = this.#session
    const id = conversation._id
    if (userId === undefined) return
    this.#conversations.touch(id)
    // Before a sync the versions in between may not have been heard, and the one that is told may hide a message's.
    const event = { type: 'conversation', conversation, isChange: isChange && this.#isUpToDate } as const
    if (this.#conversations.dispatch(id, event)) return
    // An Admin may look at a closed conversation without taking part in it; it is none of theirs.
    if (conversation.participants.some((participant) => participant.userId === userId)) {
      this.#conversations.add(userId, conversation, [])
    }
  }

  #changed(id: string, state: ConversationState | undefined): void {
    const { outbox, receipts } = this.#parts
    if (state !== undefined) outbox.placed(id, lastInWindow(state))
    if (this.#isUpToDate) {
      receipts.changed(id, state)
      this.#catchUp.changed(id, state)
      this.#watchPeople(state)
    }
    this.#handles.get(id)?.changed()
  }

  #messagesTold(messages: readonly Message[]): void {
    for (const message of messages) {
      if (message.senderId === this.#session.userId) this.#parts.outbox.confirm(message)
    }
  }

  #watchPeople(state: ConversationState | undefined): void {
    if (state !== undefined) this.#presence.watch(state.snapshot.participants.map(({ userId }) => userId))
  }

  async #restoreQueue(): Promise<void> {
    const { storage } = this.#options
    if (storage === undefined) return
    try {
      // Whose messages they are is in the token: another person on the same device has a queue of their own.
      await this.#session.token()
    } catch {
      // The connection reports it; the queue follows with the token that it gets.
    }
    const { userId } = this.#session
    if (userId !== undefined) await this.#parts.outbox.restore(new StoredQueue(storage, userId, this.#logger))
  }
}

function isFinal(reason: string): boolean {
  return reason === 'unauthenticated' || reason === 'closed'
}

/** Makes a client. Nothing happens before `connect()`. */
export function createTouchline(options: TouchlineOptions): TouchlineClient {
  return new TouchlineClient(options)
}
