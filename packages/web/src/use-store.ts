import type { ReadableStore } from '@touchline/client'
import { useSyncExternalStore } from 'react'

/** The present snapshot of a store; the component is drawn again when it changes. */
export function useStore<Snapshot>(store: ReadableStore<Snapshot>): Snapshot {
  return useSyncExternalStore(store.subscribe, store.getSnapshot)
}
