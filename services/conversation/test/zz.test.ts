import { restRoutes } from '@touchline/contracts'
import t from 'tap'
import { getConversation, history, openDirect, outcomeOf, putBatch, putUser, send, sendRefused } from './actions.ts'
import { seedAcademy, startHarness } from './harness.ts'

const { importDirectory, listBatches, listContacts, listConversations } = restRoutes
const directory = restRoutes
const person = (id: string, role: 'admin' | 'coach' | 'parent') => ({ id, role, displayName: id })

t.test('the directory changes while conversations are opened and written in', async (t) => {
  const harness = await startHarness(t, { LOG_LEVEL: 'error' })
  const { batchConversationId: id } = await seedAcademy(harness)
  const other = await harness.another()
  const work: Promise<unknown>[] = []
  for (let n = 0; n < 10; n += 1) {
    const role = n % 2 === 0 ? 'coach' : 'admin'
    work.push(putUser(n % 3 ? harness : other, 'bela', { role, displayName: 'Bela' }))
    work.push(putBatch(other, 'u12', { name: `Under ${n}`, memberIds: n % 2 ? ['carl', 'pia'] : ['dina', 'quin'] }))
    for (const userId of ['carl', 'pia', 'quin']) {
      work.push(openDirect(harness.as(userId), 'bela'), openDirect(other.as('bela'), userId))
      work.push(openDirect(harness.as(userId), 'asha'), openDirect(other.as('asha'), userId))
      work.push(send(harness.as(userId), id, 'hello'))
    }
  }
  const outcomes = new Set(await Promise.all(work.map(outcomeOf)))
  for (const outcome of ['stored', 'RULE_ADMIN_BRIDGE', 'RULE_NO_COACH_PARENT_DIRECT', 'CONVERSATION_NOT_FOUND']) {
    outcomes.delete(outcome)
  }
  t.same([...outcomes], [], 'nothing failed but along the rules')
  await putUser(harness, 'bela', { role: 'coach', displayName: 'Bela' })
  const illegal = await harness.database.query(
    `select from conversations c join users b on b.id = c.bridge_id join users g on g.id = c.guest_id
     where c.closed_at is null and 'admin' not in (b.role, g.role)`,
  )
  t.equal(illegal.length, 0)
  const pairs = await harness.database.query(`select from conversations where type = 'direct'`)
  t.ok(pairs.length >= 3 && pairs.length <= 6, 'one a pair')
})
