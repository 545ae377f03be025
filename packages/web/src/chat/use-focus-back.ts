import { type RefObject, useEffect, useRef } from 'react'

interface FocusBackOptions {
  /** What is left for the list. */
  readonly content: RefObject<HTMLElement | null>
  /** The list's own. */
  readonly heading: RefObject<HTMLElement | null>
}

/**
 * Back at the list, the focus is on the conversation that one comes from, or at the beginning of the list where that is
 * gone; with the pane that was left it would be nowhere. Whoever is somewhere else already stays there.
 */
export function useFocusBack(path: string, { content, heading }: FocusBackOptions): void {
  const last = useRef(path)
  useEffect(() => {
    const from = last.current
    last.current = path
    if (path !== '/' || from === '/') return
    const { activeElement, body } = document
    if (activeElement !== null && activeElement !== body && !content.current?.contains(activeElement)) return
    const link = document.querySelector<HTMLElement>(`nav a[href="${CSS.escape(`#${from}`)}"]`)
    const target = link ?? heading.current
    target?.focus()
  }, [path, content, heading])
}
