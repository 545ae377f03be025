import { type Message, restRoutes } from '@touchline/contracts'
import t from 'tap'
import { getConversation, history, openDirect, outcomeOf, putBatch, putUser, send } from './actions.ts'
import { type Harness, seedAcademy, startHarness } from './harness.ts'

const { listMessages, listChanges, sync, listConversations, deleteMessage, editMessage, markRead } = restRoutes
const seqs = (messages: readonly Message[]) => messages.map(({ seq }) => seq)
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n)

async function sendMany({ as }: Harness, id: string, count: number): Promise<void> {
  for (let done = 0; done < count; done += 250) {
    const batch = range(done + 1, Math.min(done + 250, count))
    await Promise.all(batch.map((n) => send(as('carl'), id, `message ${n}`)))
  }
}

t.test('pages of history', async (t) => {
  const harness = await startHarness(t)
  const { batchConversationId: id } = await seedAcademy(harness)
  await sendMany(harness, id, 60)
  const page = async (query: { before?: number; after?: number; limit?: number }) => {
    const { body } = await harness.as('pia').call(listMessages, { params: { id }, query })
    return { seqs: seqs(body.messages), hasMore: body.hasMore }
  }
  t.same(await page({}), { seqs: range(11, 60), hasMore: true }, 'the newest page, ascending')
  t.same(await page({ before: 11 }), { seqs: range(1, 10), hasMore: false })
  t.same(await page({ before: 11, limit: 10 }), { seqs: range(1, 10), hasMore: false }, 'just full')
  t.same(await page({ before: 11, limit: 9 }), { seqs: range(2, 10), hasMore: true })
  t.same(await page({ after: 0, limit: 5 }), { seqs: range(1, 5), hasMore: true }, 'the oldest after a seq')
  t.same(await page({ after: 57 }), { seqs: range(58, 60), hasMore: false })
  t.same(await page({ after: 10, before: 15 }), { seqs: range(11, 14), hasMore: false })
  t.same(await page({ after: 60 }), { seqs: [], hasMore: false })
  t.same(await page({ before: 1 }), { seqs: [], hasMore: false })
})

t.test('changes come in version order, each message once', async (t) => {
  const harness = await startHarness(t)
  const { batchConversationId: id } = await seedAcademy(harness)
  await sendMany(harness, id, 10)
  const messages = await history(harness.as('carl'), id)
  const change = (n: number) => ({ id, messageId: messages[n]?._id ?? '' })
  const carl = harness.as('carl')
  await carl.call(editMessage, { params: change(2), body: { content: 'edited' } })
  await carl.call(deleteMessage, { params: change(0) })
  await putBatch(harness, 'u12', { name: 'Renamed', memberIds: ['carl', 'pia', 'quin'] })
  const { version } = await getConversation(carl, id)
  const changes = async (query: { since?: number; limit?: number }) => {
    const { body } = await harness.as('pia').call(listChanges, { params: { id }, query })
    return { ...body, messages: seqs(body.messages) }
  }
  t.same(await changes({}), { messages: [2, 4, 5, 6, 7, 8, 9, 10, 3, 1], version, hasMore: false })
  t.same(await changes({ since: version }), { messages: [], version, hasMore: false })
  t.same(await changes({ since: version + 100 }), { messages: [], version, hasMore: false }, 'a version it never had')
  const collected: number[] = []
  let since = 0
  for (let hasMore = true; hasMore; ) {
    const next = await changes({ since, limit: 3 })
    t.ok(next.messages.length <= 3 && next.version > since)
    collected.push(...next.messages)
    since = next.version
    hasMore = next.hasMore
  }
  t.same(collected, [2, 4, 5, 6, 7, 8, 9, 10, 3, 1], 'page by page')
  t.equal(since, version, 'the last page leads to the end')
})

