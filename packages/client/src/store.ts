/** Something that changes: the shape that React's `useSyncExternalStore` takes. Both functions may be passed around alone. */
export interface ReadableStore<Snapshot> {
  /** The present state. The same object until something in it has changed. */
  readonly getSnapshot: () => Snapshot
  /** Calls the listener after each change until the returned function is called. */
  readonly subscribe: (listener: () => void) => () => void
}

/**
 * Tells listeners that something changed, once for everything that happened in one go: a sync that touches two hundred
 * conversations is one notification.
 */
export class Notifier {
  readonly #listeners = new Set<() => void>()
  #scheduled = false

  readonly subscribe = (listener: () => void): (() => void) => {
    // The same function may subscribe twice; each subscription ends alone.
    const entry = () => listener()
    this.#listeners.add(entry)
    return () => void this.#listeners.delete(entry)
  }

  get hasListeners(): boolean {
    return this.#listeners.size > 0
  }

  readonly notify = (): void => {
    if (this.#scheduled) return
    this.#scheduled = true
    queueMicrotask(() => {
      this.#scheduled = false
      for (const listener of [...this.#listeners]) listener()
    })
  }
}

/** A store of one value. */
export class ValueStore<Value> implements ReadableStore<Value> {
  readonly #notifier = new Notifier()
  #value: Value

  constructor(value: Value) {
    this.#value = value
  }

  readonly getSnapshot = (): Value => this.#value
  readonly subscribe = (listener: () => void): (() => void) => this.#notifier.subscribe(listener)

  set(value: Value): void {
    if (Object.is(value, this.#value)) return
    this.#value = value
    this.#notifier.notify()
  }
}

/** Resolves with the first snapshot that satisfies the condition; with the present one if it does already. */
export function when<Snapshot>(
  store: ReadableStore<Snapshot>,
  condition: (snapshot: Snapshot) => boolean,
): Promise<Snapshot> {
  return new Promise((resolve) => {
    const look = () => {
      const snapshot = store.getSnapshot()
      if (!condition(snapshot)) return false
      resolve(snapshot)
      return true
    }
    if (look()) return
    const stop = store.subscribe(() => {
      if (look()) stop()
    })
  })
}
