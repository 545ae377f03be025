import type { Conversation } from '@touchline/client'
import { Users } from 'lucide-react'
import { useState } from 'react'
import { useChat } from '../chat/chat-context.tsx'
import { useText } from '../i18n/use-text.ts'
import { useTimes } from '../time/use-times.ts'
import { Avatar } from '../ui/avatar.tsx'
import { roleText } from '../ui/role-badge.tsx'
import { useStore } from '../use-store.ts'
import { BackLink } from './back-link.tsx'
import styles from './conversation-header.module.css'
import { MembersDialog } from './members-dialog.tsx'

/** Who the conversation is with; opens the list of them. */
export function ConversationHeader({ conversation }: { conversation: Conversation }) {
  const { client, userId } = useChat()
  const { online, lastSeenAt } = useStore(client.presence)
  const [isOpen, setIsOpen] = useState(false)
  const text = useText()
  const times = useTimes()
  const { _id, type, title, participants } = conversation
  const other = participants.find((participant) => participant.userId !== userId)
  const isBatch = type === 'batch'
  const about = () => {
    if (isBatch) {
      const others = participants.filter((participant) => participant.userId !== userId)
      const onlineCount = others.filter((participant) => online.has(participant.userId)).length
      const members = text('members.count', { count: participants.length })
      return onlineCount > 0 ? `${members} · ${text('members.online', { count: onlineCount })}` : members
    }
    if (other === undefined) return ''
    const seenAt = lastSeenAt.get(other.userId)
    const presence = online.has(other.userId)
      ? text('presence.online')
      : seenAt !== undefined
        ? text('presence.lastSeen', { time: times.brief(seenAt) })
        : undefined
    return [roleText(text, other.role), presence].filter(Boolean).join(' · ')
  }
  return (
    <header className={styles.header}>
      <BackLink />
      <Avatar
        id={isBatch ? _id : (other?.userId ?? _id)}
        name={title}
        isGroup={isBatch}
        isOnline={!isBatch && other !== undefined && online.has(other.userId)}
      />
      <div className={styles.texts}>
        <h1 className={`${styles.title} own-direction`} dir="auto">
          {title}
        </h1>
        <p className={styles.about}>{about()}</p>
      </div>
      {isBatch && (
        <button type="button" className={styles.members} onClick={() => setIsOpen(true)}>
          <Users size={20} aria-hidden="true" />
          <span>{text('members.title')}</span>
        </button>
      )}
      <MembersDialog conversation={conversation} isOpen={isOpen} onOpenChange={setIsOpen} />
    </header>
  )
}
