import './styles/theme.css'
import './styles/base.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { firstMessages } from './i18n/language.tsx'
import { takeFragmentToken, watchFragmentTokens } from './sign-in/fragment-token.ts'
import { SignIn } from './sign-in/sign-in.ts'
import { applyTheme } from './theme/theme.ts'

const handedToken = takeFragmentToken(window)
const signIn = new SignIn()
void signIn.start(handedToken)
watchFragmentTokens(window, (token) => signIn.handed(token))
applyTheme()

const root = document.getElementById('root')
if (root === null) throw new Error('The page has no #root')
const messages = await firstMessages
createRoot(root).render(
  <StrictMode>
    <App signIn={signIn} messages={messages} />
  </StrictMode>,
)
