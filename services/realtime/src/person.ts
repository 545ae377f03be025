import type { CommandReply, ConversationPosition } from '@touchline/contracts'
import type { RealtimeSocket } from './socket-types.ts'

export type Session = CommandReply<'openSessions'>['sessions'][number]

interface Standing {
  /** The conversation's version at which this was seen. */
  readonly version: number
  /** When this instance learned it, by the person's own clock. */
  readonly at: number
}

export interface Reconciled {
  readonly joined: ConversationPosition[]
  readonly left: string[]
}

/** One admitted socket and what belongs to it alone. */
export interface Client {
  readonly socket: RealtimeSocket
  readonly person: Person
  /** The conversations that this socket has left by `conversation:leave`. */
  readonly muted: Set<string>
  /** When its token expires, in milliseconds since 1970. */
  expiresAt: number
}

/**
 * A person with sockets on this instance, and the conversations that they take part in. What is known comes from two
 * sides, sessions that were read and events that were heard, which overtake each other; versions and the clock decide.
 */
export class Person {
  readonly userId: string
  displayName = ''
  /** Set once nobody on this instance holds the person any more; what comes later follows nothing. */
  gone = false
  readonly clients = new Set<Client>()
  readonly #memberships = new Map<string, Standing>()
  readonly #departures = new Map<string, Standing>()
  #deactivatedAt: number | undefined
  #clock = 0

  constructor(userId: string) {
    this.userId = userId
  }

  /** To be taken before a session is read and given to `reconcile` with it. */
  mark(): number {
    return this.#clock
  }

  get active(): boolean {
    return this.#deactivatedAt === undefined
  }

  isIn(conversationId: string): boolean {
    return this.#memberships.has(conversationId)
  }

  conversationIds(): string[] {
    return [...this.#memberships.keys()]
  }

  /** Notes that the person takes part. Says false when they are known to have left after that version. */
  join(conversationId: string, version: number): boolean {
    const departure = this.#departures.get(conversationId)
    if (departure !== undefined && departure.version >= version) return false
    const known = this.#memberships.get(conversationId)?.version ?? 0
    this.#departures.delete(conversationId)
    this.#memberships.set(conversationId, this.#seen(Math.max(known, version)))
    return true
  }

  /** Notes that the person takes part no more. Says false when that is old news, or none. */
  leave(conversationId: string, version?: number): boolean {
    const membership = this.#memberships.get(conversationId)
    if (membership !== undefined && version !== undefined && membership.version > version) return false
    const departure = this.#departures.get(conversationId)
    const reached = Math.max(version ?? 0, membership?.version ?? 0, departure?.version ?? 0)
    this.#departures.set(conversationId, this.#seen(reached))
    return this.#memberships.delete(conversationId)
  }

  /** Whether a snapshot of that version, which does not name the person, means that they have left. */
  isMissingSince(conversationId: string, version: number): boolean {
    const membership = this.#memberships.get(conversationId)
    return membership !== undefined && version > membership.version
  }

  deactivate(): void {
    this.#clock += 1
    this.#deactivatedAt = this.#clock
  }

  /**
   * Takes over a session that was asked for at `mark`; what was heard since then is newer than it. Somebody who is
   * deactivated keeps their memberships until their sockets have gone: those who share them are told of that.
   */
  reconcile(session: Session, mark: number): Reconciled {
    if (session.user === null) {
      this.deactivate()
      return { joined: [], left: [] }
    }
    this.displayName = session.user.displayName
    if (this.#deactivatedAt !== undefined && this.#deactivatedAt <= mark) this.#deactivatedAt = undefined
    const positions = new Map(session.conversations.map((position) => [position.conversationId, position]))
    const joined = [...positions.values()].filter((position) => this.#adopt(position, mark))
    const left = this.conversationIds().filter((id) => !positions.has(id) && this.#standsBefore(mark, id))
    for (const conversationId of left) this.leave(conversationId)
    return { joined, left }
  }

  #adopt({ conversationId, version }: ConversationPosition, mark: number): boolean {
    const departure = this.#departures.get(conversationId)
    if (departure !== undefined && departure.at > mark && departure.version >= version) return false
    const isNew = !this.#memberships.has(conversationId)
    this.#departures.delete(conversationId)
    this.join(conversationId, version)
    return isNew
  }

  #standsBefore(mark: number, conversationId: string): boolean {
    const membership = this.#memberships.get(conversationId)
    return membership !== undefined && membership.at <= mark
  }

  #seen(version: number): Standing {
    this.#clock += 1
    return { version, at: this.#clock }
  }
}
