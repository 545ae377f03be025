import { restRoutes } from '@touchline/contracts'
import t from 'tap'
import { getConversation, history, openDirect, outcomeOf, putBatch, putUser, send, sendRefused } from './actions.ts'
import { seedAcademy, startHarness } from './harness.ts'

const { importDirectory, listBatches, listContacts, listConversations } = restRoutes
const directory = restRoutes
const person = (id: string, role: 'admin' | 'coach' | 'parent') => ({ id, role, displayName: id })

t.test('people and batches are created, then changed', async (t) => {
  const harness = await startHarness(t)
  const put = (body: { role: 'coach' | 'parent'; displayName: string; active?: boolean }) =>
    harness.directory.call(directory.putUser, { params: { id: 'vik' }, body })
  const user = { id: 'vik', role: 'coach', displayName: 'Vik', active: true }
  t.same(await put({ role: 'coach', displayName: 'Vik' }), { status: 201, body: { user } })
  t.same(await put({ role: 'coach', displayName: 'Vik', active: false }), {
    status: 200,
    body: { user: { ...user, active: false } },
  })
  t.match((await put({ role: 'parent', displayName: 'Vik' })).body.user, { active: false, role: 'parent' })
  t.match((await put({ role: 'coach', displayName: 'Vik', active: true })).body.user, { active: true })

  const putU9 = (body: { name: string; memberIds: string[]; archived?: boolean }) =>
    harness.directory.call(directory.putBatch, { params: { id: 'u9' }, body })
  const first = await putU9({ name: 'Under 9', memberIds: [], archived: true })
  const batch = { id: 'u9', name: 'Under 9', memberIds: [], archived: true, conversationId: null }
  t.same(first, { status: 201, body: { batch } })
  const second = await putU9({ name: 'Under 9', memberIds: ['vik', 'vik'] })
  t.match(second, { status: 200, body: { batch: { memberIds: ['vik'], archived: true, conversationId: null } } })
  t.same((await harness.as('vik').call(listBatches)).body.batches, [
    { batchId: 'u9', name: 'Under 9', conversationId: null, memberCount: 0 },
  ])
  const third = await putU9({ name: 'Under 9', memberIds: ['vik'], archived: false })
  t.type(third.body.batch.conversationId, 'string', 'the conversation opens by itself')
  t.match(
    await harness.directory.fail(directory.putBatch, {
      params: { id: 'u9' },
      body: { name: 'Under 9', memberIds: ['vik', 'ghost-1', 'ghost-2'] },
    }),
    { code: 'VALIDATION', message: /ghost-1, ghost-2/ },
  )
})

t.test('an import is all or nothing', async (t) => {
  const harness = await startHarness(t)
  const fail = async (body: Parameters<typeof harness.directory.call<typeof importDirectory>>[1]) =>
    (await harness.directory.fail(importDirectory, body)).code
  const users = [person('a', 'admin'), person('c', 'coach')]
  const batch = { id: 'b', name: 'Batch', memberIds: ['c'] }
  t.equal(await fail({ body: { users, batches: [{ ...batch, memberIds: ['c', 'ghost'] }] } }), 'VALIDATION')
  t.equal(await fail({ body: { users: [...users, person('c', 'parent')], batches: [] } }), 'VALIDATION', 'named twice')
  t.equal(await fail({ body: { users, batches: [batch, batch] } }), 'VALIDATION')
  const named = { ...person('x', 'parent'), displayName: 'x@example.com' }
  t.equal(await fail({ body: { users: [...users, named], batches: [batch] } }), 'RULE_CONTACT_HIDDEN')
  for (const table of ['users', 'batches', 'conversations']) {
    t.equal((await harness.database.query(`select from ${table}`)).length, 0, `nothing in ${table}`)
  }
  t.same((await harness.directory.call(importDirectory, { body: { users, batches: [batch] } })).body, {
    users: 2,
    batches: 1,
  })
  t.same((await harness.as('a').call(listBatches)).body.batches.length, 1)
})

t.test('10,000 entries are imported at once, and again', async (t) => {
  const harness = await startHarness(t)
  const users = Array.from({ length: 9_700 }, (_, n) =>
    person(`p-${n}`, n === 0 ? 'admin' : n % 20 ? 'parent' : 'coach'),
  )
  const batches = Array.from({ length: 300 }, (_, n) => ({
    id: `b-${n}`,
    name: `Batch ${n}`,
    memberIds: Array.from({ length: 30 }, (_, m) => `p-${1 + ((n * 30 + m) % 9_699)}`),
  }))
  const call = () => harness.directory.call(importDirectory, { body: { users, batches } })
  t.same((await call()).body, { users: 9_700, batches: 300 })
  t.same((await call()).body, { users: 9_700, batches: 300 })
  const { conversations, nextCursor } = (await harness.as('p-0').call(listConversations)).body
  t.match(conversations[0], { participants: { length: 31 }, version: 1 }, 'the repeat changed nothing')
  t.type(nextCursor, 'string')
  t.match(
    await harness.directory.fail(importDirectory, { body: { users: [...users, ...users.slice(0, 301)], batches } }),
    { code: 'VALIDATION' },
  )
})

