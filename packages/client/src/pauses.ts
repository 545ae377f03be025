/** Resolves after so many milliseconds, or at once when the signal aborts. Never rejects. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done)
  })
}

/**
 * Milliseconds before the next try after so many failures: doubling, and spread at random between half and all of it, so
 * that a thousand clients of a server that went away do not come back at once.
 */
export function retryPause(failures: number, { firstMs, longestMs }: { firstMs: number; longestMs: number }): number {
  const full = Math.min(longestMs, firstMs * 2 ** Math.max(0, failures - 1))
  return full * (0.5 + Math.random() / 2)
}

/** Pauses that can be cut short: whoever waits goes on when `wake` is called, because what it waited for may have come. */
export class Alarm {
  #controller = new AbortController()

  pause(ms: number): Promise<void> {
    return pause(ms, this.#controller.signal)
  }

  wake(): void {
    this.#controller.abort()
    this.#controller = new AbortController()
  }
}