t.test('sync of what is named, not named and no longer there', async (t) => {
  const harness = await startHarness(t)
  const { batchConversationId: named } = await seedAcademy(harness)
  await sendMany(harness, named, 70)
  const other = await putBatch(harness, 'u14', { name: 'Under 14', memberIds: ['carl', 'pia'] })
  const unnamed = other.conversationId ?? ''
  await sendMany(harness, unnamed, 70)
  const quiet = await openDirect(harness.as('pia'), 'bela')
  const gone = await openDirect(harness.as('pia'), 'asha')
  const foreign = await openDirect(harness.as('carl'), 'asha')
  await putUser(harness, 'asha', { role: 'coach', displayName: 'Asha' })
  const [first] = (await harness.as('pia').call(listMessages, { params: { id: named }, query: { after: 0 } })).body
    .messages
  await harness.as('carl').call(deleteMessage, { params: { id: named, messageId: first?._id ?? '' } })

  const { body } = await harness.as('pia').call(sync, {
    body: { versions: { [named]: 11, [quiet._id]: quiet.version, [gone._id]: 1, [foreign._id]: 1, garbage: 3 } },
  })
  t.same(body.removed.toSorted(), [gone._id, foreign._id, 'garbage'].toSorted())
  t.same(
    body.conversations.map(({ conversation }) => conversation._id),
    [named, unnamed],
    'the one that is unchanged and has no watermark that could have moved is left out; latest activity first',
  )
  const [ofNamed, ofUnnamed] = body.conversations
  t.same(ofNamed?.hasMore, true)
  t.same(seqs(ofNamed?.messages ?? []), range(11, 60), 'the oldest changes first, in version order')
  t.same(seqs(ofUnnamed?.messages ?? []), range(21, 70), 'the newest page, ascending')
  t.same(ofUnnamed?.hasMore, true)
  t.same(ofNamed?.conversation, await getConversation(harness.as('pia'), named))

  const since = ofNamed?.messages.at(-1)?.version ?? 0
  const rest = await harness.as('pia').call(listChanges, { params: { id: named }, query: { since } })
  t.same(seqs(rest.body.messages), [...range(61, 70), 1], 'and `changes` goes on from there')
})

t.test('sync brings watermarks along, which move no version', async (t) => {
  const harness = await startHarness(t)
  const { batchConversationId: id } = await seedAcademy(harness)
  const message = await send(harness.as('carl'), id, 'hello')
  const { version } = await getConversation(harness.as('carl'), id)
  await harness.as('pia').call(markRead, { params: { id }, body: { upTo: message._id } })
  const { body } = await harness.as('pia').call(sync, { body: { versions: { [id]: version } } })
  t.match(body.conversations, [{ conversation: { _id: id, unreadCount: 0, version }, messages: [], hasMore: false }])
  const own = body.conversations[0]?.conversation.participants.find(({ userId }) => userId === 'pia')
  t.match(own, { lastReadSeq: 1, lastDeliveredSeq: 1 })
})

t.test('those who sync in the same moment are each told their own', async (t) => {
  const harness = await startHarness(t)
  const { batchConversationId: shared } = await seedAcademy(harness)
  await sendMany(harness, shared, 70)
  const direct = await openDirect(harness.as('pia'), 'asha')
  await send(harness.as('pia'), direct._id, 'only for Asha')
  await putUser(harness, 'dina', { role: 'coach', displayName: 'Dina', active: false })
  const asked: [userId: string, versions: Record<string, number>][] = [
    ['pia', {}],
    ['pia', { [shared]: 60, [direct._id]: 1 }],
    ['carl', { [shared]: 60, [direct._id]: 1 }],
    ['carl', { [shared]: 11 }],
    ['quin', { [shared]: 71 }],
    ['asha', { [shared]: 60 }],
    ['bela', {}],
  ]
  const ask = ([userId, versions]: (typeof asked)[number]) => harness.as(userId).call(sync, { body: { versions } })
  const alone = []
  for (const one of asked) alone.push((await ask(one)).body)
  const [refused, unknown, ...together] = await Promise.all([
    harness.as('dina').fail(sync, { body: { versions: {} } }),
    harness.as('nobody').fail(sync, { body: { versions: {} } }),
    ...asked.map(ask),
  ])
  t.same(
    together.map(({ body }) => body),
    alone,
  )
  t.match(refused, { code: 'UNAUTHENTICATED' }, 'one who is refused keeps nobody else from an answer')
  t.match(unknown, { code: 'UNAUTHENTICATED' })
  t.same(alone[2]?.removed, [direct._id], 'a conversation of others does not exist')
  t.equal(alone[0]?.conversations.length, 2)
})

