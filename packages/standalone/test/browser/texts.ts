import { readFile } from 'node:fs/promises'

/** A text of the page in one of its languages, as `text('file.openPicture', { name: 'team.jpg' })`. */
export type Text = (id: string, values?: Record<string, string>) => string

/** The page's texts. */
export async function textsOf(language: 'en' | 'hi'): Promise<Text> {
  const file = new URL(`../../../web/src/messages/${language}.json`, import.meta.url)
  const messages = new Map<string, string>(Object.entries(JSON.parse(await readFile(file, 'utf8'))))
  return (id, values = {}) => {
    const message = messages.get(id)
    if (message === undefined) throw new Error(`The page has no text ${id}`)
    return message.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? `{${name}}`)
  }
}
