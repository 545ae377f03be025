export interface BatchOptions {
  /** The most items of one request. */
  readonly most: number
  /** The most requests under way; what is asked meanwhile waits and then travels together. */
  readonly requests: number
}

/**
 * Makes one request of all that is asked in one turn of the event loop, and of all that is asked while requests are
 * under way: one at a time when it is quiet, few and large ones in a storm. `run` answers in the order of the items.
 */
export function inBatches<Item, Result>(
  { most, requests }: BatchOptions,
  run: (items: readonly Item[]) => Promise<readonly Result[]>,
): (item: Item) => Promise<Result> {
  type Asked = { item: Item; resolve(result: Result): void; reject(error: unknown): void }
  const asked: Asked[] = []
  let underWay = 0
  let scheduled = false

  function schedule(): void {
    if (scheduled) return
    scheduled = true
    setImmediate(() => {
      scheduled = false
      while (asked.length > 0 && underWay < requests) void request(asked.splice(0, most))
    })
  }

  async function request(batch: readonly Asked[]): Promise<void> {
    underWay += 1
    try {
      const results = await run(batch.map(({ item }) => item))
      for (const [index, { resolve, reject }] of batch.entries()) {
        const result = results[index]
        if (result === undefined) reject(new Error('a batch was answered in part'))
        else resolve(result)
      }
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
    underWay -= 1
    if (asked.length > 0) schedule()
  }

  return (item) =>
    new Promise((resolve, reject) => {
      asked.push({ item, resolve, reject })
      schedule()
    })
}
