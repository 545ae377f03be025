import { type DragEvent, type ReactNode, useState } from 'react'
import { useText } from '../i18n/use-text.ts'
import styles from './drop-zone.module.css'

interface DropZoneProps {
  readonly children: ReactNode
  /** Left out where nothing can be sent. */
  readonly onFiles: ((files: readonly File[]) => void) | undefined
}

/** Takes files that are dragged onto it. Keyboard users have the button for files. */
export function DropZone({ children, onFiles }: DropZoneProps) {
  const [isOver, setIsOver] = useState(false)
  const text = useText()
  const over = (event: DragEvent) => {
    if (onFiles === undefined || !event.dataTransfer.types.includes('Files')) return
    event.preventDefault()
    event.dataTransfer.dropEffect = 'copy'
    setIsOver(true)
  }
  const leave = (event: DragEvent) => {
    const into = event.relatedTarget
    if (!(into instanceof Node) || !event.currentTarget.contains(into)) setIsOver(false)
  }
  const drop = (event: DragEvent) => {
    setIsOver(false)
    if (onFiles === undefined || event.dataTransfer.files.length === 0) return
    event.preventDefault()
    onFiles([...event.dataTransfer.files])
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dragging is one more way for the pointer only
    <div className={styles.zone} onDragOver={over} onDragLeave={leave} onDrop={drop}>
      {children}
      {isOver && <div className={styles.over}>{text('files.drop')}</div>}
    </div>
  )
}
