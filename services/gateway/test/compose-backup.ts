import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Message } from '@touchline/contracts'
import { restRoutes } from '@touchline/contracts'
import { type Compose, repositoryRoot } from './compose.ts'
import type { ComposeAcademy } from './compose-academy.ts'

/**
 * Runs the commands of docs/operations.md: backs up, destroys the volumes, restores, and holds what is there against what was.
 */
export async function backUpAndRestore(
  project: Compose,
  academy: ComposeAcademy,
  say: (text: string) => void,
): Promise<void> {
  const [backUp = '', restore = ''] = await documentedCommands('Back up and restore')
  const before = await inventory(project, academy)
  assert.ok(before.messages.length > 50 && before.file.includes('Monday'))
  await project.shellInFolder(backUp)
  await project.compose('down', '--volumes', '--timeout=5')
  const restoredFrom = Date.now()
  await project.shellInFolder(restore)
  const after = await inventory(project, academy)
  assert.deepEqual(after, before)
  const { body } = await academy.as('carl').call(restRoutes.sendMessage, {
    params: { id: academy.conversationId },
    body: { content: 'after the restore' },
  })
  assert.equal(body.message.seq, (before.messages.at(-1)?.seq ?? 0) + 1)
  const seconds = ((Date.now() - restoredFrom) / 1_000).toFixed(0)
  say(`backed up, destroyed, restored in ${seconds} s: ${before.messages.length} messages, a file; rows ${before.rows}`)
}

/** The shell commands that docs/operations.md gives below a heading, block by block. */
async function documentedCommands(heading: string): Promise<string[]> {
  const page = await readFile(join(repositoryRoot, 'docs', 'operations.md'), 'utf8')
  const [, section = ''] = page.split(`\n## ${heading}\n`)
  const [own = ''] = section.split('\n## ')
  return [...own.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, commands = '']) => commands)
}

async function inventory({ url, compose }: Compose, { as, token, conversationId, fileUrl }: ComposeAcademy) {
  const messages: Message[] = []
  for (let after = 0, hasMore = true; hasMore; ) {
    const page = await as('asha').call(restRoutes.listMessages, {
      params: { id: conversationId },
      query: { after, limit: 100 },
    })
    messages.push(...page.body.messages)
    after = messages.at(-1)?.seq ?? 0
    hasMore = page.body.hasMore
  }
  const file = await fetch(url + fileUrl, { headers: { authorization: `Bearer ${token('carl')}` } })
  assert.equal(file.status, 200)
  const sql = (text: string) =>
    compose('exec', '-T', 'postgres', 'psql', '-U', 'touchline', '-d', 'touchline', '-Atc', text)
  const tables = (await sql("select tablename from pg_tables where schemaname = 'public' order by 1"))
    .trim()
    .split('\n')
  const counts = tables.map((table) => `select '${table}' as name, count(*) from "${table}"`).join(' union all ')
  const rows = (await sql(`${counts} order by 1`)).trim().replaceAll('\n', ', ').replaceAll('|', ' ')
  return { messages, file: await file.text(), rows }
}
