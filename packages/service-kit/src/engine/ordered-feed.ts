import { setTimeout as sleep } from 'node:timers/promises'
import type { BusEvent, BusEventOf, ConversationSnapshot, Message } from '@touchline/contracts'
import type { EngineLogger } from './engine-logger.ts'

/** How far a conversation has been followed. */
export interface FeedPosition {
  readonly version: number
  readonly lastSeq: number
}

/** What happened after a version: the element of `commands.catchUp`, or the reply of `GET …/changes`. */
export interface CatchUpPage {
  /** In version order. A message that changed twice is there once, as it is now. */
  readonly messages: readonly Message[]
  readonly hasMore: boolean
  /** The conversation, read no later than the messages. */
  readonly snapshot?: ConversationSnapshot | undefined
  readonly version?: number | undefined
}

export interface OrderedFeedOptions {
  readonly conversationId: string
  readonly position: FeedPosition
  /** Called with each event once, in order. What it throws is logged. */
  apply(event: BusEvent): void
  /** What happened after this version; undefined when nothing did. A rejection is tried again, with growing pauses. */
  catchUp(version: number): Promise<CatchUpPage | undefined>
  /** Called with a page's conversation before the page's messages are applied, for whoever checks rights by it. */
  snapshotRead?(snapshot: ConversationSnapshot): void
  /** Called when a gap has to be closed by `catchUp`. */
  gapFound?(): void
  /** How long an event that came early waits for the one before it, in milliseconds, default 100. */
  readonly gapWaitMs?: number | undefined
  readonly logger: EngineLogger
}

/** Events that came early are kept up to this number; beyond it they are read anew. */
const MOST_EARLY = 500
/** After so many answers in a row that do not close a gap, the feed goes on behind it. */
const MOST_FRUITLESS = 5
const LONGEST_RETRY_MS = 5_000

type MessageEvent = BusEventOf<'message.created' | 'message.updated'>

/**
 * Follows one conversation on the bus strictly in version order, although the bus may drop events, repeat them, and
 * bring them in another order (several instances publish):
 *
 * - a version that was seen before is dropped;
 * - the next version is applied; a message is `message.created` the first time its `seq` is seen, else `message.updated`;
 * - after a gap the feed waits a moment, then asks `catchUp` for what is missing and goes on;
 * - events without a version (receipts) and those of single people (`participant.*`, `user.*`) pass straight through.
 *
 * To consume the bus without losing anything: subscribe to `conversationChannel(id)`; read the conversation and so its
 * `version` and `lastSeq`; make a feed from them and `push` every event of the channel; call `catchUp` once then, and
 * again after each `bus.onReconnect`. Store `position` with what you derive from the events, and go on from it after a
 * restart.
 *
 * After a catch-up a conversation-level change is told as one `conversation.updated` with the present state, and a
 * message once with its present text; `seq` still arrives in order.
 */
export class OrderedFeed {
  readonly #options: OrderedFeedOptions
  readonly #early = new Map<number, BusEvent>()
  readonly #closing = new AbortController()
  #version: number
  #lastSeq: number
  #timer: NodeJS.Timeout | undefined
  #catchingUp: Promise<void> | undefined
  #again = false
  #fruitless = 0

  constructor(options: OrderedFeedOptions) {
    this.#options = options
    this.#version = options.position.version
    this.#lastSeq = options.position.lastSeq
  }

