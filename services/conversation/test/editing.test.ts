import { type Message, restRoutes } from '@touchline/contracts'
import { waitFor } from '@touchline/testing'
import pg from 'pg'
import t from 'tap'
import {
  getConversation,
  history,
  newFile,
  openDirect,
  outcomeOf,
  putBatch,
  putUser,
  send,
  sendRefused,
} from './actions.ts'
import { type Harness, seedAcademy, startCommands, startHarness } from './harness.ts'

const { editMessage, deleteMessage, listChanges } = restRoutes

const edit = async ({ as }: Harness, userId: string, message: Message, content: string) => {
  const params = { id: message.conversationId, messageId: message._id }
  return (await as(userId).call(editMessage, { params, body: { content } })).body.message
}
const remove = async ({ as }: Harness, userId: string, message: Message) => {
  const params = { id: message.conversationId, messageId: message._id }
  return (await as(userId).call(deleteMessage, { params })).body.message
}
const revisionsOf = ({ database }: Harness, { seq }: Message) =>
  database.query(`select content, changed_by from message_revisions where seq = $1 order by version`, [seq])

t.test('who may edit and delete, and what is left', async (t) => {
  const harness = await startHarness(t)
  const { batchConversationId: id } = await seedAcademy(harness)
  const original = await send(harness.as('carl'), id, 'Nets at six')

  const edited = await edit(harness, 'carl', original, 'Nets at seven, call 98765 43210')
  t.match(edited, { _id: original._id, seq: 1, content: /^Nets at seven, .*\[hidden\]/, createdAt: original.createdAt })
  t.equal(edited.version, original.version + 1)
  t.ok(edited.editedAt !== undefined && edited.deletedAt === undefined)
  t.equal(await outcomeOf(edit(harness, 'pia', original, 'x')), 'FORBIDDEN', "another's message")
  t.equal(await outcomeOf(edit(harness, 'asha', original, 'x')), 'FORBIDDEN', "an Admin does not edit another's")
  t.equal(await outcomeOf(remove(harness, 'pia', original)), 'FORBIDDEN')
  t.equal(await outcomeOf(edit(harness, 'dina', original, 'x')), 'CONVERSATION_NOT_FOUND', 'no participant')
  t.equal(await outcomeOf(remove(harness, 'dina', original)), 'CONVERSATION_NOT_FOUND')

  const tombstone = await remove(harness, 'asha', original)
  t.match(tombstone, { content: '', version: edited.version + 1, editedAt: edited.editedAt, deletedAt: String })
  t.equal(await outcomeOf(edit(harness, 'carl', original, 'x')), 'MESSAGE_NOT_FOUND', 'a tombstone')
  t.equal(await outcomeOf(remove(harness, 'carl', original)), 'MESSAGE_NOT_FOUND')
  t.same(
    await sendRefused(harness.as('pia'), id, { content: 'x', replyTo: original._id }).then(({ code }) => code),
    ['MESSAGE_NOT_FOUND'].join(),
  )
  t.same(await history(harness.as('pia'), id), [tombstone])
  t.same(await revisionsOf(harness, original), [
    { content: 'Nets at six', changed_by: 'carl' },
    { content: edited.content, changed_by: 'asha' },
  ])
  const { lastMessage, lastSeq, version } = await getConversation(harness.as('pia'), id)
  t.same({ lastMessage, lastSeq, version }, { lastMessage: tombstone, lastSeq: 1, version: tombstone.version })
  const told = await waitFor('both events', () => {
    const updates = harness.events.filter(({ type }) => type === 'message.updated')
    return updates.length === 2 ? updates : undefined
  })
  t.same(
    told.map(({ data }) => data),
    [edited, tombstone],
  )
})

t.test('quotes follow the original', async (t) => {
  const harness = await startHarness(t)
  const { batchConversationId: id } = await seedAcademy(harness)
  const original = await send(harness.as('carl'), id, 'Nets at six')
  const bystander = await send(harness.as('pia'), id, 'Hello')
  const replies = [
    await send(harness.as('pia'), id, { content: 'Yes', replyTo: original._id }),
    await send(harness.as('quin'), id, { content: 'No', replyTo: original._id }),
  ]
  const { version: before } = await getConversation(harness.as('carl'), id)
  const edited = await edit(harness, 'carl', original, 'Nets at seven')
  const changes = await harness.as('pia').call(listChanges, { params: { id }, query: { since: before } })
  t.same(
    changes.body.messages.map(({ seq, version }) => [seq, version]),
    [edited, ...replies].map(({ seq }, n) => [seq, before + 1 + n]),
    'the original, then each that quotes it, one version each',
  )
  t.same(
    changes.body.messages.map(({ replyTo }) => replyTo?.excerpt),
    [undefined, 'Nets at seven', 'Nets at seven'],
  )
  t.ok(
    changes.body.messages.slice(1).every(({ editedAt }) => editedAt === undefined),
    'a reply is not edited by it',
  )
  await remove(harness, 'carl', original)
  const now = await history(harness.as('quin'), id)
  t.same(
    now.map(({ replyTo }) => replyTo?.excerpt),
    [undefined, undefined, '', ''],
  )
  t.equal(now[1]?.version, bystander.version, 'others are left alone')
  t.same(await revisionsOf(harness, replies[0] ?? original), [], 'a reply has no revision of its own')
})

