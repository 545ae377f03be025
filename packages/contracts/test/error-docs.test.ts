import { readFile } from 'node:fs/promises'
import t from 'tap'
import { errors } from '../src/index.ts'

t.test('docs/integration.md lists exactly the registry', async (t) => {
  const page = await readFile(new URL('../../../docs/integration.md', import.meta.url), 'utf8')
  const [, table = ''] = /<!-- errors -->\n([\s\S]*?)<!-- \/errors -->/.exec(page) ?? []
  const rows = Object.entries(errors).map(
    ([code, { status, retryable, text }]) => `| \`${code}\` | ${status} | ${retryable ? 'yes' : 'no'} | ${text} |`,
  )
  t.equal(table.trim(), rows.join('\n'))
})
