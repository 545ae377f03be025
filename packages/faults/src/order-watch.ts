import type { Message } from '@touchline/contracts'

/** Watches that what is shown of a conversation is at every moment in the order of the commits, without a hole or a double. */
export class OrderWatch {
  readonly #report: (problem: string) => void
  readonly #checked = new Map<string, number>()

  constructor(report: (problem: string) => void) {
    this.#report = report
  }

  /** Looks at the messages of a conversation that were not looked at before. */
  look(conversationId: string, messages: readonly Message[]): void {
    const checked = this.#checked.get(conversationId) ?? 0
    for (let index = messages.length - 1; index > 0; index -= 1) {
      const [before, message] = [messages[index - 1], messages[index]]
      if (before === undefined || message === undefined) break
      if (message.seq !== before.seq + 1) this.#report(`showed ${message.seq} after ${before.seq} in ${conversationId}`)
      if (message.seq < checked) break
    }
    this.#checked.set(conversationId, messages.at(-1)?.seq ?? 0)
  }
}
