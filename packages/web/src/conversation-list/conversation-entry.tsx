import type { Conversation } from '@touchline/client'
import { memo } from 'react'
import { Link, useRoute } from 'wouter'
import { useChat } from '../chat/chat-context.tsx'
import { useText } from '../i18n/use-text.ts'
import { useTimes } from '../time/use-times.ts'
import { Avatar } from '../ui/avatar.tsx'
import { useStore } from '../use-store.ts'
import styles from './conversation-entry.module.css'
import { LastMessage } from './last-message.tsx'

/** One conversation of the list, as a link to it. */
export const ConversationEntry = memo(function ConversationEntry({ conversation }: { conversation: Conversation }) {
  const { client, userId } = useChat()
  const { online } = useStore(client.presence)
  const [isOpen] = useRoute(`/c/${conversation._id}`)
  const text = useText()
  const times = useTimes()
  const { _id, type, title, lastMessage, unreadCount, participants } = conversation
  const other = participants.find((participant) => participant.userId !== userId)
  const isOnline = type === 'direct' && other !== undefined && online.has(other.userId)
  return (
    <Link href={`/c/${_id}`} className={styles.entry} aria-current={isOpen ? 'page' : undefined}>
      <Avatar
        id={type === 'batch' ? _id : (other?.userId ?? _id)}
        name={title}
        isGroup={type === 'batch'}
        isOnline={isOnline}
      />
      <span className={styles.texts}>
        <span className={styles.line}>
          <bdi className={styles.title}>{title}</bdi>
          {isOnline && <span className="visually-hidden">{text('presence.online')}</span>}
          {lastMessage !== undefined && (
            <time className={styles.time} dateTime={lastMessage.createdAt}>
              {times.brief(lastMessage.createdAt)}
            </time>
          )}
        </span>
        <span className={styles.line}>
          <span className={styles.preview} data-unread={unreadCount > 0}>
            <LastMessage conversation={conversation} />
          </span>
          {unreadCount > 0 && (
            <span className={styles.badge}>
              <span aria-hidden="true">{unreadCount > 99 ? '99+' : unreadCount}</span>
              <span className="visually-hidden">{text('list.unread', { count: unreadCount })}</span>
            </span>
          )}
        </span>
      </span>
    </Link>
  )
})
