import { readFile } from 'node:fs/promises'
import t from 'tap'
import { mutants, mutate } from '../src/mutants.ts'

t.test('every mutant still changes what it was made to change', async (t) => {
  for (const [name, mutant] of Object.entries(mutants)) {
    const source = await readFile(new URL(`../../../${mutant.file}`, import.meta.url), 'utf8')
    t.not(mutate(source, mutant), source, name)
    t.throws(() => mutate(`${source}${source}`, mutant), /holds 2 times/)
  }
  const sql = new URL('../../../services/conversation/src/messages/send-messages.sql', import.meta.url)
  t.match(
    await readFile(sql, 'utf8'),
    "and coalesce(client_id, '') = i.client_id",
    'what the dedupe mutant changes in the statement',
  )
})
