import { useEffect, useRef } from 'react'

/** Back at the list, the focus is on the conversation that one comes from; with the pane that was left it would be gone. */
export function useFocusBack(path: string): void {
  const last = useRef(path)
  useEffect(() => {
    const from = last.current
    last.current = path
    if (path !== '/' || from === '/') return
    document.querySelector<HTMLElement>(`nav a[href="${CSS.escape(`#${from}`)}"]`)?.focus()
  }, [path])
}
