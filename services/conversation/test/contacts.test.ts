import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { type Message, restRoutes } from '@touchline/contracts'
import { waitFor } from '@touchline/testing'
import pg from 'pg'
import t from 'tap'
import { getConversation, history, newFile, send } from './actions.ts'
import { seedAcademy, startCommands, startHarness } from './harness.ts'

const CRASHING_INSTANCE = fileURLToPath(new URL('./crashing-instance.ts', import.meta.url))

const { sendMessage, editMessage, listMessages, listFindings, putUser, putBatch } = restRoutes

t.test('a hit is kept as a finding: who, where, when and which kind, never what', async (t) => {
  const harness = await startHarness(t)
  const { batchConversationId: id } = await seedAcademy(harness)
  const carl = harness.as('carl')
  const content = 'call 98765 43210 or carl@example.com'
  const sent = await carl.call(sendMessage, { params: { id }, body: { content, clientId: 'one' } })
  t.equal(sent.body.message.content, 'call [hidden] or [hidden]')
  await carl.call(sendMessage, { params: { id }, body: { content, clientId: 'one' } })
  const params = { id, messageId: sent.body.message._id }
  await carl.call(editMessage, { params, body: { content: 'write to carl@example.com' } })
  await harness.directory.call(putUser, {
    params: { id: 'dina' },
    body: { role: 'coach', displayName: 'Dina 98765 43210' },
  })
  await harness.directory.call(putBatch, { params: { id: 'u12' }, body: { name: 'U12, a@b.co', memberIds: ['carl'] } })

  const asha = harness.as('asha')
  const { body } = await asha.call(listFindings)
  const seen = body.findings
    .map(({ kind, place, userId, batchId }) => [kind, place, userId ?? batchId].join(' '))
    .sort()
  t.same(seen, [
    'email batchName u12',
    'email edit carl',
    'email message carl',
    'phone displayName dina',
    'phone message carl',
  ])
  t.match(
    body.findings.filter(({ place }) => place === 'message'),
    [{ conversationId: id, messageId: sent.body.message._id, displayName: 'Carl' }, {}],
  )
  t.notMatch(JSON.stringify(body), /98765|example\.com/)
  t.match(await carl.fail(listFindings), { code: 'FORBIDDEN' })
  t.match(await asha.fail(listFindings, { query: { cursor: 'x' } }), { code: 'VALIDATION' })

  const metrics = await harness.app.inject('/metrics')
  t.match(metrics.body, /touchline_contacts_hidden_total\{kind="phone",place="message"\} 1/)

  const pages = []
  let cursor: string | undefined
  do {
    const page = await asha.call(listFindings, { query: { limit: 2, ...(cursor === undefined ? {} : { cursor }) } })
    pages.push(...page.body.findings)
    cursor = page.body.nextCursor ?? undefined
  } while (cursor !== undefined)
  t.same(pages, body.findings, 'page by page the same')
})

t.test('a number that is taken apart over several messages is hidden afterwards', async (t) => {
  const harness = await startHarness(t)
  const { batchConversationId: id } = await seedAcademy(harness)
  const carl = harness.as('carl')
  const say = async (content: string) =>
    (await carl.call(sendMessage, { params: { id }, body: { content } })).body.message
  await say('See you at the ground')
  const first = await say('my number is 98765')
  const second = await say('43210')

  const contents = async () =>
    (await carl.call(listMessages, { params: { id } })).body.messages.map(({ content }) => content)
  await waitFor(
    'both parts to be hidden',
    async () => (await contents()).filter((text) => text === '[hidden]').length === 2,
  )
  t.same(await contents(), ['See you at the ground', '[hidden]', '[hidden]'])
  await waitFor('both to be told', () => {
    const told = harness.events.flatMap((event) => (event.type === 'message.updated' ? [event.data._id] : []))
    return told.includes(first._id) && told.includes(second._id)
  })
  t.equal((await getConversation(carl, id)).updatedAt, second.createdAt, 'masking is no activity')
  t.match((await harness.as('asha').call(listFindings)).body.findings, [
    { kind: 'phone', place: 'split', userId: 'carl' },
  ])
  const kept = await harness.database.query(
    `select content from messages union all select content from message_revisions`,
  )
  t.notMatch(JSON.stringify(kept), /98765|43210/, 'no revision keeps a part')
})

t.test('a number that an edit completes is hidden too, whichever part came last', async (t) => {
  const harness = await startHarness(t)
  const { batchConversationId: id } = await seedAcademy(harness)
  const carl = harness.as('carl')
  const say = async (content: string) =>
    (await carl.call(sendMessage, { params: { id }, body: { content } })).body.message
  const first = await say('hello')
  await say('43210')
  await carl.call(editMessage, { params: { id, messageId: first._id }, body: { content: '98765' } })
  const contents = async () =>
    (await carl.call(listMessages, { params: { id } })).body.messages.map(({ content }) => content)
  await waitFor('both parts to be hidden', async () => (await contents()).every((text) => text === '[hidden]'))
})

t.test('parts in a caption and in the name of a file are hidden, and so is its address', async (t) => {
  const harness = await startHarness(t)
  const { batchConversationId: conversationId } = await seedAcademy(harness)
  const commands = await startCommands(t, harness)
  const carl = harness.as('carl')
  const stored = '98765-1763852400000-0123456789abcdef.pdf'
  const file = { ...newFile('98765.pdf'), storedName: stored }
  await commands.sendFile({ userId: 'carl', conversationId, file, content: 'the plan' })
  await send(carl, conversationId, 'have a look please')
  const last = await commands.sendFile({
    userId: 'carl',
    conversationId,
    file: newFile('photo.pdf'),
    content: '43210 bro',
  })
  await waitFor('both parts to be hidden', async () => {
    const told = harness.events.filter((event) => event.type === 'message.updated')
    return told.length === 2
  })
  const [first, , third] = await history(carl, conversationId)
  t.match(first, { content: 'the plan', file: { name: '[hidden].pdf' } })
  t.equal(first?.file?.url, '/uploads/chat/hidden-1763852400000-0123456789abcdef.pdf')
  t.match(third, { _id: last.message._id, content: '[hidden]', file: { name: 'photo.pdf' } })
  const kept = await harness.database.query('select to_jsonb(f)::text as row from files f')
  t.notMatch(JSON.stringify(kept), /98765/)
})

