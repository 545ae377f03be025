import { useMemo } from 'react'
import { useIntl } from 'react-intl'
import { type Times, timesOf } from './times.ts'

/** Times of the servers as the reader's language and zone tell them. */
export function useTimes(): Times {
  const intl = useIntl()
  return useMemo(() => timesOf(intl), [intl])
}
