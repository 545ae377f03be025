import type { Message } from '@touchline/client'
import { Pencil, Reply, X } from 'lucide-react'
import { useChat } from '../chat/chat-context.tsx'
import { shortText } from '../conversation/hidden.ts'
import { useText } from '../i18n/use-text.ts'
import { IconButton } from '../ui/button.tsx'
import type { ComposerTask } from './drafts.ts'
import styles from './task-line.module.css'

interface TaskLineProps {
  readonly kind: ComposerTask['kind']
  readonly message: Message
  onCancel(): void
}

/** Which message is answered or changed. */
export function TaskLine({ kind, message, onCancel }: TaskLineProps) {
  const { userId } = useChat()
  const text = useText()
  const name = message.senderId === userId ? text('message.you') : message.senderName
  return (
    <div className={styles.task}>
      {kind === 'reply' ? <Reply size={18} aria-hidden="true" /> : <Pencil size={18} aria-hidden="true" />}
      <div className={styles.texts}>
        <p className={styles.title}>
          {kind === 'reply' ? text('composer.replying', { name }) : text('composer.editing')}
        </p>
        <p className={`${styles.excerpt} own-direction`} dir="auto">
          {shortText(message.content, text('hidden.pill')) || message.file?.name}
        </p>
      </div>
      <IconButton label={text(kind === 'reply' ? 'composer.cancelReply' : 'composer.cancelEdit')} onClick={onCancel}>
        <X size={18} />
      </IconButton>
    </div>
  )
}
