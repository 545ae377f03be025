import { useSyncExternalStore } from 'react'

/** A phone on its side, of which the keyboard takes half; the style sheets name the same height. */
const LOW = '(max-height: 480px)'

/** Whether there is little room above the field. */
export function useIsLow(): boolean {
  return useSyncExternalStore(subscribe, () => window.matchMedia(LOW).matches)
}

function subscribe(listener: () => void): () => void {
  const media = window.matchMedia(LOW)
  media.addEventListener('change', listener)
  return () => media.removeEventListener('change', listener)
}
