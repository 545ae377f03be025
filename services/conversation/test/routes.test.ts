import { restRoutes } from '@touchline/contracts'
import t from 'tap'
import { seedAcademy, startHarness } from './harness.ts'

const { openConversation, sendMessage, listMessages, listConversations, getConversation, markRead } = restRoutes

t.test('a message is sent, listed, read and counted', async (t) => {
  const harness = await startHarness(t)
  const { batchConversationId: id } = await seedAcademy(harness)
  const carl = harness.as('carl')
  const pia = harness.as('pia')

  const sent = await carl.call(sendMessage, { params: { id }, body: { content: 'Nets at six', clientId: 'one' } })
  t.equal(sent.status, 201)
  t.match(sent.body.message, {
    conversationId: id,
    seq: 1,
    senderId: 'carl',
    senderName: 'Carl',
    content: 'Nets at six',
  })

  const again = await carl.call(sendMessage, { params: { id }, body: { content: 'changed', clientId: 'one' } })
  t.equal(again.status, 200)
  t.same(again.body.message, sent.body.message, 'the stored one, whatever the content says now')

  const page = await pia.call(listMessages, { params: { id } })
  t.same(page.body, { messages: [sent.body.message], hasMore: false })

  const list = await pia.call(listConversations)
  t.match(list.body, { conversations: [{ _id: id, title: 'Under 12', unreadCount: 1, lastSeq: 1 }], nextCursor: null })
  t.equal((await carl.call(listConversations)).body.conversations[0]?.unreadCount, 0, 'own messages are not unread')

  const read = await pia.call(markRead, { params: { id }, body: { messageIds: [sent.body.message._id] } })
  t.same(read.body, { lastReadSeq: 1, unreadCount: 0 })
  const { body } = await carl.call(getConversation, { params: { id } })
  t.match(
    body.conversation.participants.find(({ userId }) => userId === 'pia'),
    { lastReadSeq: 1, lastDeliveredSeq: 1 },
  )
})

t.test('direct conversations open along the rules', async (t) => {
  const harness = await startHarness(t)
  await seedAcademy(harness)
  const open = (from: string, participantId: string) =>
    harness.as(from).call(openConversation, { body: { type: 'direct', participantId } })
  const refused = (from: string, participantId: string) =>
    harness.as(from).fail(openConversation, { body: { type: 'direct', participantId } })

  const first = await open('carl', 'asha')
  t.equal(first.status, 201)
  t.equal(first.body.conversation.title, 'Asha')
  const second = await open('asha', 'carl')
  t.equal(second.status, 200)
  t.equal(second.body.conversation._id, first.body.conversation._id)
  t.equal(second.body.conversation.title, 'Carl')
  t.equal((await open('asha', 'bela')).status, 201, 'Admin with Admin')

  t.match(await refused('carl', 'pia'), { status: 403, code: 'RULE_NO_COACH_PARENT_DIRECT' })
  t.match(await refused('pia', 'carl'), { status: 403, code: 'RULE_NO_COACH_PARENT_DIRECT' })
  t.match(await refused('carl', 'dina'), { status: 403, code: 'RULE_ADMIN_BRIDGE' })
  t.match(await refused('pia', 'quin'), { status: 403, code: 'RULE_ADMIN_BRIDGE' })
  t.match(await refused('pia', 'pia'), { status: 400, code: 'VALIDATION' })
  t.match(await refused('pia', 'nobody'), { status: 404, code: 'USER_NOT_FOUND' })
})
