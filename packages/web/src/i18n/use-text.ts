import { useCallback } from 'react'
import { useIntl } from 'react-intl'
import { isolated } from './isolated.ts'
import type { MessageId } from './messages.ts'

type TextValues = Readonly<Record<string, string | number>>
export type Text = (id: MessageId, values?: TextValues) => string

/** Texts of the message files by their id, with what is to be filled in. */
export function useText(): Text {
  const intl = useIntl()
  return useCallback((id, values) => intl.formatMessage({ id }, values && isolatedIn(values)), [intl])
}

function isolatedIn(values: TextValues): TextValues {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? isolated(value) : value]),
  )
}
