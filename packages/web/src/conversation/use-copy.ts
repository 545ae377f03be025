import { useCallback } from 'react'
import { useText } from '../i18n/use-text.ts'
import { tell } from '../ui/toasts.tsx'

/** Copies a text, and tells whether the browser allowed it. */
export function useCopy(): (content: string) => Promise<void> {
  const text = useText()
  return useCallback(
    async (content) => {
      try {
        await navigator.clipboard.writeText(content)
        tell(text('message.copied'))
      } catch {
        tell(text('message.notCopied'))
      }
    },
    [text],
  )
}
