import { useEffect } from 'react'
import { useText } from '../i18n/use-text.ts'
import { useStore } from '../use-store.ts'
import { useChat } from './chat-context.tsx'

/** Shows in the browser's tab how much is unread. */
export function useUnreadInTitle(): void {
  const { client } = useChat()
  const { unreadCount } = useStore(client.conversations)
  const text = useText()
  const name = text('app.name')
  useEffect(() => {
    document.title = unreadCount > 0 ? `(${unreadCount}) ${name}` : name
    return () => {
      document.title = name
    }
  }, [unreadCount, name])
}
