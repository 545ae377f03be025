import type { Conversation, Message } from '@touchline/contracts'
import { Notifier, type ReadableStore } from '../store.ts'
import type { ConversationEvent } from './events.ts'
import { reduce } from './reduce.ts'
import { type ConversationState, initialState } from './state.ts'
import { ConversationView } from './view.ts'

/** The person's conversations, latest activity first. */
export interface ConversationList {
  /** False until they have been read for the first time. */
  readonly loaded: boolean
  readonly conversations: readonly Conversation[]
  /** Unread messages of all conversations together. */
  readonly unreadCount: number
}

export interface ConversationsListener {
  /** A conversation has come, changed, or gone. */
  changed(id: string, state: ConversationState | undefined): void
  /** All of them have been read for the first time: one that is not among them is none of the person's. */
  loaded(): void
  /** Messages were told of, as they are now. */
  messagesTold(messages: readonly Message[]): void
}

interface Entry {
  state: ConversationState
  readonly view: ConversationView
}

/** The state of every conversation of the person, in one place. Events go in by `dispatch`; stores read what came of it. */
export class Conversations implements ReadableStore<ConversationList> {
  readonly #entries = new Map<string, Entry>()
  readonly #listeners = new Set<ConversationsListener>()
  readonly #notifier = new Notifier()
  /** When membership of a conversation was last told of, by the client's own clock. */
  readonly #touched = new Map<string, number>()
  #clock = 0
  #loaded = false
  #list: ConversationList | undefined

  /** Adds what reacts to changes; called in the order of adding. */
  listen(listener: ConversationsListener): void {
    this.#listeners.add(listener)
  }

  readonly subscribe = (listener: () => void): (() => void) => this.#notifier.subscribe(listener)

  readonly getSnapshot = (): ConversationList => {
    if (this.#list === undefined) {
      const conversations = [...this.#entries.values()].map(({ state, view }) => view.of(state)).sort(byActivity)
      const unreadCount = conversations.reduce((sum, conversation) => sum + conversation.unreadCount, 0)
      this.#list = { loaded: this.#loaded, conversations, unreadCount }
    }
    return this.#list
  }

  get loaded(): boolean {
    return this.#loaded
  }

  markLoaded(): void {
    if (this.#loaded) return
    this.#loaded = true
    this.#listChanged()
    for (const listener of this.#listeners) listener.loaded()
  }

  ids(): string[] {
    return [...this.#entries.keys()]
  }

  state(id: string): ConversationState | undefined {
    return this.#entries.get(id)?.state
  }

  view(id: string): Conversation | undefined {
    const entry = this.#entries.get(id)
    return entry?.view.of(entry.state)
  }

  /** Applies an event. False for a conversation that is not known here. */
  dispatch(id: string, event: ConversationEvent): boolean {
    const entry = this.#entries.get(id)
    if (entry === undefined) return false
    const before = entry.state
    entry.state = reduce(before, event)
    this.#tellMessages(messagesOf(event))
    if (entry.state !== before) this.#changed(id)
    return true
  }

  /** Begins with a conversation that is not known here. */
  add(me: string, conversation: Conversation, messages: readonly Message[]): void {
    this.#entries.set(conversation._id, {
      state: initialState(me, conversation, messages),
      view: new ConversationView(),
    })
    this.#tellMessages(messages)
    this.#changed(conversation._id)
  }

  remove(id: string): void {
    if (this.#entries.delete(id)) this.#changed(id)
  }

  /** Notes that it was told just now whether the person takes part in a conversation. */
  touch(id: string): void {
    this.#clock += 1
    this.#touched.set(id, this.#clock)
  }

  /** The present moment, for `touchedSince`. */
  mark(): number {
    return this.#clock
  }

  touchedSince(id: string, mark: number): boolean {
    return (this.#touched.get(id) ?? 0) > mark
  }

  #changed(id: string): void {
    this.#listChanged()
    for (const listener of this.#listeners) listener.changed(id, this.state(id))
  }

  #tellMessages(messages: readonly Message[]): void {
    if (messages.length === 0) return
    for (const listener of this.#listeners) listener.messagesTold(messages)
  }

  #listChanged(): void {
    this.#list = undefined
    this.#notifier.notify()
  }
}

function messagesOf(event: ConversationEvent): readonly Message[] {
  if (event.type === 'message') return [event.message]
  return 'messages' in event ? event.messages : []
}

/** As the server orders them. */
function byActivity(one: Conversation, other: Conversation): number {
  if (one.updatedAt !== other.updatedAt) return one.updatedAt < other.updatedAt ? 1 : -1
  return one._id < other._id ? 1 : -1
}
