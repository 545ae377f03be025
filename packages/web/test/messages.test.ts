import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { messagesOf, preferredLanguage, regionalTag } from '../src/i18n/messages.ts'

const src = join(import.meta.dirname, '../src')

/** What is filled in, as `{name}` and `{count, plural, …}`. */
function placeholdersOf(message: string): string[] {
  return [...new Set([...message.matchAll(/\{(\w+)[,}]/g)].map(([, name]) => name ?? ''))].sort()
}

t.test('Hindi has every text, with the same to be filled in', async (t) => {
  const [en, hi] = [await messagesOf('en'), await messagesOf('hi')]
  t.same(Object.keys(hi).sort(), Object.keys(en).sort())
  const english = new Map(Object.entries(en))
  for (const [id, message] of Object.entries(hi)) {
    t.same(placeholdersOf(message), placeholdersOf(english.get(id) ?? ''), id)
    t.not(message, '', id)
  }
})

t.test('every text is used somewhere', async (t) => {
  let code = ''
  for await (const file of glob('**/*.{ts,tsx}', { cwd: src })) code += await readFile(join(src, file), 'utf8')
  for (const id of Object.keys(await messagesOf('en'))) t.ok(code.includes(`'${id}'`), id)
})

t.test('no text stands in the code, where it would be in one language for all', async (t) => {
  const shown = />[^<>{}=;]*[A-Za-z]{2}[^<>{}=;]*<\/|(?:aria-label|alt|placeholder|title|label)="[^"]*[A-Za-z]/gm
  t.equal('<p>Hello</p>, <img alt="A picture" />'.match(shown)?.length, 2)
  for await (const file of glob('**/*.tsx', { cwd: src })) {
    const code = (await readFile(join(src, file), 'utf8')).replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
    t.same(code.match(shown) ?? [], [], file)
  }
})

t.test('the language is the first of the person’s that there is', async (t) => {
  t.equal(preferredLanguage(['ta-IN', 'hi-IN', 'en']), 'hi')
  t.equal(preferredLanguage(['en-GB', 'hi']), 'en')
  t.equal(preferredLanguage(['ta', 'fr']), 'en')
  t.equal(preferredLanguage([]), 'en')
})

t.test('dates are as the person’s region writes them, if what the browser says is a region', async (t) => {
  t.equal(regionalTag('en', ['hi-IN', 'en-IN', 'en-US']), 'en-IN')
  t.equal(regionalTag('hi', ['en-IN']), 'hi')
  t.equal(regionalTag('en', ['en-US@posix']), 'en')
})
