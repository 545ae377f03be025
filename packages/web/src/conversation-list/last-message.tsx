import type { Conversation } from '@touchline/client'
import { Paperclip } from 'lucide-react'
import { useChat } from '../chat/chat-context.tsx'
import { shortText } from '../conversation/hidden.ts'
import { useText } from '../i18n/use-text.ts'

/** What was said last. */
export function LastMessage({ conversation }: { conversation: Conversation }) {
  const { userId } = useChat()
  const text = useText()
  const { lastMessage: message, type } = conversation
  if (message === undefined) return text('list.noMessages')
  const isOwn = message.senderId === userId
  const who = isOwn ? text('message.you') : type === 'batch' ? message.senderName : undefined
  return (
    <>
      {who !== undefined && (
        <>
          <bdi>{who}</bdi>:{' '}
        </>
      )}
      {message.deletedAt !== undefined ? (
        <em>{text('message.deleted')}</em>
      ) : (
        <bdi>
          {message.file !== undefined && <Paperclip size={14} aria-label={text('file.one')} />}
          {shortText(message.content, text('hidden.pill')) || message.file?.name}
        </bdi>
      )}
    </>
  )
}
