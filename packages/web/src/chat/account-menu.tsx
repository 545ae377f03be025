import { Menu } from '@base-ui/react/menu'
import { LogOut, ShieldCheck } from 'lucide-react'
import { useLocation } from 'wouter'
import { useText } from '../i18n/use-text.ts'
import { useOpenState } from '../navigation/use-back-closes.ts'
import { Avatar } from '../ui/avatar.tsx'
import { MenuItem, MenuPopup, MenuSeparator } from '../ui/menu.tsx'
import { Preferences } from '../ui/preferences-menu.tsx'
import styles from './account-menu.module.css'
import { useChat, useMe } from './chat-context.tsx'
import { useIsAdmin } from './use-is-admin.ts'

/** In a frame the page around it says who is signed in: it would hand over the next token at once. */
const isEmbedded = window.parent !== window

/** Who is signed in, and what concerns only them. */
export function AccountMenu() {
  const { userId, isDemo, onSignOut } = useChat()
  const me = useMe()
  const isAdmin = useIsAdmin()
  const text = useText()
  const [, navigate] = useLocation()
  const name = me?.displayName ?? userId
  const leave = () => {
    navigate('/')
    onSignOut()
  }
  return (
    <Menu.Root {...useOpenState()}>
      <Menu.Trigger className={styles.trigger}>
        <span className="visually-hidden">{text('account.label', { name })}</span>
        <Avatar id={userId} name={name} size="small" />
      </Menu.Trigger>
      <MenuPopup>
        <p className={styles.name}>
          <bdi>{name}</bdi>
        </p>
        {isAdmin === true && (
          <MenuItem icon={<ShieldCheck size={18} />} onSelect={() => navigate('/admin/findings')}>
            {text('admin.title')}
          </MenuItem>
        )}
        <MenuSeparator />
        <Preferences />
        {(isDemo || !isEmbedded) && (
          <>
            <MenuSeparator />
            <MenuItem icon={<LogOut size={18} />} onSelect={leave}>
              {text(isDemo ? 'account.switch' : 'account.signOut')}
            </MenuItem>
          </>
        )}
      </MenuPopup>
    </Menu.Root>
  )
}
