import { EyeOff } from 'lucide-react'
import { useMemo } from 'react'
import { useText } from '../i18n/use-text.ts'
import { hasHidden } from './hidden.ts'
import styles from './message-text.module.css'
import { piecesOf } from './pieces.ts'

/** What somebody wrote, with links that can be followed and a word on what was hidden. */
export function MessageText({ content }: { content: string }) {
  const text = useText()
  const pieces = useMemo(() => piecesOf(content), [content])
  const hidden = text('hidden.pill')
  return (
    <>
      <p className={styles.text} dir="auto">
        {pieces.map((piece, index) => {
          const key = `${index}`
          if (piece.type === 'text') return <span key={key}>{piece.text}</span>
          if (piece.type === 'hidden')
            return (
              <span key={key} className={styles.pill}>
                <EyeOff size={13} aria-hidden="true" />
                {hidden}
              </span>
            )
          return (
            <a key={key} href={piece.href} target="_blank" rel="noopener noreferrer nofollow">
              {piece.text}
            </a>
          )
        })}
      </p>
      {hasHidden(content) && <p className={styles.why}>{text('hidden.why')}</p>}
    </>
  )
}
