/** Runs at most `concurrent` tasks at a time, the others in the order in which they came. */
export function createLimiter(concurrent: number): <T>(task: () => Promise<T>) => Promise<T> {
  let running = 0
  const waiting: (() => void)[] = []
  return async (task) => {
    if (running >= concurrent) await new Promise<void>((resolve) => waiting.push(resolve))
    else running++
    try {
      return await task()
    } finally {
      const next = waiting.shift()
      // The place is handed over, not given back: otherwise a newcomer could take it first.
      if (next === undefined) running--
      else next()
    }
  }
}
