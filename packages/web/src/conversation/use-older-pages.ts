import type { ConversationHandle } from '@touchline/client'
import { useCallback, useRef, useState } from 'react'
import { useErrorText } from '../i18n/use-error-text.ts'
import { tell } from '../ui/toasts.tsx'

const PAGE = 100
/** For so long after a failure only what somebody asks for is tried again. Milliseconds. */
const REST_MS = 5000

export interface OlderPages {
  readonly isAsked: boolean
  hasJustFailed(): boolean
  /** Resolves with whether the page came; a failure has been told by then, once, whoever else waits for the same page. */
  load(): Promise<boolean>
}

/** Reads older messages a page at a time. */
export function useOlderPages(chat: ConversationHandle): OlderPages {
  const errorText = useErrorText()
  const [isAsked, setIsAsked] = useState(false)
  const asked = useRef<Promise<boolean>>(undefined)
  const failedAt = useRef(Number.NEGATIVE_INFINITY)
  const hasJustFailed = useCallback(() => performance.now() - failedAt.current < REST_MS, [])
  const load = useCallback(() => {
    const read = async () => {
      try {
        await chat.loadOlder({ limit: PAGE })
        return true
      } catch (error) {
        failedAt.current = performance.now()
        tell(errorText(error))
        return false
      } finally {
        // Only now: whoever sees that nothing is asked for also sees what became of it.
        asked.current = undefined
        setIsAsked(false)
      }
    }
    if (asked.current === undefined) {
      setIsAsked(true)
      asked.current = read()
    }
    return asked.current
  }, [chat, errorText])
  return { isAsked, hasJustFailed, load }
}
