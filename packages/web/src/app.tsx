import { CSPProvider } from '@base-ui/react/csp-provider'
import { Router } from 'wouter'
import { useHashLocation } from 'wouter/use-hash-location'
import { Chat } from './chat/chat.tsx'
import { LanguageProvider } from './i18n/language.tsx'
import type { Messages } from './i18n/messages.ts'
import { pageHistory } from './navigation/use-back-closes.ts'
import type { SignIn } from './sign-in/sign-in.ts'
import { SignInPage } from './sign-in/sign-in-page.tsx'
import { MainWithLayer } from './ui/layer.tsx'
import { Toasts } from './ui/toasts.tsx'
import { useStore } from './use-store.ts'

/**
 * The whole page: signing in, or the chat of who is signed in. Addresses are behind `#`, so that any server of static files
 * can serve it below any path.
 */
export function App({ signIn, messages }: { signIn: SignIn; messages: Messages }) {
  const state = useStore(signIn.state)
  return (
    <CSPProvider disableStyleElements>
      <LanguageProvider initial={messages}>
        <Toasts>
          <MainWithLayer>
            <Router hook={useHashLocation} aroundNav={pageHistory.navigate}>
              {state.step === 'signed-in' ? (
                <Chat
                  key={state.userId}
                  client={state.client}
                  userId={state.userId}
                  isDemo={state.isDemo}
                  followsAnother={state.followsAnother}
                  onSignOut={() => void signIn.signOut()}
                />
              ) : (
                <SignInPage
                  state={state}
                  onChoose={(person) => signIn.choose(person)}
                  onRetry={() => void signIn.retry()}
                />
              )}
            </Router>
          </MainWithLayer>
        </Toasts>
      </LanguageProvider>
    </CSPProvider>
  )
}
