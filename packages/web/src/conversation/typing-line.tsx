import type { TypingPerson } from '@touchline/client'
import { useIntl } from 'react-intl'
import { isolated } from '../i18n/isolated.ts'
import { useText } from '../i18n/use-text.ts'
import styles from './typing-line.module.css'

/** Who is writing. Its place is always there, so that nothing moves when it changes. */
export function TypingLine({ typing }: { typing: readonly TypingPerson[] }) {
  const text = useText()
  const intl = useIntl()
  const names = typing.map(({ userName }) => isolated(userName))
  return (
    <div className={styles.line}>
      {names.length > 0 && (
        <p>
          <span className={styles.dots} aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          {names.length > 3
            ? text('typing.several')
            : text('typing.some', { count: names.length, names: intl.formatList(names, { type: 'conjunction' }) })}
        </p>
      )}
    </div>
  )
}
