/** The times are from `performance.now()`, in milliseconds. */
interface Span {
  readonly startedAt: number
  endsAt: number
  /** What writing took in it. */
  writingMs: number
  /** The most events that came in one turn of the event loop. */
  eventsInTurn: number
}

/**
 * How long a socket that was just written to waits, so that messages pile up and leave in one write: some times as long as writing
 * to all takes, so that writing takes a part of the time and no more. Where events come one at a time a wait saves little; the
 * more of them come in a turn, the more there is to save.
 */
export class Pace {
  #span: Span = { startedAt: 0, endsAt: 0, writingMs: 0, eventsInTurn: 0 }
  #leastMs = 0
  #holdMs = 0

  /** How long whoever was written to waits, in milliseconds. */
  get holdMs(): number {
    return this.#holdMs
  }

  /** Notes a writing, and how many events came since the last one. Says whether another span of time began with it. */
  wrote(startedAt: number, endedAt: number, events: number): boolean {
    const { endsAt } = this.#span
    const isNext = startedAt >= endsAt
    if (isNext) {
      // As long as the load goes on, a span that has just begun waits as long as the one before it.
      this.#leastMs = startedAt < endsAt + this.#holdMs ? holdFor(this.#span) : 0
      this.#span = { startedAt, endsAt, writingMs: 0, eventsInTurn: 0 }
    }
    const span = this.#span
    span.writingMs += endedAt - startedAt
    span.eventsInTurn = Math.max(span.eventsInTurn, events)
    this.#holdMs = Math.max(this.#leastMs, holdFor(span))
    span.endsAt = span.startedAt + this.#holdMs
    return isNext
  }
}

function holdFor({ writingMs, eventsInTurn }: Span): number {
  if (eventsInTurn > 1) return Math.min(120, 50 + eventsInTurn, 15 * writingMs)
  return Math.min(20, 3 * writingMs)
}
