import { Link, Redirect } from 'wouter'
import { useIsAdmin } from '../chat/use-is-admin.ts'
import { BackLink } from '../conversation/back-link.tsx'
import type { MessageId } from '../i18n/messages.ts'
import { useText } from '../i18n/use-text.ts'
import styles from './admin-page.module.css'
import { Batches } from './batches.tsx'
import { Findings } from './findings.tsx'
import { People } from './people.tsx'

const pages: Readonly<Record<string, { title: MessageId; hint: MessageId; Content: () => React.ReactNode }>> = {
  findings: { title: 'admin.findings', hint: 'findings.hint', Content: Findings },
  people: { title: 'admin.people', hint: 'people.hint', Content: People },
  batches: { title: 'admin.batches', hint: 'batches.hint', Content: Batches },
}

/** What Admins see of the academy as a whole. Everything here is read only: the platform keeps it. */
export default function AdminPage({ name }: { name: string }) {
  const isAdmin = useIsAdmin()
  const text = useText()
  const page = pages[name]
  if (page === undefined || isAdmin === false) return <Redirect to="/" />
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <BackLink />
        <h1>{text('admin.title')}</h1>
      </header>
      <nav aria-label={text('admin.title')} className={styles.tabs}>
        {Object.entries(pages).map(([path, { title }]) => (
          <Link
            key={path}
            href={`/admin/${path}`}
            replace
            className={styles.tab}
            aria-current={path === name ? 'page' : undefined}
          >
            {text(title)}
          </Link>
        ))}
      </nav>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <section className={styles.content} aria-label={text(page.title)} tabIndex={0}>
        <div className={styles.column}>
          <h2 className="visually-hidden">{text(page.title)}</h2>
          <p className={styles.hint}>{text(page.hint)}</p>
          <page.Content key={name} />
        </div>
      </section>
    </div>
  )
}
