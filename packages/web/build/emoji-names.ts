import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Plugin } from 'vite'

const PREFIX = 'virtual:emoji-names/'
const require = createRequire(import.meta.url)

interface Emoji {
  readonly emoji: string
  readonly label: string
  readonly group?: number
  readonly version: number
  readonly tags?: readonly string[]
}

interface Named {
  readonly key: string
  readonly message: string
  readonly order: number
}

/**
 * Makes `virtual:emoji-names/en` out of Emojibase: what the picker shows and searches in a language, which is a third of
 * what the data set holds. It becomes a chunk of its own, loaded with the picker.
 */
export function emojiNames(): Plugin {
  return {
    name: 'emoji-names',
    resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id}` : undefined),
    async load(id) {
      if (!id.startsWith(`\0${PREFIX}`)) return undefined
      const names = await namesIn(id.slice(PREFIX.length + 1))
      return `export default JSON.parse(${JSON.stringify(JSON.stringify(names))})`
    },
  }
}

async function namesIn(locale: string) {
  const emojis: Emoji[] = await read(`emojibase-data/${locale}/data.json`)
  const messages: { groups: Named[]; skinTones: Named[] } = await read(`emojibase-data/${locale}/messages.json`)
  return {
    locale,
    emojis: emojis
      .filter(({ group }) => group !== undefined)
      .map(({ emoji, label, group, version, tags = [] }) => ({ emoji, category: group, version, label, tags })),
    // Skin tones and hair styles are no emojis of their own.
    categories: messages.groups
      .filter(({ key }) => key !== 'component')
      .map(({ order, message }) => ({ index: order, label: message })),
    skinTones: Object.fromEntries(messages.skinTones.map(({ key, message }) => [key, message])),
  }
}

async function read<Data>(path: string): Promise<Data> {
  return JSON.parse(await readFile(require.resolve(path), 'utf8'))
}
