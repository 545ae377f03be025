import { type BusEvent, TouchlineError, userChannel } from '@touchline/contracts'
import type { Bus } from '@touchline/service-kit'
import { Person } from './person.ts'
import { within } from './within.ts'

/** A handshake waits so long for its person's channel; after it the session is read once more. */
const SUBSCRIPTION_WAIT_MS = 2_000

export interface PeopleListener {
  /** Something was told on the person's channel. */
  heard(person: Person, event: BusEvent): void
  /** The channel stands later than a handshake could wait for: events may have been missed. */
  heardLate(person: Person): void
  /** Nobody holds the person any more. */
  gone(person: Person): void
}

interface Held {
  readonly person: Person
  readonly subscribed: Promise<() => Promise<void>>
  holds: number
}

/** The people who have sockets or handshakes on this instance; each one's channel is listened to as long as that. */
export class People {
  readonly #bus: Bus
  readonly #listener: PeopleListener
  readonly #held = new Map<string, Held>()

  constructor(bus: Bus, listener: PeopleListener) {
    this.#bus = bus
    this.#listener = listener
  }

  all(): Person[] {
    return [...this.#held.values()].map(({ person }) => person)
  }

  get(userId: string): Person | undefined {
    return this.#held.get(userId)?.person
  }

  /**
   * The person, with their channel listened to, until `release` has been called as often as this. Throws `UNAVAILABLE`
   * when the channel cannot be listened to.
   */
  async hold(userId: string): Promise<Person> {
    const held = this.#held.get(userId) ?? this.#open(userId)
    held.holds += 1
    try {
      const inTime = await within(SUBSCRIPTION_WAIT_MS, held.subscribed)
      if (!inTime) held.subscribed.then(() => this.#listener.heardLate(held.person)).catch(() => {})
    } catch (cause) {
      this.#release(held)
      throw new TouchlineError('UNAVAILABLE', undefined, { cause })
    }
    return held.person
  }

  release(person: Person): void {
    const held = this.#held.get(person.userId)
    if (held?.person === person) this.#release(held)
  }

  #open(userId: string): Held {
    const person = new Person(userId)
    const subscribed = this.#bus.subscribe(userChannel(userId), (event) => this.#listener.heard(person, event))
    const held = { person, subscribed, holds: 0 }
    this.#held.set(userId, held)
    return held
  }

  #release(held: Held): void {
    held.holds -= 1
    if (held.holds > 0) return
    this.#held.delete(held.person.userId)
    held.person.gone = true
    held.subscribed.then((stop) => stop()).catch(() => {})
    this.#listener.gone(held.person)
  }
}