t.test('a look that a dead instance left unfinished is finished by another one', async (t) => {
  const harness = await startHarness(t)
  const { batchConversationId: id } = await seedAcademy(harness)
  const { url } = harness.database
  // The look cannot finish while somebody holds this table; the sends do not need it.
  const holder = new pg.Client({ connectionString: url })
  await holder.connect()
  t.teardown(() => holder.end())
  await holder.query('begin; lock table message_revisions in access exclusive mode')
  const child = spawn(process.execPath, [CRASHING_INSTANCE, url, id], { stdio: ['ignore', 'pipe', 'inherit'] })
  t.teardown(() => void child.kill('SIGKILL'))
  const [said] = await once(child.stdout, 'data')
  t.equal(String(said).trim(), 'both are acknowledged')
  child.kill('SIGKILL')
  await once(child, 'exit')
  t.same(
    (await history(harness.as('carl'), id)).map(({ content }) => content),
    ['98765', '43210'],
    'it died with the parts in plain sight',
  )
  await holder.query('rollback')
  // The other instance takes on what is older than a few seconds.
  const slow = { timeoutMs: 40_000 }
  const isHidden = async () => (await history(harness.as('carl'), id)).every(({ content }) => content === '[hidden]')
  await waitFor('both to be hidden', isHidden, slow)
  const looks = async () => (await harness.database.query('select from split_looks')).length
  await waitFor('nothing to be left to look at', async () => (await looks()) === 0, slow)
})

t.test('a client id is no place for a contact', async (t) => {
  const harness = await startHarness(t)
  const { batchConversationId: id } = await seedAcademy(harness)
  const carl = harness.as('carl')
  for (const clientId of ['carl@example.com', '+91 98765 43210', 'wa.me/919876543210', 'carl@okaxis']) {
    t.match(await carl.fail(sendMessage, { params: { id }, body: { content: 'hi', clientId } }), { code: 'VALIDATION' })
  }
  for (const clientId of ['0190a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b', '1795382424841', 'V1StGXR8_Z5jdHi6B-myT', 'a b']) {
    t.equal((await carl.call(sendMessage, { params: { id }, body: { content: 'hi', clientId } })).status, 201, clientId)
  }
})

t.test('scores and short numbers in a row stay', async (t) => {
  const harness = await startHarness(t)
  const { batchConversationId: id } = await seedAcademy(harness)
  const carl = harness.as('carl')
  const talk = ['21-15', '19-21', '21-18', 'court 3', 'jersey 10', 'at 7:30', '4500', 'ok']
  for (const content of talk) await carl.call(sendMessage, { params: { id }, body: { content } })
  // A split after them is found, so they were looked at by then.
  const messages: Message[] = []
  for (const content of ['my number is 98765', '43210']) {
    messages.push((await carl.call(sendMessage, { params: { id }, body: { content } })).body.message)
  }
  const read = async () =>
    (await carl.call(listMessages, { params: { id } })).body.messages.map(({ content }) => content)
  await waitFor('the split to be hidden', async () => (await read()).at(-1) === '[hidden]')
  t.same((await read()).slice(0, talk.length), talk)
})

t.test('names that are contacts or imitations are refused', async (t) => {
  const harness = await startHarness(t)
  await seedAcademy(harness)
  const put = (displayName: string) =>
    harness.directory.fail(putUser, { params: { id: 'new' }, body: { role: 'parent', displayName } })
  t.match(await put('+91 98765 43210'), { status: 422, code: 'RULE_CONTACT_HIDDEN' })
  t.match(await put('asha@example.com'), { status: 422, code: 'RULE_CONTACT_HIDDEN' })
  t.match(await put('Аdmin'), { status: 400, code: 'VALIDATION', message: /role/ })
  t.match(await put('Аshа'), { status: 400, code: 'VALIDATION', message: /another person/ })
  const batch = { name: '98765 43210', memberIds: [] }
  t.match(await harness.directory.fail(putBatch, { params: { id: 'x' }, body: batch }), { code: 'RULE_CONTACT_HIDDEN' })
  t.equal(
    (await harness.directory.call(putUser, { params: { id: 'new' }, body: { role: 'parent', displayName: 'Asha' } }))
      .status,
    201,
    'two people of one name',
  )
})

t.test('people who were stored before there were skeletons are protected too', async (t) => {
  const harness = await startHarness(t)
  await seedAcademy(harness)
  await harness.database.query(`update users set name_skeleton = ''`)
  const imitate = (id: string) => ({ params: { id }, body: { role: 'parent', displayName: 'Аshа' } }) as const
  t.equal((await harness.directory.call(putUser, imitate('early'))).status, 201, 'nobody to compare with')
  const [one, other] = await Promise.all([harness.another(), harness.another()])
  t.match(await one.directory.fail(putUser, imitate('late')), { code: 'VALIDATION', message: /another person/ })
  const { params, body } = imitate('early')
  const gone = await other.directory.call(putUser, { params, body: { ...body, active: false } })
  t.equal(gone.body.user.active, false, 'whoever is there already can be deactivated')
})
