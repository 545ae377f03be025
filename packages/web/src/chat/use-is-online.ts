import { useSyncExternalStore } from 'react'
import { useStore } from '../use-store.ts'
import { useChat } from './chat-context.tsx'

/**
 * Whether what is written goes out now. The device often knows that it has no network some seconds before the connection is
 * found to be gone.
 */
export function useIsOnline(): boolean {
  const { client } = useChat()
  const { status } = useStore(client.connection)
  const hasNetwork = useSyncExternalStore(subscribe, () => navigator.onLine)
  return status === 'online' && hasNetwork
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('online', listener)
  window.addEventListener('offline', listener)
  return () => {
    window.removeEventListener('online', listener)
    window.removeEventListener('offline', listener)
  }
}
