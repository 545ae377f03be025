import { useCallback, useState } from 'react'
import { useChat } from '../chat/chat-context.tsx'
import { matches } from '../conversation-list/matches.ts'
import { useText } from '../i18n/use-text.ts'
import { Avatar } from '../ui/avatar.tsx'
import { RoleBadge } from '../ui/role-badge.tsx'
import styles from './listing.module.css'
import { useLoaded } from './use-loaded.ts'

/** The academy's people: an Admin may write to everybody, so the contacts are all of them. */
export function People() {
  const { client } = useChat()
  const text = useText()
  const { value: people, error } = useLoaded(useCallback(() => client.contacts(), [client]))
  const [search, setSearch] = useState('')
  const found = people?.filter(({ displayName }) => matches(displayName, search))
  return (
    <>
      <input
        type="search"
        className={styles.search}
        aria-label={text('newDirect.search')}
        placeholder={text('newDirect.search')}
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      {error !== undefined && <p role="alert">{error}</p>}
      {found?.length === 0 && <p className={styles.note}>{text('list.nothingFound')}</p>}
      {found !== undefined && found.length > 0 && (
        <ul className={styles.list} aria-label={text('admin.people')}>
          {found.map(({ userId, displayName, role }) => (
            <li key={userId} className={styles.entry}>
              <Avatar id={userId} name={displayName} size="small" />
              <bdi className={styles.texts}>{displayName}</bdi>
              <RoleBadge role={role} />
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
