import {
  type BusEvent,
  type BusEventOf,
  type ConversationPosition,
  type ConversationSnapshot,
  conversationFor,
  TouchlineError,
} from '@touchline/contracts'
import type { LocalConversation, LocalConversations } from './local-conversations.ts'
import type { Client, Person } from './person.ts'
import { conversationRoom, personRoom, quietRoom } from './rooms.ts'
import type { SessionReader } from './session-reader.ts'
import type { RealtimeServer } from './socket-types.ts'
import type { Typing } from './typing.ts'

interface Surroundings {
  readonly io: RealtimeServer
  readonly conversations: LocalConversations
  readonly sessions: SessionReader
  readonly typing: Typing
}

/** Keeps the rooms of every socket on this instance equal to what its person takes part in. */
export class Memberships {
  readonly #surroundings: Surroundings

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings
  }

  /**
   * Reads what the person takes part in and follows it. Throws `UNAUTHENTICATED` for one who is unknown or deactivated,
   * and cuts the sockets that they still have.
   */
  async load(person: Person): Promise<void> {
    const mark = person.mark()
    const session = await this.#surroundings.sessions.read(person.userId)
    if (person.gone) return
    const { joined, left } = person.reconcile(session, mark)
    for (const conversationId of left) this.#tellRemoved(person, conversationId)
    if (!person.active) {
      this.#cut(person)
      throw new TouchlineError('UNAUTHENTICATED')
    }
    for (const position of session.conversations) this.#learn(person, position)
    for (const position of joined) {
      this.#join(person, position.conversationId)
      void this.#tellNew(person, position)
    }
  }

  /** Resolves once everything of the person's conversations is heard. */
  async followed(person: Person): Promise<void> {
    const { conversations } = this.#surroundings
    await Promise.all(person.conversationIds().map((id) => conversations.get(id)?.ready))
  }

  /** Puts a socket where its person is. */
  admit(client: Client): void {
    const { person, socket } = client
    person.clients.add(client)
    void socket.join([personRoom(person.userId), ...person.conversationIds().map(conversationRoom)])
  }

  /** Follows what is told on a person's channel. */
  apply(person: Person, event: BusEvent): void {
    if (person.gone) return
    switch (event.type) {
      case 'participant.added':
        if (event.data.userId === person.userId) this.#add(person, event.data.conversation)
        return
      case 'conversation.created':
        if (hasParticipant(event.data, person)) this.#add(person, event.data)
        return
      case 'participant.removed':
        if (event.data.userId === person.userId) this.#remove(person, event)
        return
      case 'user.updated':
        if (event.data.id !== person.userId) return
        if (event.data.active) person.displayName = event.data.displayName
        else {
          person.deactivate()
          this.#cut(person)
        }
        return
      default:
        return
    }
  }

  /** Removes those whom a newer state of the conversation does not name, before anything that came after it is sent. */
  removeMissing(conversation: LocalConversation, snapshot: ConversationSnapshot): void {
    for (const person of [...conversation.people]) {
      if (hasParticipant(snapshot, person) || !person.isMissingSince(conversation.id, snapshot.version)) continue
      person.leave(conversation.id, snapshot.version)
      this.#tellRemoved(person, conversation.id)
    }
  }

  /** Ends the following of everything on behalf of a person who has no socket here any more. */
  forget(person: Person): void {
    for (const conversationId of person.conversationIds()) this.#surroundings.conversations.exit(person, conversationId)
  }

  #add(person: Person, snapshot: ConversationSnapshot): void {
    if (!person.join(snapshot._id, snapshot.version)) return
    const { _id: conversationId, type, version, lastSeq, readOnly } = snapshot
    this.#learn(person, { conversationId, type, version, lastSeq, readOnly })
    this.#join(person, conversationId)
    this.#tell(person, snapshot)
  }

  #remove(person: Person, { version, data }: BusEventOf<'participant.removed'>): void {
    if (person.leave(data.conversationId, version)) this.#tellRemoved(person, data.conversationId)
  }

  #learn(person: Person, position: ConversationPosition): void {
    if (person.isIn(position.conversationId)) this.#surroundings.conversations.enter(person, position)
  }

  #join(person: Person, conversationId: string): void {
    for (const { socket, muted } of person.clients) {
      void socket.join(muted.has(conversationId) ? quietRoom(conversationId) : conversationRoom(conversationId))
    }
  }

  /** The sockets leave before they are told, so that nothing of the conversation can follow. */
  #tellRemoved(person: Person, conversationId: string): void {
    for (const { socket, muted } of person.clients) {
      void socket.leave(conversationRoom(conversationId))
      void socket.leave(quietRoom(conversationId))
      muted.delete(conversationId)
    }
    this.#surroundings.conversations.exit(person, conversationId)
    this.#surroundings.typing.clear(person.userId, conversationId)
    this.#surroundings.io.local.to(personRoom(person.userId)).emit('conversation:removed', { conversationId })
  }

  /** A session says that there is a conversation, not what it is like. Only somebody who is connected has to be told. */
  async #tellNew(person: Person, position: ConversationPosition): Promise<void> {
    if (![...person.clients].some(({ socket }) => socket.connected)) return
    const snapshot = await this.#surroundings.sessions.snapshot(position)
    if (snapshot !== undefined && person.isIn(position.conversationId)) this.#tell(person, snapshot)
  }

  #tell(person: Person, snapshot: ConversationSnapshot): void {
    const { io } = this.#surroundings
    io.local.to(personRoom(person.userId)).emit('conversation:new', conversationFor(snapshot, person.userId))
  }

  #cut(person: Person): void {
    for (const { socket } of [...person.clients]) {
      if (socket.connected) socket.disconnect(true)
      else socket.conn.close()
    }
  }
}

function hasParticipant(snapshot: ConversationSnapshot, person: Person): boolean {
  return snapshot.participants.some(({ userId }) => userId === person.userId)
}
