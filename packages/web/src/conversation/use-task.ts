import type { ConversationHandle, Message } from '@touchline/client'
import { type Dispatch, useCallback, useEffect, useMemo, useState } from 'react'
import { useChat } from '../chat/chat-context.tsx'
import { type ComposerTask, draftOf, keepDraft } from '../composer/drafts.ts'
import { useText } from '../i18n/use-text.ts'
import { tell } from '../ui/toasts.tsx'
import { messageNow } from './message-now.ts'

interface Task {
  readonly task: ComposerTask | undefined
  /** The message that it is about, as it is now. */
  readonly about: Message | undefined
  /** Begins something else, or with undefined nothing. An answer waits below an edit. */
  readonly setTask: Dispatch<ComposerTask | undefined>
  /** Goes back to what was begun before the edit of this message, if that is still the task. */
  readonly endEdit: Dispatch<Message>
}

/** What the next message is about. What was begun waits while one looks into another conversation. */
export function useTask(chat: ConversationHandle, messages: readonly Message[]): Task {
  const { client } = useChat()
  const text = useText()
  const [reply, setReply] = useState(() => draftOf(client, chat.id).reply)
  const [edit, setEdit] = useState(() => draftOf(client, chat.id).edit?.message)
  useEffect(() => keepDraft(client, chat.id, { reply }), [client, chat, reply])
  const task = useMemo(() => taskOf(edit, reply), [edit, reply])
  const setTask = useCallback((next: ComposerTask | undefined) => {
    setEdit(next?.kind === 'edit' ? next.message : undefined)
    if (next?.kind !== 'edit') setReply(next?.message)
  }, [])
  const endEdit = useCallback((ended: Message) => {
    setEdit((before) => (before === ended ? undefined : before))
  }, [])
  const about = task && messageNow(messages, task.message)
  // What is answered can be taken back meanwhile: then what is written goes without it, instead of being refused.
  const isGone = task?.kind === 'reply' && about?.deletedAt !== undefined
  useEffect(() => {
    if (!isGone) return
    setReply(undefined)
    tell(text('error.messageGone'))
  }, [isGone, text])
  return { task, about, setTask, endEdit }
}

function taskOf(edit: Message | undefined, reply: Message | undefined): ComposerTask | undefined {
  if (edit !== undefined) return { kind: 'edit', message: edit }
  return reply === undefined ? undefined : { kind: 'reply', message: reply }
}
