import { useEffect, useEffectEvent, useState } from 'react'
import { PageHistory } from './page-history.ts'

/** The browser's history, of which there is one for the whole page. */
export const pageHistory: PageHistory = new PageHistory(window)

/** While something is open above the page, Back closes it instead of leaving what is below. */
export function useBackCloses(isOpen: boolean, close: () => void): void {
  const closeNow = useEffectEvent(close)
  useEffect(() => {
    if (!isOpen) return
    return pageHistory.opened(() => closeNow())
  }, [isOpen])
}

/** Whether a menu or the like is open, which Back closes; to be given to its root. */
export function useOpenState(): { readonly open: boolean; onOpenChange(isOpen: boolean): void } {
  const [open, onOpenChange] = useState(false)
  useBackCloses(open, () => onOpenChange(false))
  return { open, onOpenChange }
}
