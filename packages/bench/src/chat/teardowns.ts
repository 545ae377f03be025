import type { Teardown } from '@touchline/testing'

/** What has to be undone at the end, last registered first. */
export class Teardowns implements Teardown {
  readonly #undo: (() => unknown)[] = []

  teardown(fn: () => unknown): void {
    this.#undo.push(fn)
  }

  /** Does all of it, also when a part fails; throws the first failure. */
  async run(): Promise<void> {
    const failures: unknown[] = []
    for (const undo of this.#undo.splice(0).reverse()) {
      try {
        await undo()
      } catch (error) {
        failures.push(error)
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'could not clean up')
  }
}
