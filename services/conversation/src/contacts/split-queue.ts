import type { SplitLook } from './split.repository.ts'

/** Looks under way at a time: they share the connections of everything else. */
const WORKERS = 2
/** What more is waiting is left to the sweeper, which finds it noted. */
const MOST_WAITING = 5_000

export interface SplitQueue {
  /** A look that waits already is not added again. */
  add(look: SplitLook): void
  /** Resolves when nothing waits and nothing is under way. */
  idle(): Promise<void>
  /** Forgets what waits, which stays noted, and takes nothing more. Resolves when nothing is under way. */
  stop(): Promise<void>
}

/** Runs looks in their order, a few at a time. One that fails is reported and stays noted. */
export function createSplitQueue(
  check: (look: SplitLook) => Promise<void>,
  onFailure: (error: unknown) => void,
): SplitQueue {
  const waiting = new Map<string, SplitLook>()
  const workers = new Set<Promise<void>>()
  let working = 0
  let stopped = false

  async function work(): Promise<void> {
    // A map goes on with what is added while it is gone through.
    for (const [key, look] of waiting) {
      waiting.delete(key)
      await check(look).catch(onFailure)
    }
    // In the same turn as the last look at the queue, so that what is added next starts a worker.
    working--
  }

  async function idle(): Promise<void> {
    while (workers.size > 0) await Promise.all(workers)
  }

  return {
    add(look) {
      if (stopped || waiting.size >= MOST_WAITING) return
      waiting.set(`${look.conversationId} ${look.seq}`, look)
      if (working >= WORKERS) return
      working++
      const worker = work().finally(() => workers.delete(worker))
      workers.add(worker)
    },
    idle,
    stop() {
      stopped = true
      waiting.clear()
      return idle()
    },
  }
}