t.test('a batch conversation follows its batch', async (t) => {
  const harness = await startHarness(t)
  const { batchConversationId: id } = await seedAcademy(harness)
  const members = async () => {
    const { participants, title, readOnly, version } = await getConversation(harness.as('asha'), id)
    return { ids: participants.map(({ userId }) => userId).join(' '), title, readOnly, version }
  }
  t.same(await members(), { ids: 'asha bela carl pia quin', title: 'Under 12', readOnly: false, version: 1 })
  await putBatch(harness, 'u12', { name: 'Under 13', memberIds: ['carl', 'dina', 'quin'] })
  t.same(await members(), { ids: 'asha bela carl dina quin', title: 'Under 13', readOnly: false, version: 2 })
  t.equal(await outcomeOf(getConversation(harness.as('pia'), id)), 'CONVERSATION_NOT_FOUND')
  await putBatch(harness, 'u12', { name: 'Under 13', memberIds: ['quin', 'dina', 'carl'] })
  t.equal((await members()).version, 2, 'the same again changes nothing')
  await putUser(harness, 'dina', { role: 'coach', displayName: 'Dina', active: false })
  t.equal((await members()).ids, 'asha bela carl quin')
  await putUser(harness, 'dina', { role: 'coach', displayName: 'Dina', active: true })
  t.equal((await members()).ids, 'asha bela carl dina quin')
  await putUser(harness, 'vik', { role: 'admin', displayName: 'Vik' })
  t.equal((await members()).ids, 'asha bela vik carl dina quin', 'every Admin, whoever they are')
  await putUser(harness, 'vik', { role: 'admin', displayName: 'Vikram' })
  t.match((await getConversation(harness.as('carl'), id)).participants[2], { displayName: 'Vikram' })
  await putUser(harness, 'vik', { role: 'parent', displayName: 'Vikram' })
  t.equal((await members()).ids, 'asha bela carl dina quin', 'an Admin no more, and of no batch')
  await putUser(harness, 'carl', { role: 'admin', displayName: 'Carl' })
  await putUser(harness, 'carl', { role: 'parent', displayName: 'Carl' })
  t.equal((await members()).ids, 'asha bela dina carl quin', 'still a member, as a Parent')

  await putBatch(harness, 'u12', { name: 'Under 13', memberIds: ['dina', 'carl'], archived: true })
  t.match(await members(), { readOnly: true })
  t.match(await sendRefused(harness.as('asha'), id, 'x'), { status: 403, code: 'CONVERSATION_READ_ONLY' })
  await putBatch(harness, 'u12', { name: 'Under 13', memberIds: ['dina', 'carl'], archived: false })
  await send(harness.as('carl'), id, 'open again')
})

t.test('without an active Admin everything is read-only, and still read', async (t) => {
  const harness = await startHarness(t)
  const { batchConversationId: id } = await seedAcademy(harness)
  const direct = await openDirect(harness.as('carl'), 'asha')
  await send(harness.as('carl'), direct._id, 'hello')
  await send(harness.as('carl'), id, 'hello')
  await putUser(harness, 'bela', { role: 'admin', displayName: 'Bela', active: false })
  await send(harness.as('carl'), id, 'one Admin is left')
  await putUser(harness, 'asha', { role: 'admin', displayName: 'Asha', active: false })
  for (const conversationId of [id, direct._id]) {
    t.match(await sendRefused(harness.as('carl'), conversationId, 'x'), { code: 'CONVERSATION_READ_ONLY' })
    t.ok((await getConversation(harness.as('carl'), conversationId)).readOnly)
    t.ok((await history(harness.as('carl'), conversationId)).length > 0)
  }
  await putBatch(harness, 'u14', { name: 'Under 14', memberIds: ['carl'] })
  const all = (await harness.as('carl').call(listConversations)).body.conversations
  t.ok(all.length === 3 && all.every(({ readOnly }) => readOnly), 'one that opens then as well')
  await putUser(harness, 'asha', { role: 'admin', displayName: 'Asha', active: true })
  await send(harness.as('carl'), id, 'again')
  await send(harness.as('carl'), direct._id, 'again')
})

