import type { Conversation, ConversationHandle, Message, Reader } from '@touchline/client'
import { memo, useEffect, useState } from 'react'
import { useErrorText } from '../i18n/use-error-text.ts'
import { useText } from '../i18n/use-text.ts'
import { PersonList } from '../people/person-list.tsx'
import { useTimes } from '../time/use-times.ts'
import { Dialog } from '../ui/dialog.tsx'
import styles from './readers-dialog.module.css'

interface ReadersDialogProps {
  readonly chat: ConversationHandle
  readonly conversation: Conversation
  readonly message: Message | undefined
  onClose(): void
}

/** Who has read a message and when, and who has not. */
export const ReadersDialog = memo(function ReadersDialog({ chat, conversation, message, onClose }: ReadersDialogProps) {
  const text = useText()
  return (
    <Dialog
      isOpen={message !== undefined}
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={text('readers.title')}
    >
      {message !== undefined && <Readers chat={chat} conversation={conversation} message={message} />}
    </Dialog>
  )
})

function Readers({
  chat,
  conversation,
  message,
}: {
  chat: ConversationHandle
  conversation: Conversation
  message: Message
}) {
  const [readers, setReaders] = useState<readonly Reader[]>()
  const [error, setError] = useState<string>()
  const text = useText()
  const times = useTimes()
  const errorText = useErrorText()
  const others = conversation.participants.filter(({ userId }) => userId !== message.senderId)
  // Asked again when somebody reads it while the window is open.
  const count = others.filter(({ lastReadSeq }) => lastReadSeq >= message.seq).length
  useEffect(() => {
    chat.readers(message._id).then(setReaders, (thrown: unknown) => setError(errorText(thrown)))
  }, [chat, message._id, count, errorText])
  if (error !== undefined) return <p role="alert">{error}</p>
  if (readers === undefined) return <p className={styles.none}>{text('list.loading')}</p>
  const missing = others.filter(({ userId }) => !readers.some((reader) => reader.userId === userId))
  const roleOf = (userId: string) => others.find((person) => person.userId === userId)?.role
  return (
    <div className={styles.lists}>
      {readers.length === 0 && <p className={styles.none}>{text('readers.nobody')}</p>}
      {readers.length > 0 && (
        <PersonList
          label={text('readers.title')}
          people={readers.map(({ userId, displayName, readAt }) => ({
            userId,
            displayName,
            role: roleOf(userId) ?? '',
            note: times.brief(readAt),
          }))}
        />
      )}
      {missing.length > 0 && (
        <>
          <h3 className={styles.heading}>{text('readers.missing')}</h3>
          <PersonList label={text('readers.missing')} people={missing} />
        </>
      )}
    </div>
  )
}
