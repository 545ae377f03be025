import { type Message, restRoutes } from '@touchline/contracts'
import { waitFor } from '@touchline/testing'
import t from 'tap'
import { seedAcademy, startHarness } from './harness.ts'

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