t.test('a deleted file message has no file any more', async (t) => {
  const harness = await startHarness(t)
  const { batchConversationId: id } = await seedAcademy(harness)
  const commands = await startCommands(t, harness)
  const file = newFile()
  const { message } = await commands.sendFile({ userId: 'carl', conversationId: id, file, content: 'The plan' })
  const find = async () => (await commands.findFiles({ userId: 'pia', storedNames: [file.storedName] })).files.length
  t.equal(await find(), 1)
  const edited = await edit(harness, 'carl', message, 'The new plan')
  t.same(edited.file, message.file)
  const tombstone = await remove(harness, 'carl', message)
  t.match(tombstone, { messageType: 'file', content: '' })
  t.notOk('file' in tombstone)
  t.equal(await find(), 0)
})

t.test('a read-only conversation is not changed, but by an Admin who deletes', async (t) => {
  const harness = await startHarness(t)
  const { batchConversationId: id } = await seedAcademy(harness)
  const own = await send(harness.as('carl'), id, 'one')
  const other = await send(harness.as('pia'), id, 'two')
  await putBatch(harness, 'u12', { name: 'Under 12', memberIds: ['carl', 'pia', 'quin'], archived: true })
  t.equal(await outcomeOf(edit(harness, 'carl', own, 'x')), 'CONVERSATION_READ_ONLY')
  t.equal(await outcomeOf(remove(harness, 'carl', own)), 'CONVERSATION_READ_ONLY')
  t.equal(await outcomeOf(send(harness.as('carl'), id, 'x')), 'CONVERSATION_READ_ONLY')
  t.equal(await outcomeOf(send(harness.as('asha'), id, 'x')), 'CONVERSATION_READ_ONLY')
  t.ok((await remove(harness, 'asha', other)).deletedAt)
})

t.test('in a closed direct conversation an Admin may delete', async (t) => {
  const harness = await startHarness(t)
  await seedAcademy(harness)
  const { _id: id } = await openDirect(harness.as('pia'), 'asha')
  const message = await send(harness.as('pia'), id, 'hello')
  await putUser(harness, 'asha', { role: 'coach', displayName: 'Asha' })
  t.equal(await outcomeOf(remove(harness, 'pia', message)), 'CONVERSATION_NOT_FOUND')
  t.equal(await outcomeOf(edit(harness, 'bela', message, 'x')), 'CONVERSATION_READ_ONLY')
  t.ok((await remove(harness, 'bela', message)).deletedAt)
})

t.test('edits, deletes and sends at once keep versions contiguous', async (t) => {
  const harness = await startHarness(t)
  const { batchConversationId: id } = await seedAcademy(harness)
  const other = await harness.another()
  const messages = []
  for (let n = 0; n < 6; n += 1) messages.push(await send(harness.as('carl'), id, `message ${n}`))
  const { version: before } = await getConversation(harness.as('carl'), id)
  await Promise.all(
    [
      ...messages.map((message, n) => edit(harness, 'carl', message, `edited ${n}`)),
      ...messages.map((message) => remove({ ...harness, ...other }, 'asha', message)),
      ...messages.map((_, n) => send(other.as('pia'), id, `more ${n}`)),
    ].map(outcomeOf),
  )
  const { version } = await getConversation(harness.as('carl'), id)
  await waitFor('all of it on the bus', () => {
    const told = harness.events.filter(({ conversationId }) => conversationId === id).map((event) => event.version ?? 0)
    return Math.max(...told) === version && new Set(told.filter((one) => one > before)).size === version - before
  })
  t.pass('each version was told')
})

t.test('an edit that Postgres breaks off to let another transaction go on is made again', async (t) => {
  const harness = await startHarness(t)
  const { batchConversationId: id } = await seedAcademy(harness)
  const message = await send(harness.as('carl'), id, 'Nets at six')
  const other = new pg.Client({ connectionString: harness.database.url })
  t.teardown(() => other.end())
  await other.connect()
  // Longer than the edit's own, so that the edit is the one that is broken off.
  await other.query(`begin; set local deadlock_timeout = '1min'`)
  await other.query('select from messages where id = $1 for update', [message._id])
  const edited = edit(harness, 'carl', message, 'Nets at seven')
  await waitFor('the edit to wait for the message', async () => {
    const waiting = await harness.database.query(
      'select from pg_locks join pg_stat_activity using (pid) where not granted and datname = current_database()',
    )
    return waiting.length > 0
  })
  await other.query('select from conversations where id = $1 for no key update', [id])
  await other.query('commit')
  t.match(await edited, { content: 'Nets at seven', version: message.version + 1 })
  t.equal((await revisionsOf(harness, message)).length, 1, 'what was broken off left nothing')
})
