import type { Teardown } from '@touchline/testing'

/** What has to be undone, outside of tap; last registered first. */
export class Cleanup implements Teardown {
  readonly #undo: (() => unknown)[] = []

  teardown(fn: () => unknown): void {
    this.#undo.push(fn)
  }

  async run(): Promise<void> {
    for (const undo of this.#undo.splice(0).reverse()) await undo()
  }
}
