import { ArrowLeft } from 'lucide-react'
import { Link } from 'wouter'
import { useText } from '../i18n/use-text.ts'
import styles from './back-link.module.css'

/** To the list, on screens that show one pane at a time. */
export function BackLink() {
  const text = useText()
  return (
    <Link href="/" className={styles.back} aria-label={text('conversation.back')} title={text('conversation.back')}>
      <ArrowLeft size={22} />
    </Link>
  )
}
