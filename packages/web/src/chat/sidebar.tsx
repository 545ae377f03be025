import type { ReactNode, Ref } from 'react'
import { useText } from '../i18n/use-text.ts'
import { AccountMenu } from './account-menu.tsx'
import styles from './sidebar.module.css'

/** The column of the conversations, with the person's own menu above. */
export function Sidebar({ headingRef, children }: { headingRef: Ref<HTMLHeadingElement>; children: ReactNode }) {
  const text = useText()
  return (
    <div className={styles.sidebar}>
      <header className={styles.head}>
        <h1 ref={headingRef} tabIndex={-1}>
          {text('list.title')}
        </h1>
        <AccountMenu />
      </header>
      {children}
    </div>
  )
}
