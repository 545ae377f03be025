import { readFile } from 'node:fs/promises'
import t from 'tap'
import { cacheControl, pageHeaders } from '../src/index.ts'

t.test('the headers that docs/chat-page.md asks others to send are those that are sent', async (t) => {
  const docs = await readFile(new URL('../../../docs/chat-page.md', import.meta.url), 'utf8')
  const [, table = ''] = /<!-- headers -->([\s\S]*?)<!-- \/headers -->/.exec(docs) ?? []
  const documented = [...table.matchAll(/^\| (?!for|-)(.+?) \| `(.+?)` \| `(.+?)` \|$/gm)].map((row) => row.slice(1))
  t.same(documented, [
    ...Object.entries(pageHeaders([])).map(([name, value]) => ['everything', name, value]),
    ['`/assets/*`', 'cache-control', cacheControl.hashed],
    ['everything else', 'cache-control', cacheControl.page],
  ])
})
