import type { Conversation, ConversationHandle, Message, OutgoingMessage } from '@touchline/client'
import { Ellipsis } from 'lucide-react'
import { memo } from 'react'
import { useChat } from '../chat/chat-context.tsx'
import { Attachment } from '../files/attachment.tsx'
import { OutgoingAttachment } from '../files/outgoing-attachment.tsx'
import { useText } from '../i18n/use-text.ts'
import { useTimes } from '../time/use-times.ts'
import { Avatar } from '../ui/avatar.tsx'
import { IconButton } from '../ui/button.tsx'
import { RoleBadge } from '../ui/role-badge.tsx'
import { useLongPress } from '../ui/use-long-press.ts'
import type { OpenMenu } from './message-actions.tsx'
import styles from './message-row.module.css'
import { MessageState, OutgoingMessageState } from './message-state.tsx'
import { MessageText } from './message-text.tsx'
import { Quote } from './quote.tsx'
import type { Row } from './rows.ts'

interface MessageRowProps {
  readonly row: Row
  readonly isActive: boolean
  readonly shown: 'once' | 'again' | undefined
  /** The person's newest stored message. */
  readonly isLastOwn: boolean
  readonly chat: ConversationHandle
  readonly conversation: Conversation
  onMenu(menu: OpenMenu): void
  onShowQuoted(seq: number): void
  onShowReaders(message: Message): void
  onRewrite(outgoing: OutgoingMessage): void
}

/** A message with what stands above it: the day, the "new messages" divider, its sender. */
export const MessageRow = memo(function MessageRow(props: MessageRowProps) {
  const { row, isActive, shown, conversation } = props
  const { userId } = useChat()
  const text = useText()
  const times = useTimes()
  const { message, outgoing, startsDay, startsGroup, startsUnread, createdAt } = row
  const fullTime = times.full(createdAt)
  const isOwn = outgoing !== undefined || message?.senderId === userId
  const sender = conversation.participants.find((person) => person.userId === message?.senderId)
  const isFirst = message?.seq === 1
  const canAct = message !== undefined && message.deletedAt === undefined
  const openMenu = (row: HTMLElement) => {
    const button = row.querySelector<HTMLElement>('[aria-haspopup=menu]')
    if (canAct && button !== null) props.onMenu({ message, row, button })
  }
  const longPress = useLongPress(canAct ? openMenu : undefined)
  const name = isOwn ? text('message.you') : (sender?.displayName ?? message?.senderName ?? '')
  return (
    <article
      {...longPress}
      className={styles.row}
      data-row={row.key}
      data-own={isOwn}
      data-starts={startsGroup}
      data-shown={shown}
      tabIndex={isActive ? 0 : -1}
      aria-label={text('message.label', { name, time: fullTime })}
      aria-posinset={message?.seq}
      aria-setsize={-1}
    >
      {isFirst && (
        <p className={styles.beginning}>
          {text(conversation.type === 'batch' ? 'messages.beginning' : 'messages.beginningDirect', {
            title: conversation.title,
          })}
        </p>
      )}
      {startsDay && (
        <h2 className={styles.day}>
          <time dateTime={createdAt}>{times.day(createdAt)}</time>
        </h2>
      )}
      {startsUnread && (
        <p className={styles.unread} data-divider="">
          {text('messages.new')}
        </p>
      )}
      <div className={styles.body}>
        {!isOwn && (
          <span className={styles.avatar}>
            {startsGroup && <Avatar id={message?.senderId ?? ''} name={name} size="small" />}
          </span>
        )}
        <div className={styles.column}>
          {!isOwn && startsGroup && conversation.type === 'batch' && (
            <p className={styles.sender}>
              <bdi className={styles.name} title={name}>
                {name}
              </bdi>
              {sender !== undefined && <RoleBadge role={sender.role} />}
            </p>
          )}
          <div className={styles.line}>
            <Bubble {...props} fullTime={fullTime} />
            {canAct && (
              <IconButton
                label={text('message.actions')}
                className={styles.actions ?? ''}
                aria-haspopup="menu"
                tabIndex={isActive ? 0 : -1}
                onClick={({ currentTarget }) => {
                  const article = currentTarget.closest('article')
                  if (article !== null) openMenu(article)
                }}
              >
                <Ellipsis size={18} />
              </IconButton>
            )}
          </div>
          {outgoing !== undefined && <OutgoingMessageState {...props} outgoing={outgoing} />}
        </div>
      </div>
    </article>
  )
})

interface BubbleProps extends MessageRowProps {
  readonly fullTime: string
}

function Bubble(props: BubbleProps) {
  const { row, isActive, isLastOwn, chat, conversation, fullTime, onShowQuoted, onShowReaders } = props
  const { userId } = useChat()
  const text = useText()
  const times = useTimes()
  const { message, outgoing, quoted, createdAt } = row
  if (message?.deletedAt !== undefined) {
    return (
      <div className={styles.bubble} data-deleted="true">
        <p>{text('message.deleted')}</p>
      </div>
    )
  }
  const content = message?.content ?? outgoing?.content ?? ''
  const replyTo = message?.replyTo ?? quoted
  return (
    <div className={styles.bubble} data-state={outgoing?.state ?? 'stored'}>
      {replyTo !== undefined && (
        <Quote
          chat={chat}
          replyTo={replyTo}
          quoted={quoted}
          version={message?.version ?? 0}
          onShow={() => onShowQuoted(replyTo.seq)}
          isFocusable={isActive}
        />
      )}
      {message?.file !== undefined && (
        <Attachment file={message.file} clientId={message.clientId} chat={chat} isFocusable={isActive} />
      )}
      {outgoing?.file !== undefined && <OutgoingAttachment chat={chat} outgoing={outgoing} file={outgoing.file} />}
      {content !== '' && <MessageText content={content} />}
      <p className={styles.meta}>
        {message?.editedAt !== undefined && (
          <span title={times.full(message.editedAt)}>{text('message.edited')} · </span>
        )}
        <time dateTime={createdAt} title={fullTime}>
          {times.clock(createdAt)}
        </time>
        {message !== undefined && message.senderId === userId && (
          <MessageState
            message={message}
            participants={conversation.participants}
            isFocusable={isActive}
            isSpelledOut={isLastOwn}
            onShowReaders={() => onShowReaders(message)}
          />
        )}
      </p>
    </div>
  )
}
