import { useEffect, useRef } from 'react'
import { type Text, useText } from '../i18n/use-text.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Button } from '../ui/button.tsx'
import { PreferencesMenu } from '../ui/preferences-menu.tsx'
import { RoleBadge } from '../ui/role-badge.tsx'
import type { DemoPerson } from './demo-people.ts'
import type { SignInState } from './sign-in.ts'
import styles from './sign-in-page.module.css'

interface SignInPageProps {
  readonly state: Exclude<SignInState, { step: 'signed-in' }>
  onChoose(person: DemoPerson): void
  onRetry(): void
}

/** What is shown while nobody is signed in. */
export function SignInPage({ state, onChoose, onRetry }: SignInPageProps) {
  const text = useText()
  return (
    <div className={styles.page}>
      <div className={styles.card}>
        <header className={styles.head}>
          <img src={new URL('../icon.svg', import.meta.url).href} alt="" width="44" height="44" />
          <div className={styles.titles}>
            <h1>{text('app.name')}</h1>
            <p>{text('app.tagline')}</p>
          </div>
          <PreferencesMenu />
        </header>
        <Step state={state} onChoose={onChoose} onRetry={onRetry} text={text} />
      </div>
    </div>
  )
}

function Step({ state, onChoose, onRetry, text }: SignInPageProps & { text: Text }) {
  switch (state.step) {
    case 'looking':
      return <p className={styles.note}>{text('signIn.looking')}</p>
    case 'unreachable':
      return (
        <div role="alert" className={styles.note}>
          <p>{text('signIn.unreachable')}</p>
          <Button onClick={onRetry}>{text('signIn.retry')}</Button>
        </div>
      )
    case 'waiting':
      return (
        <div role="status" className={styles.note}>
          {state.hasEnded ? <Ended /> : <h2>{text('signIn.waiting.title')}</h2>}
          <p>{text(state.hasEnded ? 'signIn.ended.hint' : 'signIn.waiting.hint')}</p>
        </div>
      )
    case 'people':
      return (
        <>
          {state.hasEnded && (
            <div role="status" className={styles.ended}>
              <Ended />
            </div>
          )}
          <People people={state.people} onChoose={onChoose} />
        </>
      )
  }
}

/** What happened while the person was looking at their chat: the focus, which that has taken with it, is here. */
function Ended() {
  const text = useText()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <h2 ref={heading} tabIndex={-1}>
      {text('signIn.ended.title')}
    </h2>
  )
}

const order = ['admin', 'coach', 'parent']

function People({ people, onChoose }: { people: readonly DemoPerson[]; onChoose(person: DemoPerson): void }) {
  const text = useText()
  const sorted = people.toSorted((one, other) => order.indexOf(one.role) - order.indexOf(other.role))
  return (
    <section aria-labelledby="who">
      <h2 id="who" className={styles.who}>
        {text('signIn.who')}
      </h2>
      <p className={styles.hint}>{text('signIn.demoHint')}</p>
      <ul className={styles.people} aria-labelledby="who">
        {sorted.map((person) => (
          <li key={person.id}>
            <button type="button" className={styles.person} onClick={() => onChoose(person)}>
              <Avatar id={person.id} name={person.displayName} />
              <bdi className={styles.name}>{person.displayName}</bdi>
              <RoleBadge role={person.role} />
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
