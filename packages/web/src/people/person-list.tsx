import { useChat } from '../chat/chat-context.tsx'
import { useText } from '../i18n/use-text.ts'
import { Avatar } from '../ui/avatar.tsx'
import { RoleBadge } from '../ui/role-badge.tsx'
import { useStore } from '../use-store.ts'
import styles from './person-list.module.css'

interface ListedPerson {
  readonly userId: string
  readonly displayName: string
  readonly role?: string
  readonly note?: string
}

/** People with their role, whether they are online, and a note. */
export function PersonList({ label, people }: { label: string; people: readonly ListedPerson[] }) {
  const { client } = useChat()
  const { online } = useStore(client.presence)
  const text = useText()
  return (
    <ul className={styles.people} aria-label={label}>
      {people.map(({ userId, displayName, role, note }) => (
        <li key={userId} className={styles.person}>
          <Avatar id={userId} name={displayName} size="small" isOnline={online.has(userId)} />
          <span className={styles.name}>
            <bdi>{displayName}</bdi>
            {online.has(userId) && <span className="visually-hidden"> ({text('presence.online')})</span>}
          </span>
          {note !== undefined && <span className={styles.note}>{note}</span>}
          {role !== undefined && <RoleBadge role={role} />}
        </li>
      ))}
    </ul>
  )
}
