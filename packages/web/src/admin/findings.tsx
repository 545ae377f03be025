import type { Finding } from '@touchline/client'
import { AtSign, Link2, Phone, Wallet } from 'lucide-react'
import { useCallback, useEffect, useState } from 'react'
import { Link } from 'wouter'
import { useChat } from '../chat/chat-context.tsx'
import type { MessageId } from '../i18n/messages.ts'
import { useErrorText } from '../i18n/use-error-text.ts'
import { useText } from '../i18n/use-text.ts'
import { useTimes } from '../time/use-times.ts'
import { Button } from '../ui/button.tsx'
import { useStore } from '../use-store.ts'
import styles from './listing.module.css'

const PAGE = 50

const kinds: Record<Finding['kind'], { icon: typeof Phone; text: MessageId }> = {
  email: { icon: AtSign, text: 'findings.kind.email' },
  phone: { icon: Phone, text: 'findings.kind.phone' },
  link: { icon: Link2, text: 'findings.kind.link' },
  upi: { icon: Wallet, text: 'findings.kind.upi' },
}

const places: Record<Finding['place'], MessageId> = {
  message: 'findings.place.message',
  edit: 'findings.place.edit',
  split: 'findings.place.split',
  fileName: 'findings.place.fileName',
  displayName: 'findings.place.displayName',
  batchName: 'findings.place.batchName',
}

/** Where contacts were hidden, newest first, a page at a time. */
export function Findings() {
  const { client } = useChat()
  const text = useText()
  const errorText = useErrorText()
  const [findings, setFindings] = useState<readonly Finding[]>()
  const [cursor, setCursor] = useState<string | null>(null)
  const [error, setError] = useState<string>()
  const [isLoading, setIsLoading] = useState(false)
  const load = useCallback(
    async (after: string | null) => {
      setIsLoading(true)
      setError(undefined)
      try {
        const page = await client.findings({ limit: PAGE, ...(after === null ? {} : { cursor: after }) })
        setFindings((before) => (after === null ? page.findings : [...(before ?? []), ...page.findings]))
        setCursor(page.nextCursor)
      } catch (thrown) {
        setError(errorText(thrown))
      } finally {
        setIsLoading(false)
      }
    },
    [client, errorText],
  )
  useEffect(() => void load(null), [load])
  return (
    <>
      {findings !== undefined && findings.length > 0 && (
        <ul className={styles.list} aria-label={text('admin.findings')}>
          {findings.map((finding) => (
            <Entry key={finding._id} finding={finding} />
          ))}
        </ul>
      )}
      {findings === undefined && error === undefined && <p className={styles.note}>{text('list.loading')}</p>}
      {findings?.length === 0 && <p className={styles.note}>{text('findings.empty')}</p>}
      {error !== undefined && (
        <p role="alert" className={styles.note}>
          {error}
        </p>
      )}
      {(cursor !== null || error !== undefined) && (
        <Button kind="plain" className={styles.more} disabled={isLoading} onClick={() => void load(cursor)}>
          {text(error === undefined ? 'findings.more' : 'signIn.retry')}
        </Button>
      )}
    </>
  )
}

function Entry({ finding }: { finding: Finding }) {
  const { client } = useChat()
  const { conversations } = useStore(client.conversations)
  const text = useText()
  const times = useTimes()
  const { icon: Icon, text: kind } = kinds[finding.kind]
  const conversation = conversations.find(({ _id }) => _id === finding.conversationId)
  return (
    <li className={styles.entry}>
      <span className={styles.icon} aria-hidden="true">
        <Icon size={19} />
      </span>
      <div className={styles.texts}>
        <p className={styles.title}>
          {text('findings.what', { kind: text(kind), place: text(places[finding.place]) })}
        </p>
        <p className={styles.about}>
          <bdi>{finding.displayName}</bdi>
          {finding.displayName !== undefined && conversation !== undefined && ' · '}
          {conversation !== undefined && (
            <Link href={`/c/${conversation._id}`}>
              <bdi>{conversation.title}</bdi>
            </Link>
          )}
        </p>
      </div>
      <time className={styles.time} dateTime={finding.foundAt} title={times.full(finding.foundAt)}>
        {times.brief(finding.foundAt)}
      </time>
    </li>
  )
}
