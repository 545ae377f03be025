import { keptIn } from '../kept.ts'
import { Store } from '../store.ts'

/** `system` follows the device. */
export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

const KEY = 'touchline:theme'
const kept = keptIn(() => localStorage)

export const themeStore: Store<Theme> = new Store<Theme>(
  themes.find((theme) => theme === kept.getItem(KEY)) ?? 'system',
)

export function chooseTheme(theme: Theme): void {
  kept.setItem(KEY, theme)
  themeStore.set(theme)
}

/** Keeps the document in the chosen theme; `theme.css` says what that looks like. */
export function applyTheme(): void {
  const apply = () => {
    document.documentElement.dataset.theme = themeStore.getSnapshot()
  }
  apply()
  themeStore.subscribe(apply)
}
