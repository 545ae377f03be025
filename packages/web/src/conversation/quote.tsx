import { useText } from '../i18n/use-text.ts'
import styles from './quote.module.css'

interface QuoteProps {
  readonly name: string
  readonly excerpt: string
  readonly isFocusable: boolean
  onShow(): void
}

/** What a message replies to; goes there. */
export function Quote({ name, excerpt, isFocusable, onShow }: QuoteProps) {
  const text = useText()
  return (
    <button type="button" className={styles.quote} onClick={onShow} tabIndex={isFocusable ? 0 : -1}>
      <span className="visually-hidden">{text('quote.inReplyTo')} </span>
      <bdi className={styles.name}>{name}</bdi>
      <span className={styles.excerpt}>{excerpt}</span>
    </button>
  )
}
