import {
  type BusEvent,
  type ConversationCommands,
  type ConversationPosition,
  type ConversationSnapshot,
  conversationChannel,
} from '@touchline/contracts'
import {
  type BatchOptions,
  type Bus,
  type CatchUpPage,
  type EngineLogger,
  inBatches,
  OrderedFeed,
} from '@touchline/service-kit'
import type { Person } from './person.ts'
import { conversationRoom } from './rooms.ts'
import { within } from './within.ts'

/** A handshake waits so long for what happened between its session and its subscriptions. */
const CATCH_UP_WAIT_MS = 1_000
/** Each conversation may answer with a page of some hundred messages. */
const catchUpBatches: BatchOptions = { most: 25, requests: 2 }

/** A conversation that people with sockets on this instance take part in. */
export interface LocalConversation {
  readonly id: string
  /** The room of the sockets that hear everything of it. */
  readonly room: string
  readonly people: Set<Person>
  /** Whether it takes no messages now. */
  readOnly: boolean
  /** Resolves once its channel is listened to and what came before that is caught up with. */
  readonly ready: Promise<void>
}

interface Followed extends LocalConversation {
  readonly feed: OrderedFeed
  close(): void
}

export interface ConversationsListener {
  /** Called with each event of a conversation once, in order. */
  apply(conversation: LocalConversation, event: BusEvent): void
  /** A present state was read that is ahead of the events which follow. */
  snapshotRead(conversation: LocalConversation, snapshot: ConversationSnapshot): void
  gapFound(): void
}

interface Surroundings {
  readonly bus: Bus
  readonly commands: Pick<ConversationCommands, 'catchUp'>
  readonly listener: ConversationsListener
  readonly logger: EngineLogger
}

/** Follows conversations as long as somebody on this instance takes part in them: the bus is heard by interest only. */
export class LocalConversations {
  readonly #surroundings: Surroundings
  readonly #followed = new Map<string, Followed>()
  readonly #catchUp: (position: { conversationId: string; version: number }) => Promise<{ page?: CatchUpPage }>

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings
    this.#catchUp = inBatches(catchUpBatches, async (positions) => {
      const { conversations } = await surroundings.commands.catchUp({ positions: [...positions] })
      const pages = new Map(conversations.map((page) => [page.snapshot._id, page]))
      return positions.map(({ conversationId }) => {
        const page = pages.get(conversationId)
        return page === undefined ? {} : { page }
      })
    })
  }

  get(conversationId: string): LocalConversation | undefined {
    return this.#followed.get(conversationId)
  }

  /** Counts the person in. The first one makes the conversation followed, from the position given. */
  enter(person: Person, position: ConversationPosition): LocalConversation {
    const followed = this.#followed.get(position.conversationId) ?? this.#follow(position)
    followed.people.add(person)
    if (position.version >= followed.feed.position.version) followed.readOnly = position.readOnly
    return followed
  }

  /** Counts the person out. With the last one the conversation is followed no more. */
  exit(person: Person, conversationId: string): void {
    const followed = this.#followed.get(conversationId)
    if (followed === undefined) return
    followed.people.delete(person)
    if (followed.people.size > 0) return
    this.#followed.delete(conversationId)
    followed.close()
  }

  /** Reads and applies what every followed conversation may have missed. */
  async catchUpAll(): Promise<void> {
    await Promise.all([...this.#followed.values()].map(({ feed }) => feed.catchUp()))
  }

  close(): void {
    for (const followed of this.#followed.values()) followed.close()
    this.#followed.clear()
  }

  #follow({ conversationId, version, lastSeq, readOnly }: ConversationPosition): Followed {
    const { bus, listener, logger } = this.#surroundings
    const feed = new OrderedFeed({
      conversationId,
      position: { version, lastSeq },
      apply: (event) => listener.apply(followed, event),
      snapshotRead: (snapshot) => listener.snapshotRead(followed, snapshot),
      gapFound: () => listener.gapFound(),
      catchUp: async (from) => (await this.#catchUp({ conversationId, version: from })).page,
      logger,
    })
    const subscribed = bus.subscribe(conversationChannel(conversationId), (event) => feed.push(event))
    // The version was read before the channel was heard: what was told in between is asked for.
    const ready = subscribed.then(async () => void (await within(CATCH_UP_WAIT_MS, feed.catchUp())))
    ready.catch((err) => logger.error({ err, conversationId }, 'cannot listen to a conversation'))
    const followed: Followed = {
      id: conversationId,
      room: conversationRoom(conversationId),
      people: new Set(),
      readOnly,
      ready,
      feed,
      close() {
        feed.close()
        subscribed.then((stop) => stop()).catch(() => {})
      },
    }
    this.#followed.set(conversationId, followed)
    return followed
  }
}
