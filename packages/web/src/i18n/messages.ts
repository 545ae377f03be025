import en from '../messages/en.json' with { type: 'json' }

/** The languages of the page, each by its own name. */
export const languages = { en: 'English', hi: 'हिन्दी' } as const

export type Language = keyof typeof languages
export type MessageId = keyof typeof en
export type Messages = Readonly<Record<MessageId, string>>

/** The texts of a language. English comes with the page, others when they are chosen. */
export async function messagesOf(language: Language): Promise<Messages> {
  if (language === 'en') return en
  const { default: messages } = await import('../messages/hi.json', { with: { type: 'json' } })
  return messages
}

export const english: Messages = en

/** The first of the person's languages that there are texts for. */
export function preferredLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const language = tag.toLowerCase().split('-')[0]
    if (isLanguage(language)) return language
  }
  return 'en'
}

export function isLanguage(value: string | null | undefined): value is Language {
  return typeof value === 'string' && Object.hasOwn(languages, value)
}

/** The person's own kind of a language, as `en-IN`; the language itself where the browser says none that is valid. */
export function regionalTag(language: Language, wanted: readonly string[]): string {
  return wanted.find((tag) => tag.toLowerCase().startsWith(`${language}-`) && isValidTag(tag)) ?? language
}

/** Browsers can name what is no language tag, such as `en-US@posix`. */
function isValidTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1
  } catch {
    return false
  }
}
