import { useEffect, useMemo, useRef } from 'react'
import { Route, Switch, useLocation } from 'wouter'
import { ConversationList } from '../conversation-list/conversation-list.tsx'
import { useText } from '../i18n/use-text.ts'
import { later } from '../ui/later.tsx'
import { tellNothing } from '../ui/toasts.tsx'
import styles from './chat.module.css'
import { type ChatContext, ChatProvider } from './chat-context.tsx'
import { ConnectionLine } from './connection-line.tsx'
import { Sidebar } from './sidebar.tsx'
import { useFocusBack } from './use-focus-back.ts'
import { useNoStrayDrops } from './use-no-stray-drops.ts'
import { useUnreadInTitle } from './use-unread-in-title.ts'

const conversationView = later(() => import('../conversation/conversation-view.tsx'))
const adminPage = later(() => import('../admin/admin-page.tsx'))

/** The chat of one person: the conversations beside the open one; on a phone one or the other. */
export function Chat({ client, userId, isDemo, followsAnother, onSignOut }: ChatContext) {
  const context = useMemo(
    () => ({ client, userId, isDemo, followsAnother, onSignOut }),
    [client, userId, isDemo, followsAnother, onSignOut],
  )
  const [path] = useLocation()
  const content = useRef<HTMLDivElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  useFocusBack(path, { content, heading })
  useNoStrayDrops()
  // The list can be seen before a conversation is opened; by then the code for that is here.
  useEffect(conversationView.ahead, [])
  // Whoever is signed in next is told nothing that was told to this person.
  useEffect(() => tellNothing, [])
  return (
    <ChatProvider value={context}>
      <UnreadTitle />
      <div className={styles.frame}>
        <ConnectionLine />
        <div className={styles.chat} data-pane={path === '/' ? 'list' : 'content'}>
          <div className={styles.side}>
            <Sidebar headingRef={heading}>
              <ConversationList />
            </Sidebar>
          </div>
          <div ref={content} className={styles.content}>
            <Switch>
              <Route path="/c/:id">{({ id }) => <conversationView.Component key={id} id={id} />}</Route>
              <Route path="/admin/:page">{({ page }) => <adminPage.Component name={page} />}</Route>
              <Route>
                <Welcome />
              </Route>
            </Switch>
          </div>
        </div>
      </div>
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
