import t from 'tap'
import { getConversation, openDirect, putBatch, putUser, send } from './actions.ts'
import { seedAcademy, startCommands, startHarness } from './harness.ts'

/** Plain words, too many for a part of a contact: alone, such a message is stored by a statement of its own. */
const text = 'See you all on the ground in the morning, bring water and a cap'

t.test('a plain message that comes alone is decided as it is among others', async (t) => {
  const harness = await startHarness(t)
  const { batchConversationId: id } = await seedAcademy(harness)
  const commands = await startCommands(t, harness)
  const foreign = await openDirect(harness.as('pia'), 'asha')
  const archived = await putBatch(harness, 'old', { name: 'Archived', memberIds: ['carl', 'pia'] })
  const archivedId = archived.conversationId ?? ''
  await send(harness.as('carl'), archivedId, { content: text, clientId: 'before' })
  await putBatch(harness, 'old', { name: 'Archived', memberIds: ['carl', 'pia'], archived: true })
  await putUser(harness, 'quin', { role: 'parent', displayName: 'Quin', active: false })

  const cases = [
    { senderId: 'carl', conversationId: id, outcome: 'created' },
    { senderId: 'carl', conversationId: foreign._id, outcome: 'CONVERSATION_NOT_FOUND' },
    { senderId: 'carl', conversationId: '01890000-0000-7000-8000-000000000000', outcome: 'CONVERSATION_NOT_FOUND' },
    { senderId: 'carl', conversationId: archivedId, outcome: 'CONVERSATION_READ_ONLY' },
    { senderId: 'carl', conversationId: archivedId, clientId: 'before', outcome: 'stored before' },
    { senderId: 'quin', conversationId: id, outcome: 'UNAUTHENTICATED' },
    { senderId: 'nobody', conversationId: id, outcome: 'UNAUTHENTICATED' },
  ]
  for (const { outcome, ...one } of cases) {
    const { lastSeq } = await getConversation(harness.as('pia'), id)
    for (const others of [[], [{ senderId: 'pia', conversationId: id, content: text }]]) {
      const { results } = await commands.sendMessages({ sends: [{ ...one, content: text }, ...others] })
      const [result] = results
      const came =
        result === undefined
          ? 'none'
          : 'refused' in result
            ? result.refused.code
            : result.created
              ? 'created'
              : 'stored before'
      t.equal(came, outcome, `${one.senderId}, with ${others.length} others`)
    }
    const stored = outcome === 'created' ? 2 : 0
    t.equal((await getConversation(harness.as('pia'), id)).lastSeq, lastSeq + 1 + stored, 'nothing else was stored')
  }
})
