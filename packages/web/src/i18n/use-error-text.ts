import { type ClientErrorCode, TouchlineClientError } from '@touchline/client'
import { useCallback } from 'react'
import type { MessageId } from './messages.ts'
import { useText } from './use-text.ts'

/** What people are told, in their language: the servers' own texts are English. */
const texts: Record<ClientErrorCode, MessageId> = {
  ABORTED: 'error.unknown',
  BATCH_NOT_FOUND: 'error.unknown',
  CLOSED: 'error.network',
  CONVERSATION_NOT_FOUND: 'conversation.absent',
  CONVERSATION_READ_ONLY: 'error.readOnly',
  FILE_NOT_FOUND: 'error.fileGone',
  FILE_REJECTED: 'error.fileRejected',
  FILE_TOO_LARGE: 'error.fileTooLarge',
  FILE_TYPE_NOT_ALLOWED: 'error.fileType',
  FORBIDDEN: 'error.forbidden',
  INTERNAL: 'error.unknown',
  MESSAGE_NOT_FOUND: 'error.messageGone',
  NETWORK: 'error.network',
  NOT_FOUND: 'error.unknown',
  OFFLINE: 'error.network',
  PAYLOAD_TOO_LARGE: 'error.unknown',
  RATE_LIMITED: 'error.rateLimited',
  RULE_ADMIN_BRIDGE: 'newDirect.rule',
  RULE_BATCH_MEMBERSHIP: 'error.forbidden',
  RULE_CONTACT_HIDDEN: 'error.unknown',
  RULE_FILES_BATCH_ONLY: 'error.filesBatchOnly',
  RULE_NO_COACH_PARENT_DIRECT: 'newDirect.rule',
  TIMEOUT: 'error.network',
  TOKEN_UNAVAILABLE: 'error.network',
  UNAUTHENTICATED: 'signIn.ended.title',
  UNAVAILABLE: 'error.network',
  USER_NOT_FOUND: 'error.personGone',
  VALIDATION: 'error.unknown',
}

/** What went wrong, in the person's language. */
export function useErrorText(): (error: unknown) => string {
  const text = useText()
  return useCallback(
    (error) => text(error instanceof TouchlineClientError ? texts[error.code] : 'error.unknown'),
    [text],
  )
}
