import type {
  Conversation as ConversationEntity,
  ConversationHandle,
  ConversationSnapshot,
  Message,
} from '@touchline/client'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useChat } from '../chat/chat-context.tsx'
import { Composer } from '../composer/composer.tsx'
import { DropZone } from '../composer/drop-zone.tsx'
import { useStagedFiles } from '../composer/use-staged-files.ts'
import { useText } from '../i18n/use-text.ts'
import { hasKeyboard } from '../ui/has-keyboard.ts'
import styles from './conversation.module.css'
import { ConversationHeader } from './conversation-header.tsx'
import { DeleteDialog } from './delete-dialog.tsx'
import { MessageActions, type OpenMenu } from './message-actions.tsx'
import { MessageList, type MessageListHandle } from './message-list.tsx'
import { messageNow } from './message-now.ts'
import { MessageRow } from './message-row.tsx'
import { NewMessages } from './new-messages.tsx'
import { ReadersDialog } from './readers-dialog.tsx'
import { type Rows, rowsOf } from './rows.ts'
import { TypingLine } from './typing-line.tsx'
import { useDivider } from './use-divider.ts'
import { useRewriting } from './use-rewriting.ts'
import { useTask } from './use-task.ts'

interface ConversationProps {
  readonly chat: ConversationHandle
  readonly snapshot: ConversationSnapshot
  readonly conversation: ConversationEntity
}

/** An open conversation: who it is with, what was said, and the place to write. */
export function Conversation({ chat, snapshot, conversation }: ConversationProps) {
  const { userId } = useChat()
  const text = useText()
  const { messages, outgoing, typing } = snapshot
  const list = useRef<MessageListHandle>(null)
  const dividerAfter = useDivider({ conversation, messages, outgoingCount: outgoing.length, userId, list })
  const lastRows = useRef<Rows>(undefined)
  const rows = useMemo(() => {
    lastRows.current = rowsOf({ messages, outgoing, userId, dividerAfter }, lastRows.current)
    return lastRows.current.rows
  }, [messages, outgoing, userId, dividerAfter])
  const lastOwn = useMemo(
    () => messages.findLast(({ senderId, deletedAt }) => senderId === userId && deletedAt === undefined),
    [messages, userId],
  )
  const { task, about, setTask, endEdit } = useTask(chat, messages)
  const { times, rewrite } = useRewriting(chat, setTask)
  const [readersOf, setReadersOf] = useState<Message>()
  const [toDelete, setToDelete] = useState<OpenMenu>()
  const [menu, setMenu] = useState<OpenMenu>()
  const staged = useStagedFiles(chat, { takesFiles: conversation.type === 'batch' })
  const section = useRef<HTMLElement>(null)
  const field = useRef<HTMLTextAreaElement>(null)
  useArrival(section)
  const showQuoted = useCallback((seq: number) => list.current?.show(seq), [])
  const editLast = useCallback(() => {
    if (lastOwn !== undefined && lastOwn.content !== '') setTask({ kind: 'edit', message: lastOwn })
  }, [lastOwn, setTask])
  const closeMenu = useCallback(() => setMenu(undefined), [])
  // What can be done with a message goes with it.
  const isMenuGone = menu !== undefined && messageNow(messages, menu.message).deletedAt !== undefined
  useEffect(() => {
    if (isMenuGone) closeMenu()
  }, [isMenuGone, closeMenu])
  const closeDelete = useCallback(() => setToDelete(undefined), [])
  const closeReaders = useCallback(() => setReadersOf(undefined), [])
  return (
    <DropZone onFiles={conversation.readOnly ? undefined : staged.add}>
      <section ref={section} className={styles.conversation} aria-label={conversation.title} tabIndex={-1}>
        <ConversationHeader conversation={conversation} />
        <MessageList
          ref={list}
          chat={chat}
          snapshot={snapshot}
          rows={rows}
          readSeq={conversation.participants.find((person) => person.userId === userId)?.lastReadSeq ?? 0}
          dividerAfter={dividerAfter}
          label={text('messages.label', { title: conversation.title })}
          row={(row, state) => (
            <MessageRow
              row={row}
              {...state}
              isLastOwn={row.message !== undefined && row.message === lastOwn}
              chat={chat}
              conversation={conversation}
              onMenu={setMenu}
              onShowQuoted={showQuoted}
              onShowReaders={setReadersOf}
              onRewrite={rewrite}
            />
          )}
          foot={<TypingLine typing={typing} />}
        />
        <Composer
          key={times}
          field={field}
          beginsFocused={times > 0}
          chat={chat}
          conversation={conversation}
          task={task}
          about={about}
          staged={staged}
          onTask={setTask}
          onEditEnd={endEdit}
          onEditLast={editLast}
        />
        <MessageActions
          open={menu}
          field={field}
          onClose={closeMenu}
          conversation={conversation}
          onTask={setTask}
          onShowReaders={setReadersOf}
          onDelete={setToDelete}
        />
        <DeleteDialog chat={chat} toDelete={toDelete} onClose={closeDelete} />
        <ReadersDialog chat={chat} conversation={conversation} message={readersOf} onClose={closeReaders} />
        <NewMessages messages={messages} />
      </section>
    </DropZone>
  )
}

/** Who opens a conversation is in it: at the field where there are keys to write with, else at its beginning. */
function useArrival(section: React.RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const field = hasKeyboard() ? section.current?.querySelector('textarea') : undefined
    const target = field ?? section.current
    target?.focus({ preventScroll: true })
  }, [section])
}
