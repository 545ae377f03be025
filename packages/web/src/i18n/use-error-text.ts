import { type ClientErrorCode, TouchlineClientError } from '@touchline/client'
import { useCallback } from 'react'
import type { MessageId } from './messages.ts'
import { useText } from './use-text.ts'

/** Refusals that the page has words of its own for; the others are told in the server's. */
const known: Partial<Record<ClientErrorCode, MessageId>> = {
  CONVERSATION_READ_ONLY: 'error.readOnly',
  FILE_REJECTED: 'error.fileRejected',
  FILE_TOO_LARGE: 'error.fileTooLarge',
  FILE_TYPE_NOT_ALLOWED: 'error.fileType',
  MESSAGE_NOT_FOUND: 'error.messageGone',
  NETWORK: 'error.network',
  OFFLINE: 'error.network',
  RATE_LIMITED: 'error.rateLimited',
  RULE_FILES_BATCH_ONLY: 'error.filesBatchOnly',
  TIMEOUT: 'error.network',
  UNAVAILABLE: 'error.network',
}

/** What went wrong, in the person's language. */
export function useErrorText(): (error: unknown) => string {
  const text = useText()
  return useCallback(
    (error) => {
      if (!(error instanceof TouchlineClientError)) return text('error.unknown')
      const id = known[error.code]
      return id === undefined ? error.message : text(id)
    },
    [text],
  )
}