  get position(): FeedPosition {
    return { version: this.#version, lastSeq: this.#lastSeq }
  }

  /** To be called with each event of the conversation's channel as it arrives. */
  push(event: BusEvent): void {
    if (this.#closing.signal.aborted) return
    const { version } = event
    if (version === undefined || !movesVersion(event)) {
      this.#apply(event)
    } else if (version === this.#version + 1 && this.#catchingUp === undefined) {
      this.#advance(event)
      this.#applyEarly()
    } else if (version > this.#version) {
      this.#early.set(version, event)
      if (this.#early.size > MOST_EARLY) this.#rereadEarly()
      else this.#expectGap()
    }
  }

  /**
   * Reads and applies what was missed; events that arrive meanwhile follow. Resolves when that is done, or when the feed
   * is closed; never rejects. During a catch-up it asks for one more after it.
   */
  catchUp(): Promise<void> {
    this.#again = true
    this.#catchingUp ??= this.#catchUpWhileAsked()
    return this.#catchingUp
  }

  close(): void {
    this.#closing.abort()
    clearTimeout(this.#timer)
    this.#early.clear()
  }

  async #catchUpWhileAsked(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    while (this.#again && !this.#closing.signal.aborted) {
      this.#again = false
      const before = this.#version
      await this.#readMissed()
      this.#fruitless = this.#version > before ? 0 : this.#fruitless + 1
    }
    this.#catchingUp = undefined
    this.#applyEarly()
  }

  async #readMissed(): Promise<void> {
    // New messages are applied in the order of their seq, which is not that of their versions once one was edited.
    const held = new Map<number, Message>()
    let since = this.#version
    for (;;) {
      const page = await this.#read(since)
      if (page === undefined || this.#closing.signal.aborted) break
      const { snapshot } = page
      if (snapshot !== undefined) this.#attempt(() => this.#options.snapshotRead?.(snapshot))
      for (const message of page.messages) {
        if (message.seq > this.#lastSeq) held.set(message.seq, message)
        else this.#apply(messageEvent('message.updated', message))
      }
      for (let next = held.get(this.#lastSeq + 1); next !== undefined; next = held.get(this.#lastSeq + 1)) {
        held.delete(next.seq)
        this.#create(next)
      }
      const reached = Math.max(since, page.messages.at(-1)?.version ?? 0)
      if (page.hasMore && reached > since) {
        since = reached
        continue
      }
      for (const message of [...held.values()].sort((one, other) => one.seq - other.seq)) this.#create(message)
      this.#version = Math.max(reached, page.version ?? 0, snapshot?.version ?? 0)
      if (snapshot !== undefined) this.#apply(conversationEvent(snapshot))
      break
    }
  }

  async #read(version: number): Promise<CatchUpPage | undefined> {
    for (let pauseMs = 100; ; pauseMs = Math.min(2 * pauseMs, LONGEST_RETRY_MS)) {
      try {
        return await this.#options.catchUp(version)
      } catch (err) {
        const { logger, conversationId } = this.#options
        logger.warn({ err, conversationId, version }, 'could not read what was missed; trying again')
      }
      await sleep(pauseMs * (0.5 + Math.random()), undefined, { signal: this.#closing.signal }).catch(() => {})
      if (this.#closing.signal.aborted) return undefined
    }
  }

  /** Applies what came early and is next now, and sees to what still does not fit. */
  #applyEarly(): void {
    for (const version of this.#early.keys()) if (version <= this.#version) this.#early.delete(version)
    if (this.#early.size > 0 && this.#fruitless >= MOST_FRUITLESS) this.#skipGap()
    for (let next = this.#takeNext(); next !== undefined; next = this.#takeNext()) this.#advance(next)
    if (this.#early.size > 0) {
      this.#expectGap()
      return
    }
    this.#fruitless = 0
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #rereadEarly(): void {
    this.#early.clear()
    void this.catchUp()
  }

  #takeNext(): BusEvent | undefined {
    const next = this.#early.get(this.#version + 1)
    this.#early.delete(this.#version + 1)
    return next
  }

  #expectGap(): void {
    if (this.#timer !== undefined || this.#catchingUp !== undefined) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#options.gapFound?.()
      void this.catchUp()
    }, this.#options.gapWaitMs ?? 100)
  }

  /** The versions that were told do not exist where they would have to be; staying behind them helps nobody. */
  #skipGap(): void {
    const next = Math.min(...this.#early.keys())
    const { logger, conversationId } = this.#options
    logger.error({ conversationId, version: this.#version, next }, 'a gap cannot be closed; going on behind it')
    this.#version = next - 1
    this.#fruitless = 0
  }

  #advance(event: BusEvent): void {
    if (event.version !== undefined) this.#version = event.version
    if (event.type !== 'message.created' && event.type !== 'message.updated') {
      this.#apply(event)
      return
    }
    const type = event.data.seq > this.#lastSeq ? 'message.created' : 'message.updated'
    this.#lastSeq = Math.max(this.#lastSeq, event.data.seq)
    this.#apply(event.type === type ? event : { ...event, type })
  }

  #create(message: Message): void {
    this.#lastSeq = Math.max(this.#lastSeq, message.seq)
    this.#apply(messageEvent('message.created', message))
  }

  #apply(event: BusEvent): void {
    this.#attempt(() => this.#options.apply(event))
  }

  #attempt(action: () => void): void {
    try {
      action()
    } catch (err) {
      this.#options.logger.error({ err, conversationId: this.#options.conversationId }, 'applying an event failed')
    }
  }
}

function movesVersion({ type }: BusEvent): boolean {
  return type.startsWith('message.') || type.startsWith('conversation.')
}

function envelope(conversationId: string, version: number) {
  return { id: `catch-up:${version}`, v: 1, at: new Date().toISOString(), conversationId, version } as const
}

function messageEvent(type: MessageEvent['type'], message: Message): MessageEvent {
  return { ...envelope(message.conversationId, message.version), type, data: message }
}

function conversationEvent(snapshot: ConversationSnapshot): BusEventOf<'conversation.updated'> {
  return { ...envelope(snapshot._id, snapshot.version), type: 'conversation.updated', data: snapshot }
}