t.test('sync of 200 conversations with 5,000 missed messages pages instead of growing', async (t) => {
  const harness = await startHarness(t)
  await seedAcademy(harness)
  const ids = await Promise.all(
    range(1, 200).map(async (n) => {
      const batch = await putBatch(harness, `b${n}`, { name: `Batch ${n}`, memberIds: ['carl', 'dina'] })
      return batch.conversationId ?? ''
    }),
  )
  for (const n of range(1, 25)) await Promise.all(ids.map((id) => send(harness.as('carl'), id, `message ${n}`)))
  const state = new Map<string, number[]>()
  const first = (
    await harness.as('dina').call(sync, { body: { versions: Object.fromEntries(ids.map((id) => [id, 1])) } })
  ).body
  t.equal(first.conversations.length, 200, 'every conversation is told of')
  t.equal(
    first.conversations.reduce((sum, { messages }) => sum + messages.length, 0),
    1_000,
  )
  for (const { conversation, messages, hasMore } of first.conversations) {
    const collected = [...messages]
    for (let more = hasMore; more; ) {
      const query = { since: collected.at(-1)?.version ?? 1 }
      const { body } = await harness.as('dina').call(listChanges, { params: { id: conversation._id }, query })
      collected.push(...body.messages)
      more = body.hasMore
    }
    state.set(conversation._id, seqs(collected))
  }
  for (const id of ids) t.same(state.get(id), range(1, 25))
  const fresh = (await harness.as('dina').call(sync, { body: { versions: {} } })).body
  t.equal(
    fresh.conversations.reduce((sum, { messages }) => sum + messages.length, 0),
    1_000,
  )
  t.ok(
    fresh.conversations.every(({ messages, hasMore }) => hasMore === messages.length < 25),
    'who gets no room is told that there is more',
  )
})

t.test('the list of conversations in pages, latest activity first', async (t) => {
  const harness = await startHarness(t)
  await seedAcademy(harness)
  const ids: string[] = []
  for (const n of range(1, 7)) {
    ids.push((await putBatch(harness, `b${n}`, { name: `Batch ${n}`, memberIds: ['dina'] })).conversationId ?? '')
  }
  await harness.database.query(
    `update conversations set updated_at = '2026-01-01' where batch_id in ('b2', 'b3', 'b4')`,
  )
  await send(harness.as('dina'), ids[4] ?? '', 'the latest')
  const listed: string[] = []
  let cursor: string | null | undefined
  while (cursor !== null) {
    const query = { limit: 2, ...(cursor === undefined ? {} : { cursor }) }
    const { body } = await harness.as('dina').call(listConversations, { query })
    t.ok(body.conversations.length <= 2)
    listed.push(...body.conversations.map(({ _id }) => _id))
    cursor = body.nextCursor
  }
  t.equal(listed.length, 7, 'each once, those of one moment too')
  t.same(listed.toSorted(), ids.toSorted())
  t.equal(listed[0], ids[4])
  t.same(listed.slice(4).toSorted(), ids.slice(1, 4).toSorted())
  t.equal(await outcomeOf(harness.as('carl').call(listConversations, { query: { cursor: 'x' } })), 'VALIDATION')
})
