import type { ConversationHandle, Message } from '@touchline/client'
import { type Dispatch, useEffect, useState } from 'react'
import { useChat } from '../chat/chat-context.tsx'
import { type ComposerTask, draftOf, keepDraft } from '../composer/drafts.ts'
import { useText } from '../i18n/use-text.ts'
import { tell } from '../ui/toasts.tsx'

interface Task {
  readonly task: ComposerTask | undefined
  /** The message that it is about, as it is now. */
  readonly about: Message | undefined
  readonly setTask: Dispatch<ComposerTask | undefined>
}

/** What the next message is about. What was begun waits while one looks into another conversation. */
export function useTask(chat: ConversationHandle, messages: readonly Message[]): Task {
  const { client } = useChat()
  const text = useText()
  const [task, setTask] = useState(() => begun(draftOf(client, chat.id)))
  const reply = task?.kind === 'reply' ? task.message : undefined
  useEffect(() => keepDraft(client, chat.id, { reply }), [client, chat, reply])
  // Messages are without a hole.
  const about = task && (messages[task.message.seq - (messages[0]?.seq ?? 0)] ?? task.message)
  // What is answered can be taken back meanwhile: then what is written goes without it, instead of being refused.
  const isGone = task?.kind === 'reply' && about?.deletedAt !== undefined
  useEffect(() => {
    if (!isGone) return
    setTask(undefined)
    tell(text('error.messageGone'))
  }, [isGone, text])
  return { task, about, setTask }
}

function begun({ edit, reply }: ReturnType<typeof draftOf>): ComposerTask | undefined {
  if (edit !== undefined) return { kind: 'edit', message: edit.message }
  return reply === undefined ? undefined : { kind: 'reply', message: reply }
}
