import type { Conversation } from '@touchline/client'
import { Search, SquarePen } from 'lucide-react'
import { useDeferredValue, useId, useMemo, useState } from 'react'
import { useChat } from '../chat/chat-context.tsx'
import { useText } from '../i18n/use-text.ts'
import { IconButton } from '../ui/button.tsx'
import { useStore } from '../use-store.ts'
import { ConversationEntry } from './conversation-entry.tsx'
import styles from './conversation-list.module.css'
import { matches } from './matches.ts'
import { NewDirect } from './new-direct.tsx'

/** The person's conversations: the batches', then the direct ones, each with the latest activity first. */
export function ConversationList() {
  const { client } = useChat()
  const { loaded, conversations } = useStore(client.conversations)
  const [search, setSearch] = useState('')
  const [isNewOpen, setIsNewOpen] = useState(false)
  const wanted = useDeferredValue(search)
  const text = useText()
  const found = useMemo(() => conversations.filter(({ title }) => matches(title, wanted)), [conversations, wanted])
  return (
    <nav className={styles.nav} aria-label={text('list.title')}>
      <div className={styles.tools}>
        <div className={styles.search}>
          <Search size={18} aria-hidden="true" />
          <input
            type="search"
            aria-label={text('list.search')}
            placeholder={text('list.search')}
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
        </div>
        <IconButton label={text('newDirect.open')} onClick={() => setIsNewOpen(true)}>
          <SquarePen size={20} />
        </IconButton>
      </div>
      <div className={styles.lists}>
        <Group title={text('list.batches')} conversations={found.filter(({ type }) => type === 'batch')} />
        <Group title={text('list.direct')} conversations={found.filter(({ type }) => type === 'direct')} />
        {loaded && found.length === 0 && (
          <p className={styles.empty}>{text(conversations.length === 0 ? 'list.empty' : 'list.nothingFound')}</p>
        )}
        {!loaded && <p className={styles.empty}>{text('list.loading')}</p>}
      </div>
      <NewDirect isOpen={isNewOpen} onOpenChange={setIsNewOpen} />
    </nav>
  )
}

function Group({ title, conversations }: { title: string; conversations: readonly Conversation[] }) {
  const headingId = useId()
  if (conversations.length === 0) return null
  return (
    <div>
      <h2 id={headingId} className={styles.heading}>
        {title}
      </h2>
      <ul aria-labelledby={headingId}>
        {conversations.map((conversation) => (
          <li key={conversation._id}>
            <ConversationEntry conversation={conversation} />
          </li>
        ))}
      </ul>
    </div>
  )
}
