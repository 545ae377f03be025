import { Menu } from '@base-ui/react/menu'
import { Settings2 } from 'lucide-react'
import { chooseLanguage, languageStore } from '../i18n/language.tsx'
import { type Language, languages } from '../i18n/messages.ts'
import { useText } from '../i18n/use-text.ts'
import { useOpenState } from '../navigation/use-back-closes.ts'
import { chooseTheme, type Theme, themeStore, themes } from '../theme/theme.ts'
import { useStore } from '../use-store.ts'
import { IconButton } from './button.tsx'
import { MenuChoice, MenuPopup } from './menu.tsx'

/** Language and theme, for who is not signed in. */
export function PreferencesMenu() {
  const text = useText()
  return (
    <Menu.Root {...useOpenState()}>
      <Menu.Trigger render={<IconButton label={text('preferences.title')} />}>
        <Settings2 size={20} />
      </Menu.Trigger>
      <MenuPopup>
        <Preferences />
      </MenuPopup>
    </Menu.Root>
  )
}

/** The choices themselves, inside of any menu. */
export function Preferences() {
  const text = useText()
  const theme = useStore(themeStore)
  const language = useStore(languageStore)
  const themeNames: Record<Theme, string> = {
    system: text('theme.system'),
    light: text('theme.light'),
    dark: text('theme.dark'),
  }
  return (
    <>
      <MenuChoice<Language>
        label={text('preferences.language')}
        value={language}
        choices={[
          { value: 'en', label: languages.en },
          { value: 'hi', label: languages.hi },
        ]}
        onChoose={chooseLanguage}
      />
      <MenuChoice<Theme>
        label={text('preferences.theme')}
        value={theme}
        choices={themes.map((value) => ({ value, label: themeNames[value] }))}
        onChoose={chooseTheme}
      />
    </>
  )
}
