import { TouchlineClientError } from '@touchline/client'
import { useEffect, useState } from 'react'
import { useStore } from '../use-store.ts'
import { useChat, useMe } from './chat-context.tsx'

/**
 * Whether the person is an Admin; undefined while that is not known. Their conversations say it; who is in none, as the
 * first Admin of a new academy, finds out by asking for what only Admins get.
 */
export function useIsAdmin(): boolean | undefined {
  const { client } = useChat()
  const { loaded } = useStore(client.conversations)
  const { status } = useStore(client.connection)
  const me = useMe()
  const [mayOversee, setMayOversee] = useState<boolean>()
  const mustAsk = loaded && me === undefined && status === 'online'
  useEffect(() => {
    if (!mustAsk) return
    let isCurrent = true
    client.findings({ limit: 1 }).then(
      () => isCurrent && setMayOversee(true),
      // Anything but the refusal says nothing; it is asked again with the next connection.
      (error: unknown) => isCurrent && isRefusal(error) && setMayOversee(false),
    )
    return () => {
      isCurrent = false
    }
  }, [client, mustAsk])
  return me === undefined ? mayOversee : me.role === 'admin'
}

function isRefusal(error: unknown): boolean {
  return error instanceof TouchlineClientError && error.code === 'FORBIDDEN'
}
