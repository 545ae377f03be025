import { type Conversation, type ConversationHandle, type Message, TouchlineClientError } from '@touchline/client'
import { SendHorizontal } from 'lucide-react'
import {
  type ClipboardEvent,
  type KeyboardEvent,
  memo,
  type RefObject,
  useEffect,
  useEffectEvent,
  useRef,
  useState,
} from 'react'
import TextareaAutosize from 'react-textarea-autosize'
import { useChat } from '../chat/chat-context.tsx'
import { useErrorText } from '../i18n/use-error-text.ts'
import { useText } from '../i18n/use-text.ts'
import { IconButton } from '../ui/button.tsx'
import { hasKeyboard } from '../ui/has-keyboard.ts'
import { tell } from '../ui/toasts.tsx'
import { AttachMenu } from './attach-menu.tsx'
import styles from './composer.module.css'
import { type ComposerTask, draftOf, keepDraft } from './drafts.ts'
import { EmojiButton } from './emoji-button.tsx'
import { MAX_CONTENT } from './limits.ts'
import { StagedFiles } from './staged-files.tsx'
import { TaskLine } from './task-line.tsx'
import { useIsLow } from './use-is-low.ts'
import type { useStagedFiles } from './use-staged-files.ts'

export type { ComposerTask } from './drafts.ts'

interface ComposerProps {
  /** Is given the field where one writes. */
  readonly field: RefObject<HTMLTextAreaElement | null>
  readonly chat: ConversationHandle
  readonly conversation: Conversation
  readonly task: ComposerTask | undefined
  /** The message that the task is about, as it is now. */
  readonly about: Message | undefined
  readonly staged: ReturnType<typeof useStagedFiles>
  /** The field has the focus from the beginning, behind what stands in it. */
  readonly beginsFocused: boolean
  onTask(task: ComposerTask | undefined): void
  /** The edit of this message is over: what was begun before it goes on. */
  onEditEnd(message: Message): void
  onEditLast(): void
}

/** The place to write, or one line why there is none. */
export const Composer = memo(function Composer(props: ComposerProps) {
  const text = useText()
  if (props.conversation.readOnly) return <p className={styles.readOnly}>{text('composer.readOnly')}</p>
  return <Writing {...props} />
})

