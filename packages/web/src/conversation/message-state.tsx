import type { ConversationHandle, Message, OutgoingMessage, Participant } from '@touchline/client'
import { Check, CheckCheck } from 'lucide-react'
import { useIsOnline } from '../chat/use-is-online.ts'
import { useErrorText } from '../i18n/use-error-text.ts'
import { useText } from '../i18n/use-text.ts'
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

/** What happens with a message that is not stored yet, and what can be done about it. */
export function OutgoingMessageState({ chat, outgoing }: { chat: ConversationHandle; outgoing: OutgoingMessage }) {
  const isOnline = useIsOnline()
  const text = useText()
  const errorText = useErrorText()
  const { clientId, state, error } = outgoing
  if (state === 'failed') {
    return (
      <div className={styles.failed}>
        <p role="alert">{text('state.failed', { why: errorText(error) })}</p>
        <button type="button" onClick={() => chat.retry(clientId)}>
          {text('state.retry')}
        </button>
        <button type="button" onClick={() => chat.discard(clientId)}>
          {text('state.discard')}
        </button>
      </div>
    )
  }
  return <p className={styles.waiting}>{text(isOnline ? 'state.sending' : 'state.waiting')}</p>
}
