import { type EmojiDataResolver, EmojiPicker } from 'frimousse'
import type { AriaAttributes } from 'react'
import { languageStore } from '../i18n/language.tsx'
import { useText } from '../i18n/use-text.ts'
import { useStore } from '../use-store.ts'
import styles from './emoji-panel.module.css'

/** The emojis' names in the person's language, made by the build. */
const namesOf: EmojiDataResolver = async (locale) => {
  const { default: names } = await (locale === 'hi'
    ? import('virtual:emoji-names/hi')
    : import('virtual:emoji-names/en'))
  return names
}

export default function EmojiPanel({ onEmoji }: { onEmoji(emoji: string): void }) {
  const language = useStore(languageStore)
  const text = useText()
  return (
    <EmojiPicker.Root
      className={styles.picker}
      locale={language}
      resolveEmojiData={namesOf}
      columns={8}
      onEmojiSelect={({ emoji }) => onEmoji(emoji)}
    >
      <EmojiPicker.Search
        className={styles.search}
        aria-label={text('emoji.search')}
        placeholder={text('emoji.search')}
        autoFocus
      />
      <EmojiPicker.Viewport className={styles.viewport}>
        <EmojiPicker.Loading className={styles.note}>{text('list.loading')}</EmojiPicker.Loading>
        <EmojiPicker.Empty className={styles.note}>{text('emoji.none')}</EmojiPicker.Empty>
        <EmojiPicker.List
          className={styles.list}
          components={{
            CategoryHeader: ({ category, ...props }) => (
              <div {...props} className={styles.category}>
                {category.label}
              </div>
            ),
            Row: ({ children, ...props }) => (
              <div {...fromOne(props)} className={styles.row}>
                {children}
              </div>
            ),
            Emoji: ({ emoji, ...props }) => (
              <button {...fromOne(props)} type="button" className={styles.emoji}>
                {emoji.emoji}
              </button>
            ),
          }}
        />
      </EmojiPicker.Viewport>
    </EmojiPicker.Root>
  )
}

/** The picker counts its rows and columns from 0, ARIA does from 1. */
function fromOne<Props extends AriaAttributes>(props: Props): Props {
  const { 'aria-rowindex': row, 'aria-colindex': column } = props
  return {
    ...props,
    ...(row === undefined ? {} : { 'aria-rowindex': row + 1 }),
    ...(column === undefined ? {} : { 'aria-colindex': column + 1 }),
  }
}
