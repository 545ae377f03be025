import type { Contact } from '@touchline/client'
import { useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import { useChat } from '../chat/chat-context.tsx'
import { useErrorText } from '../i18n/use-error-text.ts'
import { useText } from '../i18n/use-text.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { RoleBadge } from '../ui/role-badge.tsx'
import { tell } from '../ui/toasts.tsx'
import { matches } from './matches.ts'
import styles from './new-direct.module.css'

interface NewDirectProps {
  readonly isOpen: boolean
  onOpenChange(isOpen: boolean): void
}

/** Chooses one of the people whom the rules let this person write to, and opens the conversation with them. */
export function NewDirect({ isOpen, onOpenChange }: NewDirectProps) {
  const text = useText()
  return (
    <Dialog isOpen={isOpen} onOpenChange={onOpenChange} title={text('newDirect.title')} hint={text('newDirect.rule')}>
      <Contacts onOpened={() => onOpenChange(false)} />
    </Dialog>
  )
}

function Contacts({ onOpened }: { onOpened(): void }) {
  const { client } = useChat()
  const [, navigate] = useLocation()
  const [contacts, setContacts] = useState<readonly Contact[]>()
  const [search, setSearch] = useState('')
  const text = useText()
  const errorText = useErrorText()
  useEffect(() => {
    client.contacts().then(setContacts, (error: unknown) => tell(errorText(error)))
  }, [client, errorText])
  const open = async (contact: Contact) => {
    try {
      const { id } = await client.openDirect(contact.userId)
      onOpened()
      navigate(`/c/${id}`)
    } catch (error) {
      tell(errorText(error))
    }
  }
  const found = contacts?.filter(({ displayName }) => matches(displayName, search))
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
      <ul className={styles.people} aria-label={text('newDirect.people')}>
        {found?.map((contact) => (
          <li key={contact.userId}>
            <button type="button" className={styles.person} onClick={() => void open(contact)}>
              <Avatar id={contact.userId} name={contact.displayName} size="small" />
              <bdi className={styles.name}>{contact.displayName}</bdi>
              <RoleBadge role={contact.role} />
            </button>
          </li>
        ))}
      </ul>
      {found?.length === 0 && <p className={styles.none}>{text('list.nothingFound')}</p>}
    </>
  )
}
