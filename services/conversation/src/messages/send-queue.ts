import { setTimeout as sleep } from 'node:timers/promises'

/** The most sends that one statement stores. */
const MAX_BATCH = 256
/** Where several send at once, a batch waits for more as long as the one before it took, and no longer than this. */
const LONGEST_WAIT_MS = 5
/** The most sends that wait; more than Postgres can store in a few seconds helps nobody. */
const MAX_WAITING = 20_000

interface Waiting<Item, Result> {
  item: Item
  resolve(result: Result): void
  reject(error: unknown): void
}

/**
 * Group commit: what arrives while a batch is being stored makes up the next one. When nothing is under way, what came in
 * the same turn of the event loop goes at once; under load the batches grow. One batch at a time: a single writer is faster than
 * several, and stores items in the order in which they came.
 *
 * `store` answers with a result an item, in their order. When it rejects, every item of the batch does. As soon as the batch is
 * committed it may call `committed`, and is told whether more is waiting: that is stored while what came of this batch is told.
 * `refuse` makes the error for an item that finds the queue full.
 */
export function createSendQueue<Item, Result>(
  store: (items: Item[], committed: () => boolean) => Promise<Result[]>,
  refuse: () => Error,
): (item: Item) => Promise<Result> {
  let waiting: Waiting<Item, Result>[] = []
  let running = false

  function start(): void {
    running = true
    // What else came in this turn goes along: a batch of one costs as much as one of ten.
    setImmediate(() => void run())
  }

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, MAX_BATCH)
      waiting = waiting.slice(MAX_BATCH)
      const startedAt = performance.now()
      await new Promise<void>((free) => {
        const committed = () => {
          free()
          return waiting.length > 0
        }
        void settle(batch, committed).then(free)
      })
      // Who was answered may send again at once; those sends and the ones already here make one batch instead of two.
      const tookMs = performance.now() - startedAt
      if (batch.length > 1 && waiting.length < batch.length / 2) await sleep(Math.min(tookMs, LONGEST_WAIT_MS))
    }
    running = false
  }

  async function settle(batch: Waiting<Item, Result>[], committed: () => boolean): Promise<void> {
    try {
      const results = await store(
        batch.map(({ item }) => item),
        committed,
      )
      for (const [index, { resolve, reject }] of batch.entries()) {
        const result = results[index]
        if (result === undefined) reject(new Error('the batch was stored without an answer for this item'))
        else resolve(result)
      }
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
  }

  return (item) => {
    if (waiting.length >= MAX_WAITING) return Promise.reject(refuse())
    return new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      if (!running) start()
    })
  }
}
