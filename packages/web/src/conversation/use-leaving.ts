import type { ConversationSnapshot } from '@touchline/client'
import { useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import { useChat } from '../chat/chat-context.tsx'
import { useText } from '../i18n/use-text.ts'
import { tell } from '../ui/toasts.tsx'

/**
 * Back to the list when the conversation that one looks at is one's own no more, with a line that says so; and without a
 * word where somebody else had it open who was signed in before. Answers whether that is so.
 */
export function useLeaving({ status, conversation }: ConversationSnapshot): boolean {
  const { followsAnother } = useChat()
  const [, navigate] = useLocation()
  const text = useText()
  const [title, setTitle] = useState<string>()
  if (conversation !== undefined && conversation.title !== title) setTitle(conversation.title)
  const isLeaving = status === 'absent' && (title !== undefined || followsAnother)
  useEffect(() => {
    if (!isLeaving) return
    if (title !== undefined) tell(text('conversation.left', { title }), { stays: true })
    navigate('/')
  }, [isLeaving, title, text, navigate])
  return isLeaving
}
