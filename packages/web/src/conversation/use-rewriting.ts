import type { ConversationHandle, OutgoingMessage } from '@touchline/client'
import { useCallback, useState } from 'react'
import { useChat } from '../chat/chat-context.tsx'
import { type ComposerTask, draftOf, keepDraft } from '../composer/drafts.ts'

interface Rewriting {
  /** How often it was done; the field begins anew with each time. */
  readonly times: number
  rewrite(outgoing: OutgoingMessage): void
}

/** Takes a message that was not sent back into the field, above what is begun there, as the answer that it was. */
export function useRewriting(chat: ConversationHandle, onTask: (task: ComposerTask | undefined) => void): Rewriting {
  const { client } = useChat()
  const [times, setTimes] = useState(0)
  const rewrite = useCallback(
    ({ clientId, content, replyTo }: OutgoingMessage) => {
      const begun = draftOf(client, chat.id).text
      keepDraft(client, chat.id, { text: begun === '' ? content : `${content}\n${begun}` })
      chat.discard(clientId)
      const answered = chat.getSnapshot().messages.find(({ _id }) => _id === replyTo)
      const isThere = answered !== undefined && answered.deletedAt === undefined
      onTask(isThere ? { kind: 'reply', message: answered } : undefined)
      setTimes((before) => before + 1)
    },
    [client, chat, onTask],
  )
  return { times, rewrite }
}
