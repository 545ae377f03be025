import { useCallback } from 'react'
import { Link } from 'wouter'
import { useChat } from '../chat/chat-context.tsx'
import { useText } from '../i18n/use-text.ts'
import { Avatar } from '../ui/avatar.tsx'
import styles from './listing.module.css'
import { useLoaded } from './use-loaded.ts'

/** The academy's batches, each with the way to its conversation. */
export function Batches() {
  const { client } = useChat()
  const text = useText()
  const { value: batches, error } = useLoaded(useCallback(() => client.batches(), [client]))
  return (
    <>
      {error !== undefined && <p role="alert">{error}</p>}
      {batches?.length === 0 && <p className={styles.note}>{text('batches.none')}</p>}
      {batches !== undefined && batches.length > 0 && (
        <ul className={styles.list} aria-label={text('admin.batches')}>
          {batches.map(({ batchId, name, conversationId, memberCount }) => (
            <li key={batchId} className={styles.entry}>
              <Avatar id={conversationId ?? batchId} name={name} size="small" isGroup />
              <div className={styles.texts}>
                <p className={styles.title}>
                  <bdi>{conversationId === null ? name : <Link href={`/c/${conversationId}`}>{name}</Link>}</bdi>
                </p>
                <p className={styles.about}>
                  {conversationId === null
                    ? text('batches.noConversation')
                    : text('batches.members', { count: memberCount })}
                </p>
              </div>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