t.test('a role change closes a direct conversation that has become illegal', async (t) => {
  const harness = await startHarness(t)
  await seedAcademy(harness)
  const { _id: id } = await openDirect(harness.as('asha'), 'pia')
  const message = await send(harness.as('asha'), id, 'one')
  await send(harness.as('asha'), id, 'two')
  await harness.as('pia').call(restRoutes.markRead, { params: { id }, body: { upTo: message._id } })
  await putUser(harness, 'asha', { role: 'coach', displayName: 'Asha' })
  for (const userId of ['asha', 'pia', 'quin']) {
    t.equal(await outcomeOf(getConversation(harness.as(userId), id)), 'CONVERSATION_NOT_FOUND', userId)
    t.equal(await outcomeOf(history(harness.as(userId), id)), 'CONVERSATION_NOT_FOUND')
    t.equal(await outcomeOf(send(harness.as(userId), id, 'x')), 'CONVERSATION_NOT_FOUND')
    t.notOk((await harness.as(userId).call(listConversations)).body.conversations.some(({ _id }) => _id === id))
  }
  const seen = await getConversation(harness.as('bela'), id)
  t.match(seen, { readOnly: true, unreadCount: 0, participants: { length: 2 } }, 'any Admin can read it by its id')
  t.equal((await history(harness.as('bela'), id)).length, 2)
  t.equal(await outcomeOf(send(harness.as('bela'), id, 'x')), 'CONVERSATION_READ_ONLY')
  t.notOk((await harness.as('bela').call(listConversations)).body.conversations.some(({ _id }) => _id === id))
  t.equal(await outcomeOf(openDirect(harness.as('pia'), 'asha')), 'RULE_NO_COACH_PARENT_DIRECT')

  await putUser(harness, 'asha', { role: 'admin', displayName: 'Asha' })
  t.equal(await outcomeOf(getConversation(harness.as('pia'), id)), 'CONVERSATION_NOT_FOUND', 'not by itself')
  const reopened = await harness
    .as('pia')
    .call(restRoutes.openConversation, { body: { type: 'direct', participantId: 'asha' } })
  t.match(reopened, { status: 200, body: { conversation: { _id: id, lastSeq: 2, readOnly: false, unreadCount: 1 } } })
  t.match(reopened.body.conversation.participants, [
    { userId: 'asha', role: 'admin' },
    { userId: 'pia', lastReadSeq: 1 },
  ])
  t.equal((await send(harness.as('pia'), id, 'three')).seq, 3)
  t.equal(await outcomeOf(getConversation(harness.as('bela'), id)), 'CONVERSATION_NOT_FOUND', 'open: its two only')
})

t.test('two Admins of whom one is demoted go on, in swapped seats', async (t) => {
  const harness = await startHarness(t)
  await seedAcademy(harness)
  const { _id: id } = await openDirect(harness.as('asha'), 'bela')
  await send(harness.as('asha'), id, 'one')
  const seats = async () =>
    (await harness.database.query('select bridge_id, guest_id, guest_role from conversations where id = $1', [id]))[0]
  t.same(await seats(), { bridge_id: 'asha', guest_id: 'bela', guest_role: 'admin' })
  await putUser(harness, 'asha', { role: 'coach', displayName: 'Asha' })
  t.same(await seats(), { bridge_id: 'bela', guest_id: 'asha', guest_role: 'coach' })
  await send(harness.as('asha'), id, 'two')
  t.match((await getConversation(harness.as('bela'), id)).participants, [
    { userId: 'bela', role: 'admin' },
    { userId: 'asha', role: 'coach' },
  ])
  await putUser(harness, 'asha', { role: 'parent', displayName: 'Asha' })
  t.match(await seats(), { guest_role: 'parent' })
  await harness.directory.call(importDirectory, {
    body: { users: [person('asha', 'admin'), person('bela', 'parent')], batches: [] },
  })
  t.same(await seats(), { bridge_id: 'asha', guest_id: 'bela', guest_role: 'parent' }, 'both at once')
  await putUser(harness, 'asha', { role: 'parent', displayName: 'Asha' })
  t.equal(await outcomeOf(getConversation(harness.as('bela'), id)), 'CONVERSATION_NOT_FOUND')
})

