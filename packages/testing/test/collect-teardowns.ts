import type { Teardown } from '../src/index.ts'

/** Stands in for a tap test, so that its end can be watched from outside. */
export function collectTeardowns(): { owner: Teardown; end(): Promise<void> } {
  const registered: (() => unknown)[] = []
  return {
    owner: { teardown: (fn) => registered.push(fn) },
    end: async () => {
      for (const fn of registered.splice(0).reverse()) await fn()
    },
  }
}
