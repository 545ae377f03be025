import type { Conversation, ConversationHandle, OutgoingMessage } from '@touchline/client'
import { useErrorText } from '../i18n/use-error-text.ts'
import { type Text, useText } from '../i18n/use-text.ts'
import { overLength, remedyFor } from './failures.ts'
import styles from './message-state.module.css'
import { useCopy } from './use-copy.ts'

interface FailedMessageProps {
  readonly chat: ConversationHandle
  readonly conversation: Conversation
  readonly outgoing: OutgoingMessage
  /** Takes the text back into the field. */
  onRewrite(outgoing: OutgoingMessage): void
}

/** Why a message was not sent, and what helps: nothing else is offered. */
export function FailedMessage({ chat, conversation, outgoing, onRewrite }: FailedMessageProps) {
  const text = useText()
  const errorText = useErrorText()
  const copy = useCopy()
  const { clientId, content } = outgoing
  const remedy = remedyFor(outgoing, conversation)
  const why = reasonOf(outgoing, text) ?? errorText(outgoing.error)
  return (
    <div className={styles.failed}>
      <p role="alert">{text('state.failed', { why })}</p>
      {remedy === 'again' && (
        <button type="button" onClick={() => chat.retry(clientId)}>
          {text('state.retry')}
        </button>
      )}
      {remedy === 'edit' && (
        <button type="button" onClick={() => onRewrite(outgoing)}>
          {text('message.edit')}
        </button>
      )}
      {remedy !== 'again' && content !== '' && (
        <button type="button" onClick={() => void copy(content)}>
          {text('message.copy')}
        </button>
      )}
      <button type="button" onClick={() => chat.discard(clientId)}>
        {text('state.discard')}
      </button>
    </div>
  )
}

/** Where more can be said than the code of the error alone tells. */
function reasonOf({ error, content, replyTo }: OutgoingMessage, text: Text): string | undefined {
  const over = overLength(content)
  if (over > 0) return text('composer.tooLong', { over })
  if (error?.code === 'MESSAGE_NOT_FOUND' && replyTo !== undefined) return text('error.answeredGone')
  return error?.code === 'VALIDATION' || error?.code === 'PAYLOAD_TOO_LARGE' ? text('error.notAccepted') : undefined
}
