import { useEffect, useState } from 'react'
import { useText } from '../i18n/use-text.ts'
import styles from './connection-line.module.css'
import { useIsOnline } from './use-is-online.ts'

/** Shorter losses of the connection are nobody's business. Milliseconds. */
const QUIET_MS = 1_200

/** A quiet line while there is no connection: what is written meanwhile waits. */
export function ConnectionLine() {
  const text = useText()
  const [isLong, setIsLong] = useState(false)
  const isOnline = useIsOnline()
  useEffect(() => {
    if (isOnline) {
      setIsLong(false)
      return
    }
    const timer = setTimeout(() => setIsLong(true), QUIET_MS)
    return () => clearTimeout(timer)
  }, [isOnline])
  const isShown = !isOnline && isLong
  return (
    <div role="status" aria-label={text('connection.label')} className={styles.line}>
      {isShown && <p>{text('connection.offline')}</p>}
    </div>
  )
}
