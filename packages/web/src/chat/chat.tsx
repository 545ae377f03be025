import type { TouchlineClient } from '@touchline/client'
import { lazy, Suspense, useMemo } from 'react'
import { Route, Switch, useLocation } from 'wouter'
import { ConversationList } from '../conversation-list/conversation-list.tsx'
import { useText } from '../i18n/use-text.ts'
import styles from './chat.module.css'
import { ChatProvider } from './chat-context.tsx'
import { ConnectionLine } from './connection-line.tsx'
import { Sidebar } from './sidebar.tsx'
import { useUnreadInTitle } from './use-unread-in-title.ts'

// The list can be seen before a conversation can; its code is on the way as soon as the page is there.
const conversationCode = import('../conversation/conversation-view.tsx')
const ConversationView = lazy(() => conversationCode)
const AdminPage = lazy(() => import('../admin/admin-page.tsx'))

interface ChatProps {
  readonly client: TouchlineClient
  readonly userId: string
  readonly isDemo: boolean
  onSignOut(): void
}

/** The chat of one person: the conversations beside the open one; on a phone one or the other. */
export function Chat({ client, userId, isDemo, onSignOut }: ChatProps) {
  const context = useMemo(() => ({ client, userId, isDemo, onSignOut }), [client, userId, isDemo, onSignOut])
  const [path] = useLocation()
  return (
    <ChatProvider value={context}>
      <UnreadTitle />
      <div className={styles.chat} data-pane={path === '/' ? 'list' : 'content'}>
        <div className={styles.side}>
          <Sidebar>
            <ConversationList />
          </Sidebar>
        </div>
        <div className={styles.content}>
          <Switch>
            <Route path="/c/:id">
              {({ id }) => (
                <Suspense>
                  <ConversationView key={id} id={id} />
                </Suspense>
              )}
            </Route>
            <Route path="/admin/:page">
              {({ page }) => (
                <Suspense>
                  <AdminPage name={page} />
                </Suspense>
              )}
            </Route>
            <Route>
              <Welcome />
            </Route>
          </Switch>
        </div>
      </div>
      <ConnectionLine />
    </ChatProvider>
  )
}

function UnreadTitle() {
  useUnreadInTitle()
  return null
}

function Welcome() {
  const text = useText()
  return (
    <div className={styles.welcome}>
      <h1>{text('welcome.title')}</h1>
      <p>{text('welcome.hint')}</p>
    </div>
  )
}