t.test('a deactivated person is refused at once, everywhere', async (t) => {
  const harness = await startHarness(t)
  const { batchConversationId: id } = await seedAcademy(harness)
  await putUser(harness, 'pia', { role: 'parent', displayName: 'Pia', active: false })
  const pia = harness.as('pia')
  const calls = [
    pia.fail(listConversations),
    pia.fail(listContacts),
    pia.fail(listBatches),
    pia.fail(restRoutes.sync, { body: { versions: {} } }),
    pia.fail(restRoutes.openConversation, { body: { type: 'direct', participantId: 'asha' } }),
    pia.fail(restRoutes.getConversation, { params: { id } }),
    pia.fail(restRoutes.listMessages, { params: { id } }),
    pia.fail(restRoutes.listChanges, { params: { id } }),
    pia.fail(restRoutes.sendMessage, { params: { id }, body: { content: 'x' } }),
    pia.fail(restRoutes.editMessage, { params: { id, messageId: id }, body: { content: 'x' } }),
    pia.fail(restRoutes.deleteMessage, { params: { id, messageId: id } }),
    pia.fail(restRoutes.markRead, { params: { id }, body: { upTo: id } }),
    pia.fail(restRoutes.listReaders, { params: { id, messageId: id } }),
  ]
  for (const { status, code } of await Promise.all(calls)) t.same([status, code], [401, 'UNAUTHENTICATED'])
  t.equal(await outcomeOf(openDirect(harness.as('asha'), 'pia')), 'USER_NOT_FOUND')
  const contacts = (await harness.as('asha').call(listContacts)).body.contacts
  t.same(
    contacts.map(({ userId }) => userId),
    ['bela', 'carl', 'dina', 'quin'],
  )
  t.same(
    (await harness.as('quin').call(listContacts)).body.contacts.map(({ userId }) => userId),
    ['asha', 'bela'],
    'a Parent may write to Admins',
  )
})

t.test('names', async (t) => {
  const harness = await startHarness(t, { CONTACT_ALLOWLIST: '+44 20 7946 0000' })
  const name = async (displayName: string) => (await putUser(harness, 'x', { role: 'parent', displayName })).displayName
  const refused = async (displayName: string) =>
    (await harness.directory.fail(directory.putUser, { params: { id: 'x' }, body: { role: 'parent', displayName } }))
      .code
  t.equal(await name('\u202eAsha\u202c\u200f \u2066R\u2069'), 'Asha R', 'bidi controls are stripped')
  t.equal(await name('🏏'.repeat(80)), '🏏'.repeat(80))
  t.equal(await refused('🏏'.repeat(81)), 'VALIDATION')
  t.equal(await refused(''), 'VALIDATION')
  t.equal(await refused('\u202e\u202c'), 'VALIDATION', 'nothing visible')
  t.equal(await refused(' \u200b '), 'VALIDATION')
  t.equal(await refused('two\nlines'), 'VALIDATION')
  t.equal(await name('Pia 98765 43210'), 'Pia [hidden]')
  t.ok([...(await name(`${'P'.repeat(68)} a@b.example`))].length <= 80, 'masking makes no name too long')
  t.equal(await refused('98765 43210'), 'RULE_CONTACT_HIDDEN')
  t.equal(await refused('pia@example.com'), 'RULE_CONTACT_HIDDEN')
  t.match(
    await harness.directory.fail(directory.putBatch, {
      params: { id: 'b' },
      body: { name: 'pia@example.com', memberIds: [] },
    }),
    { status: 422, code: 'RULE_CONTACT_HIDDEN' },
  )
  t.equal((await putBatch(harness, 'b', { name: 'Ask 98765 43210', memberIds: [] })).name, 'Ask [hidden]')
})

t.test('batch conversations that an Admin asks for', async (t) => {
  const harness = await startHarness(t)
  const { batchConversationId: id } = await seedAcademy(harness)
  const open = (userId: string, batchId: string) =>
    harness.as(userId).call(restRoutes.openConversation, { body: { type: 'batch', batchId } })
  await putBatch(harness, 'empty', { name: 'Empty', memberIds: ['asha'] })
  t.match(await open('asha', 'u12'), { status: 200, body: { conversation: { _id: id } } })
  t.equal(await outcomeOf(open('asha', 'empty')), 'RULE_BATCH_MEMBERSHIP')
  t.equal(await outcomeOf(open('asha', 'nothing')), 'BATCH_NOT_FOUND')
  t.equal(await outcomeOf(open('carl', 'u12')), 'FORBIDDEN')
  t.equal(await outcomeOf(open('carl', 'nothing')), 'FORBIDDEN', 'says no more')
  await putBatch(harness, 'u12', { name: 'Under 12', memberIds: ['carl'], archived: true })
  t.equal(await outcomeOf(open('asha', 'u12')), 'RULE_BATCH_MEMBERSHIP')
})

t.test('the directory changes while conversations are opened and written in', async (t) => {
  const harness = await startHarness(t)
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
