import { useEffect, useState } from 'react'
import { useChat } from '../chat/chat-context.tsx'

/** An address that shows a file, while it is wanted. Undefined until it is known, and where it cannot be had. */
export function useFileLink(url: string | undefined): string | undefined {
  const { client } = useChat()
  const [link, setLink] = useState<string>()
  useEffect(() => {
    if (url === undefined) return
    let isWanted = true
    client
      .fileLinks([url])
      .then((links) => isWanted && setLink(links.get(url)))
      // The place stays empty; it is asked for again when the message is shown again.
      .catch(() => {})
    return () => {
      isWanted = false
    }
  }, [client, url])
  return link
}
