import type { Conversation, ConversationHandle, Message, OutgoingMessage, Participant } from '@touchline/client'
import { Check, CheckCheck } from 'lucide-react'
import { useIsOnline } from '../chat/use-is-online.ts'
import { useText } from '../i18n/use-text.ts'
import { FailedMessage } from './failed-message.tsx'
import styles from './message-state.module.css'
import { readingOf } from './reading.ts'

interface MessageStateProps {
  readonly message: Message
  readonly participants: readonly Participant[]
  readonly isFocusable: boolean
  /** In words; otherwise the sign says it. */
  readonly isSpelledOut: boolean
  onShowReaders(): void
}

/** How far an own message has come: sent, received, or by how many it was read. Opens who and when. */
export function MessageState({ message, participants, isFocusable, isSpelledOut, onShowReaders }: MessageStateProps) {
  const text = useText()
  const { read, delivered, others } = readingOf(message.seq, message.senderId, participants)
  if (read > 0) {
    const label = others === 1 ? text('state.read') : text('state.readBy', { read, others })
    return (
      <button
        type="button"
        className={styles.read}
        data-all={read === others}
        onClick={onShowReaders}
        tabIndex={isFocusable ? 0 : -1}
        aria-label={label}
        title={label}
      >
        <CheckCheck size={14} aria-hidden="true" />
        {isSpelledOut && label}
      </button>
    )
  }
  const isDelivered = others > 0 && delivered === others
  const label = text(isDelivered ? 'state.delivered' : 'state.sent')
  return (
    <span className={styles.sent} title={label}>
      {isDelivered ? <CheckCheck size={14} aria-hidden="true" /> : <Check size={14} aria-hidden="true" />}
      <span className={isSpelledOut ? undefined : 'visually-hidden'}>{label}</span>
    </span>
  )
}

interface OutgoingMessageStateProps {
  readonly chat: ConversationHandle
  readonly conversation: Conversation
  readonly outgoing: OutgoingMessage
  onRewrite(outgoing: OutgoingMessage): void
}

/** What happens with a message that is not stored yet, and what can be done about it. */
export function OutgoingMessageState(props: OutgoingMessageStateProps) {
  const isOnline = useIsOnline()
  const text = useText()
  if (props.outgoing.state === 'failed') return <FailedMessage {...props} />
  return <p className={styles.waiting}>{text(isOnline ? 'state.sending' : 'state.waiting')}</p>
}
