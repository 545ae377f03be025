import type { Timing } from '../timing.ts'

/** Somebody who is writing in a conversation. */
export interface TypingPerson {
  readonly userId: string
  readonly userName: string
}

interface Typist extends TypingPerson {
  readonly timer: ReturnType<typeof setTimeout>
}

const nobody: readonly TypingPerson[] = []

interface TypingOptions {
  readonly timing: Timing
  changed(conversationId: string): void
}

/** Who else types where. Each ends by itself: the news that somebody stopped may be lost. */
export class Typing {
  readonly #options: TypingOptions
  readonly #typists = new Map<string, Map<string, Typist>>()
  readonly #shown = new Map<string, readonly TypingPerson[]>()

  constructor(options: TypingOptions) {
    this.#options = options
  }

  /** Who types in a conversation, first come first; the same array until that changes. */
  of(conversationId: string): readonly TypingPerson[] {
    const typists = this.#typists.get(conversationId)
    if (typists === undefined || typists.size === 0) return nobody
    const shown =
      this.#shown.get(conversationId) ?? [...typists.values()].map(({ userId, userName }) => ({ userId, userName }))
    this.#shown.set(conversationId, shown)
    return shown
  }

  started(conversationId: string, { userId, userName }: TypingPerson): void {
    const typists = this.#typists.get(conversationId) ?? new Map<string, Typist>()
    this.#typists.set(conversationId, typists)
    const known = typists.get(userId)
    clearTimeout(known?.timer)
    const timer = setTimeout(() => this.stopped(conversationId, userId), this.#options.timing.typingExpiry)
    typists.set(userId, { userId, userName, timer })
    if (known?.userName !== userName) this.#changed(conversationId)
  }

  stopped(conversationId: string, userId: string): void {
    const typists = this.#typists.get(conversationId)
    clearTimeout(typists?.get(userId)?.timer)
    if (typists?.delete(userId)) this.#changed(conversationId)
  }

  /** Nothing is heard any more: nobody is known to type. */
  clear(): void {
    for (const [conversationId, typists] of this.#typists) {
      for (const userId of [...typists.keys()]) this.stopped(conversationId, userId)
    }
  }

  #changed(conversationId: string): void {
    this.#shown.delete(conversationId)
    this.#options.changed(conversationId)
  }
}
