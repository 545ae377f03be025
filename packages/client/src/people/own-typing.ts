import type { Connection } from '../connection.ts'
import type { Timing } from '../timing.ts'

interface Turn {
  toldAt: number
  timer: ReturnType<typeof setTimeout>
}

/** Tells the others that this person types: not with every key, and that it has ended. */
export class OwnTyping {
  readonly #connection: Pick<Connection, 'request' | 'isOnline'>
  readonly #timing: Timing
  readonly #turns = new Map<string, Turn>()

  constructor({ connection, timing }: { connection: Pick<Connection, 'request' | 'isOnline'>; timing: Timing }) {
    this.#connection = connection
    this.#timing = timing
  }

  /** To be called with each key. */
  typed(conversationId: string): void {
    const turn = this.#turns.get(conversationId)
    clearTimeout(turn?.timer)
    const timer = setTimeout(() => this.stop(conversationId), this.#timing.typingPause)
    const isDue = turn === undefined || Date.now() - turn.toldAt >= this.#timing.typingRepeat
    this.#turns.set(conversationId, { toldAt: isDue ? Date.now() : turn.toldAt, timer })
    if (isDue) this.#tell('typing:start', conversationId)
  }

  stop(conversationId: string): void {
    if (this.#forget(conversationId)) this.#tell('typing:stop', conversationId)
  }

  /** A message ends it everywhere, so nothing has to be told. */
  sent(conversationId: string): void {
    this.#forget(conversationId)
  }

  close(): void {
    for (const conversationId of [...this.#turns.keys()]) this.#forget(conversationId)
  }

  #forget(conversationId: string): boolean {
    clearTimeout(this.#turns.get(conversationId)?.timer)
    return this.#turns.delete(conversationId)
  }

  /** Of no use later, and nothing to report when it fails. */
  #tell(event: 'typing:start' | 'typing:stop', conversationId: string): void {
    if (this.#connection.isOnline) this.#connection.request(event, { conversationId }).catch(() => {})
  }
}
