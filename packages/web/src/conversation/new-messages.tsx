import type { Message } from '@touchline/client'
import { useEffect, useRef, useState } from 'react'
import { useChat } from '../chat/chat-context.tsx'
import { useText } from '../i18n/use-text.ts'
import { shortText } from './hidden.ts'

/** Reads out what others write into the open conversation. History that is scrolled to is not news. */
export function NewMessages({ messages }: { messages: readonly Message[] }) {
  const { userId } = useChat()
  const text = useText()
  const heard = useRef<number | undefined>(undefined)
  const [news, setNews] = useState<readonly Message[]>([])
  const lastSeq = messages.at(-1)?.seq
  useEffect(() => {
    if (lastSeq === undefined) return
    const since = heard.current
    heard.current = lastSeq
    if (since === undefined || lastSeq <= since) return
    const from = messages.findLastIndex(({ seq }) => seq <= since) + 1
    const fresh = messages.slice(from).filter(({ senderId }) => senderId !== userId)
    if (fresh.length > 0) setNews((before) => [...before, ...fresh].slice(-3))
  }, [lastSeq, messages, userId])
  // What was taken back is to be found nowhere any more. Messages are without a hole.
  const isGone = ({ seq }: Message) => messages[seq - (messages[0]?.seq ?? 0)]?.deletedAt !== undefined
  return (
    <div role="log" aria-label={text('messages.news')} className="visually-hidden">
      {news
        .filter((message) => !isGone(message))
        .map(({ _id, senderName, content, file }) => (
          <p key={_id}>
            {text('messages.newsItem', {
              name: senderName,
              text: shortText(content, text('hidden.pill')) || (file?.name ?? ''),
            })}
          </p>
        ))}
    </div>
  )
}
