import { type Message, restRoutes } from '@touchline/contracts'
import { waitFor } from '@touchline/testing'
import t from 'tap'
import { getConversation, openDirect, outcomeOf, putBatch, putUser, send } from './actions.ts'
import { type Harness, seedAcademy, startCommands, startHarness } from './harness.ts'

const { markRead, listReaders, deleteMessage, listConversations } = restRoutes

const read = async ({ as }: Harness, userId: string, ...messages: Message[]) => {
  const [first] = messages
  const body = { messageIds: messages.map(({ _id }) => _id) }
  return (await as(userId).call(markRead, { params: { id: first?.conversationId ?? '' }, body })).body
}
const readersOf = async ({ as }: Harness, viewer: string, { conversationId: id, _id: messageId }: Message) =>
  (await as(viewer).call(listReaders, { params: { id, messageId } })).body.readers
const unread = async ({ as }: Harness, userId: string, id: string) => {
  const { unreadCount } = await getConversation(as(userId), id)
  const list = (await as(userId).call(listConversations)).body.conversations
  const listed = list.find(({ _id }) => _id === id)?.unreadCount
  if (listed !== unreadCount) throw new Error(`one route says ${unreadCount}, another ${listed}`)
  return unreadCount
}

t.test('the read watermark moves forward only, and unread is what is left', async (t) => {
  const harness = await startHarness(t)
  const { batchConversationId: id } = await seedAcademy(harness)
  const messages: Message[] = []
  for (const from of ['carl', 'pia', 'carl', 'carl', 'quin', 'carl']) {
    messages.push(await send(harness.as(from), id, `from ${from}`))
  }
  const [one, , three, four, , six] = messages
  if (one === undefined || three === undefined || four === undefined || six === undefined) throw new Error('missing')
  t.equal(await unread(harness, 'pia', id), 5, 'own messages are not unread')
  await harness.as('carl').call(deleteMessage, { params: { id, messageId: four._id } })
  t.equal(await unread(harness, 'pia', id), 4, 'deleted ones are not either')

  t.same(await read(harness, 'pia', three), { lastReadSeq: 3, unreadCount: 2 })
  t.same(await read(harness, 'pia', one), { lastReadSeq: 3, unreadCount: 2 }, 'not backwards')
  t.same(await read(harness, 'pia', three), { lastReadSeq: 3, unreadCount: 2 }, 'again')
  t.same(await harness.as('pia').call(markRead, { params: { id }, body: { upTo: six._id } }), {
    status: 200,
    body: { lastReadSeq: 6, unreadCount: 0 },
  })
  t.equal(await unread(harness, 'pia', id), 0)
  const { participants, version } = await getConversation(harness.as('carl'), id)
  t.match(
    participants.find(({ userId }) => userId === 'pia'),
    { lastReadSeq: 6, lastDeliveredSeq: 6 },
    'reading moves the delivered watermark along',
  )
  t.equal(version, four.version + 3, 'watermarks do not move the version')

  const receipts = await waitFor('both receipts', () => {
    const told = harness.events.filter(({ type }) => type === 'receipt.updated')
    return told.length === 2 ? told : undefined
  })
  t.match(receipts[0]?.data, {
    kind: 'read',
    userId: 'pia',
    lastReadSeq: 3,
    messageIds: [one._id, three._id],
  })
  t.match(receipts[1]?.data, { lastReadSeq: 6, messageIds: messages.slice(3).map(({ _id }) => _id) })
})

t.test('who read a message, and when', async (t) => {
  const harness = await startHarness(t)
  const { batchConversationId: id } = await seedAcademy(harness)
  const first = await send(harness.as('carl'), id, 'one')
  const second = await send(harness.as('carl'), id, 'two')
  const third = await send(harness.as('carl'), id, 'three')
  await read(harness, 'pia', first)
  const [earlier] = await readersOf(harness, 'carl', first)
  t.match(earlier, { userId: 'pia', displayName: 'Pia' })
  await read(harness, 'pia', third)
  await read(harness, 'quin', second)
  const readers = await readersOf(harness, 'quin', first)
  t.same(readers[0], earlier, 'the time of the first reading stays')
  t.same(
    readers.map(({ userId }) => userId),
    ['pia', 'quin'],
    'in the order of their reading',
  )
  t.same(
    await readersOf(harness, 'pia', second),
    [
      { userId: 'pia', displayName: 'Pia', readAt: (await readersOf(harness, 'pia', third))[0]?.readAt },
      { userId: 'quin', displayName: 'Quin', readAt: readers[1]?.readAt },
    ].sort((a, b) => (a.readAt ?? '').localeCompare(b.readAt ?? '')),
  )
  t.same(await read(harness, 'carl', third), { lastReadSeq: 3, unreadCount: 0 })
  t.notOk(
    (await readersOf(harness, 'carl', third)).some(({ userId }) => userId === 'carl'),
    'the sender is no reader',
  )

  await putBatch(harness, 'u12', { name: 'Under 12', memberIds: ['carl', 'pia', 'quin', 'dina'] })
  t.equal(await unread(harness, 'dina', id), 0, 'what was said before somebody came is not unread')
  const fourth = await send(harness.as('carl'), id, 'four')
  await read(harness, 'dina', fourth)
  t.same(
    (await readersOf(harness, 'carl', fourth)).map(({ userId }) => userId),
    ['dina'],
  )
  t.notOk(
    (await readersOf(harness, 'carl', first)).some(({ userId }) => userId === 'dina'),
    'nor was it read by them',
  )
})