function Writing(props: ComposerProps) {
  const { field: input, chat, conversation, task, about, staged, beginsFocused, onTask, onEditEnd, onEditLast } = props
  const { client } = useChat()
  const isLow = useIsLow()
  const text = useText()
  const errorText = useErrorText()
  const [draft, setDraft] = useState(() => draftOf(client, chat.id).text)
  /** What has become of the text of the message that is edited. The draft waits meanwhile, however the edit ends. */
  const [edited, setEdited] = useState(() => draftOf(client, chat.id).edit)
  const [isSaving, setIsSaving] = useState(false)
  /** The message of which the server has said that it is gone, where it is not among those that are here. */
  const [refused, setRefused] = useState<Message>()
  const editing = task?.kind === 'edit' ? task.message : undefined
  const content = editing === undefined ? draft : edited?.message === editing ? edited.content : editing.content
  if (edited !== undefined && edited.message !== editing) setEdited(undefined)
  useEffect(() => {
    keepDraft(client, chat.id, { edit: editing && { message: editing, content } })
  }, [client, chat.id, editing, content])
  const length = [...content].length
  const isTooLong = length > MAX_CONTENT
  const hasSomething = content.trim() !== '' || (staged.files.length > 0 && task?.kind !== 'edit')
  const canSend = hasSomething && !isTooLong && !isSaving

  const lastTask = useRef(task)
  useEffect(() => {
    const before = lastTask.current
    lastTask.current = task
    // What waited here, from before or below an edit, takes no focus from where one is.
    const hasWaited = task === before || (before?.kind === 'edit' && task?.kind === 'reply')
    if (task !== undefined && !hasWaited) input.current?.focus()
  }, [task, input])

  useEffect(() => {
    const field = input.current
    if (!beginsFocused || field === null) return
    field.focus()
    field.setSelectionRange(field.value.length, field.value.length)
  }, [beginsFocused, input])

  const changeDraft = (next: string) => {
    setDraft(next)
    keepDraft(client, chat.id, { text: next })
  }
  // Somebody else can delete what is edited: what was typed goes on as the draft, unless there is one.
  const isGone = editing !== undefined && (about?.deletedAt !== undefined || refused === editing)
  const endGone = useEffectEvent(() => {
    if (draft === '' && content !== editing?.content) changeDraft(content)
    chat.stopTyping()
    if (editing !== undefined) onEditEnd(editing)
    tell(text('error.messageGone'))
  })
  useEffect(() => {
    if (isGone) endGone()
  }, [isGone])
  const change = (next: string) => {
    if (task?.kind === 'edit') setEdited({ message: task.message, content: next })
    else changeDraft(next)
    if (next === '') chat.stopTyping()
    else chat.typed()
  }
  const endTask = () => {
    if (editing === undefined) onTask(undefined)
    else {
      chat.stopTyping()
      onEditEnd(editing)
    }
    input.current?.focus()
  }
  const send = async () => {
    if (!canSend) return
    const written = content.trim()
    if (task?.kind === 'edit') {
      setIsSaving(true)
      try {
        if (written !== task.message.content) await chat.edit(task.message._id, written)
        // It is saved, also where one looks into another conversation by now.
        if (draftOf(client, chat.id).edit?.message === task.message) keepDraft(client, chat.id, { edit: undefined })
        endTask()
      } catch (error) {
        if (error instanceof TouchlineClientError && error.code === 'MESSAGE_NOT_FOUND') setRefused(task.message)
        else tell(errorText(error))
      } finally {
        setIsSaving(false)
      }
      return
    }
    const reply = task === undefined ? {} : { replyTo: task.message._id }
    const files = staged.take()
    const [first, ...others] = files
    // How it ends is in the conversation's outgoing messages.
    if (first === undefined) chat.send({ content: written, ...reply }).stored.catch(() => {})
    else staged.send(chat, first, { ...(written === '' ? {} : { content: written }), ...reply })
    for (const file of others) staged.send(chat, file, {})
    changeDraft('')
    onTask(undefined)
    input.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    // On a phone, Enter makes a new line: there is a button to send.
    if (event.key === 'Enter' && !event.shiftKey && hasKeyboard()) {
      event.preventDefault()
      void send()
    } else if (event.key === 'Escape' && task !== undefined) {
      event.preventDefault()
      endTask()
    } else if (event.key === 'ArrowUp' && content === '' && task === undefined) {
      event.preventDefault()
      onEditLast()
    }
  }
  const onPaste = (event: ClipboardEvent) => {
    const files = [...event.clipboardData.files]
    if (files.length === 0) return
    event.preventDefault()
    staged.add(files)
  }
  const insert = (emoji: string) => {
    const field = input.current
    const at = field?.selectionStart ?? content.length
    change(content.slice(0, at) + emoji + content.slice(field?.selectionEnd ?? at))
    requestAnimationFrame(() => {
      field?.focus()
      field?.setSelectionRange(at + emoji.length, at + emoji.length)
    })
  }
  return (
    <form
      className={styles.composer}
      aria-label={text('composer.label')}
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      {task !== undefined && about !== undefined && <TaskLine kind={task.kind} message={about} onCancel={endTask} />}
      <StagedFiles files={staged.files} field={input} onRemove={staged.remove} />
      <div className={styles.line}>
        <AttachMenu takesFiles={conversation.type === 'batch'} onFiles={staged.add} />
        <div className={styles.field}>
          <TextareaAutosize
            ref={input}
            maxRows={isLow ? 2 : 7}
            dir="auto"
            aria-label={text('composer.message')}
            aria-invalid={isTooLong}
            placeholder={text('composer.placeholder')}
            value={content}
            enterKeyHint={hasKeyboard() ? 'send' : 'enter'}
            onChange={(event) => change(event.target.value)}
            onKeyDown={onKeyDown}
            onPaste={onPaste}
          />
          <EmojiButton onEmoji={insert} />
        </div>
        <IconButton
          type="submit"
          label={text(task?.kind === 'edit' ? 'composer.save' : 'composer.send')}
          className={styles.send ?? ''}
          disabled={!canSend}
        >
          <SendHorizontal size={20} />
        </IconButton>
      </div>
      {isTooLong && (
        <p role="alert" className={styles.tooLong}>
          {text('composer.tooLong', { over: length - MAX_CONTENT })}
        </p>
      )}
    </form>
  )
}
