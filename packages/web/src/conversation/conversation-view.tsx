import { useChat } from '../chat/chat-context.tsx'
import { useText } from '../i18n/use-text.ts'
import { useStore } from '../use-store.ts'
import { BackLink } from './back-link.tsx'
import { Conversation } from './conversation.tsx'
import styles from './conversation-view.module.css'
import { useLeaving } from './use-leaving.ts'

/** The conversation of the address, or why there is none. */
export default function ConversationView({ id }: { id: string }) {
  const { client } = useChat()
  const chat = client.conversation(id)
  const snapshot = useStore(chat)
  const text = useText()
  const isLeaving = useLeaving(snapshot)
  const { status, conversation } = snapshot
  if (conversation !== undefined) return <Conversation chat={chat} snapshot={snapshot} conversation={conversation} />
  if (isLeaving) return null
  return (
    <div className={styles.none}>
      <BackLink />
      <h1 className="visually-hidden">{text('list.title')}</h1>
      <p role={status === 'absent' ? 'alert' : 'status'}>
        {text(status === 'absent' ? 'conversation.absent' : 'conversation.loading')}
      </p>
    </div>
  )
}