t.test('only messages of the conversation are read there', async (t) => {
  const harness = await startHarness(t)
  const { batchConversationId: id } = await seedAcademy(harness)
  const direct = await openDirect(harness.as('pia'), 'asha')
  const elsewhere = await send(harness.as('pia'), direct._id, 'elsewhere')
  const here = await send(harness.as('carl'), id, 'here')
  const attempt = (userId: string, conversationId: string, ...messageIds: string[]) =>
    outcomeOf(harness.as(userId).call(markRead, { params: { id: conversationId }, body: { messageIds } }))
  t.equal(await attempt('pia', id, elsewhere._id), 'MESSAGE_NOT_FOUND')
  t.equal(await attempt('pia', id, here._id, elsewhere._id), 'MESSAGE_NOT_FOUND', 'all or nothing')
  t.equal(await unread(harness, 'pia', id), 1)
  t.equal(await attempt('pia', id, 'not-an-id'), 'MESSAGE_NOT_FOUND')
  t.equal(await attempt('carl', direct._id, elsewhere._id), 'CONVERSATION_NOT_FOUND')
  t.equal(await attempt('pia', id, here._id, here._id), 'stored', 'named twice is once')
  const readers = (userId: string, conversationId: string, messageId: string) =>
    outcomeOf(harness.as(userId).call(listReaders, { params: { id: conversationId, messageId } }))
  t.equal(await readers('pia', id, elsewhere._id), 'MESSAGE_NOT_FOUND')
  t.equal(await readers('carl', direct._id, elsewhere._id), 'CONVERSATION_NOT_FOUND')

  await putUser(harness, 'asha', { role: 'coach', displayName: 'Asha' })
  t.equal(await attempt('bela', direct._id, elsewhere._id), 'CONVERSATION_READ_ONLY', 'an Admin who only looks')
})

t.test('a reading is told with the newest 100 messages at most', async (t) => {
  const harness = await startHarness(t)
  const { batchConversationId: id } = await seedAcademy(harness)
  const sent = await Promise.all(Array.from({ length: 120 }, (_, n) => send(harness.as('carl'), id, `message ${n}`)))
  const inOrder = sent.toSorted((one, other) => one.seq - other.seq)
  await harness.as('pia').call(markRead, { params: { id }, body: { upTo: inOrder[119]?._id ?? '' } })
  const event = await waitFor('the receipt', () => harness.events.find(({ type }) => type === 'receipt.updated'))
  t.match(event.data, { messageIds: inOrder.slice(20).map(({ _id }) => _id) })
})

t.test('two devices of one person read at once', async (t) => {
  const harness = await startHarness(t)
  const { batchConversationId: id } = await seedAcademy(harness)
  const messages: Message[] = []
  for (let n = 0; n < 20; n += 1) messages.push(await send(harness.as('carl'), id, `message ${n}`))
  const shuffled = messages.toSorted((one, other) => one._id.slice(-4).localeCompare(other._id.slice(-4)))
  const answers = await Promise.all(shuffled.map((message) => read(harness, 'pia', message)))
  t.ok(answers.every(({ lastReadSeq }, n) => lastReadSeq >= (shuffled[n]?.seq ?? 0)))
  t.equal(await unread(harness, 'pia', id), 0)
  const rows = await harness.database.query<{ after_seq: number; seq: number }>(
    `select after_seq, seq from read_advances where user_id = 'pia' order by seq`,
  )
  t.same(
    rows.map(({ after_seq: from }) => from),
    [0, ...rows.slice(0, -1).map(({ seq }) => seq)],
    'advances join without a gap',
  )
})

t.test('the delivered watermark', async (t) => {
  const harness = await startHarness(t)
  const { batchConversationId: id } = await seedAcademy(harness)
  const commands = await startCommands(t, harness)
  const first = await send(harness.as('carl'), id, 'one')
  const second = await send(harness.as('carl'), id, 'two')
  const delivered = (messageId: string, userId = 'pia') =>
    commands.markDelivered({ userId, conversationId: id, messageId })
  await delivered(second._id)
  await delivered(first._id)
  const { participants } = await getConversation(harness.as('carl'), id)
  t.match(
    participants.find(({ userId }) => userId === 'pia'),
    { lastReadSeq: 0, lastDeliveredSeq: 2 },
  )
  await t.rejects(delivered('01890000-0000-7000-8000-000000000000'), { code: 'MESSAGE_NOT_FOUND' })
  await t.rejects(delivered(first._id, 'dina'), { code: 'CONVERSATION_NOT_FOUND' })
  await read(harness, 'pia', second)
  await waitFor('the receipts', () => harness.events.some(({ data }) => 'kind' in data && data.kind === 'read'))
  const told = harness.events.filter(({ data }) => 'kind' in data && data.kind === 'delivered')
  t.match(told, [{ conversationId: id, data: { userId: 'pia', lastDeliveredSeq: 2 } }])
})
