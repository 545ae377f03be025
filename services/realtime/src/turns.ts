/** Lets the actions of one key follow each other in the order in which they came; those of other keys go beside them. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>()

  /** Resolves or rejects as the action does. A failed action does not keep the next one from its turn. */
  take<Result>(key: string, action: () => Promise<Result>): Promise<Result> {
    const before = this.#last.get(key)
    const turn = before === undefined ? action() : before.then(action, action)
    this.#last.set(key, turn)
    const clear = () => {
      if (this.#last.get(key) === turn) this.#last.delete(key)
    }
    turn.then(clear, clear)
    return turn
  }

  /** Resolves once every action that has come so far is done. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#last.values())
  }
}
