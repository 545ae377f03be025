import { type ReactNode, useEffect, useState } from 'react'
import { IntlProvider } from 'react-intl'
import { keptIn } from '../kept.ts'
import { Store } from '../store.ts'
import { useStore } from '../use-store.ts'
import {
  english,
  isLanguage,
  type Language,
  type Messages,
  messagesOf,
  preferredLanguage,
  regionalTag,
} from './messages.ts'

const KEY = 'touchline:language'
const kept = keptIn(() => localStorage)
const chosen = kept.getItem(KEY)

/** The language of the page. */
export const languageStore: Store<Language> = new Store<Language>(
  isLanguage(chosen) ? chosen : preferredLanguage(navigator.languages),
)

export function chooseLanguage(language: Language): void {
  kept.setItem(KEY, language)
  languageStore.set(language)
}

/** The language in which texts can be read at first, without English showing before Hindi. */
export const firstMessages: Promise<Messages> = messagesOf(languageStore.getSnapshot()).catch(() => english)

/**
 * Texts in the chosen language; dates and numbers as the person's region writes that language: for someone whose browser
 * says `en-IN`, 14/08 and 1,00,000.
 */
export function LanguageProvider({ initial, children }: { initial: Messages; children: ReactNode }) {
  const language = useStore(languageStore)
  const [shown, setShown] = useState({ language, messages: initial })
  useEffect(() => {
    let isCurrent = true
    messagesOf(language)
      .then((messages) => isCurrent && setShown({ language, messages }))
      // Without a network the present language stays.
      .catch(() => {})
    return () => {
      isCurrent = false
    }
  }, [language])
  useEffect(() => {
    document.documentElement.lang = shown.language
  }, [shown.language])
  return (
    <IntlProvider locale={regionalTag(shown.language, navigator.languages)} messages={shown.messages}>
      {children}
    </IntlProvider>
  )
}
