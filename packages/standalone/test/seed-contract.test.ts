import type { Ack, Message, ServerPayload } from '@touchline/contracts'
import { restRoutes } from '@touchline/contracts'
import t from 'tap'
import { cluster, openAcademy, standalone } from './topologies.ts'

type SendAck = Ack<'message:send'>

/** What an ordinary Socket.IO client of the academy relies on, in one process and across two realtime instances. */
for (const [name, topology] of Object.entries({ standalone, cluster })) {
  t.test(`${name}: a message is acknowledged, received by everybody and read`, async (t) => {
    const academy = await openAcademy(t, topology)
    const { batchConversationId: conversationId } = academy
    const carl = await academy.connect('carl')
    const pia = await academy.connect('pia')
    const outsider = await academy.connect('dina')

    const ack = await carl.emitAck<SendAck>('message:send', {
      conversationId,
      content: 'Nets at six',
      messageType: 'text',
    })
    t.match(ack, { success: true, message: { conversationId, seq: 1, senderId: 'carl', content: 'Nets at six' } })
    const received = await pia.next<Message>('message:receive')
    t.match(received, { conversationId, seq: 1, senderId: 'carl', content: 'Nets at six' })
    t.type(received._id, 'string')
    t.same(await carl.next('message:receive'), received, "the sender's sockets receive it too")

    const read = await pia.emitAck('message:read', { conversationId, messageIds: [received._id] })
    t.same(read, { success: true, lastReadSeq: 1, unreadCount: 0 })
    const receipt = await carl.next<ServerPayload<'message:read'>>('message:read')
    t.match(receipt, { conversationId, userId: 'pia', messageIds: [received._id], lastReadSeq: 1 })

    // What comes to the outsider afterwards proves that the batch's message did not.
    await academy.as('asha').call(restRoutes.openConversation, { body: { type: 'direct', participantId: 'dina' } })
    await outsider.next('conversation:new')
    t.same(outsider.received('message:receive'), [])
  })

  t.test(`${name}: typing, leaving and joining`, async (t) => {
    const academy = await openAcademy(t, topology)
    const { batchConversationId: conversationId } = academy
    const carl = await academy.connect('carl', 0)
    const pia = await academy.connect('pia', 1)
    const besidePia = await academy.connect('quin', 1)

    await carl.emitAck('typing:start', { conversationId })
    t.same(await pia.next('typing:start'), { conversationId, userId: 'carl', userName: 'Carl' })
    await carl.emitAck('typing:stop', { conversationId })
    t.same(await pia.next('typing:stop'), { conversationId, userId: 'carl' })
    t.same(carl.received('typing:start'), [], 'not to the typist')

    t.match(await pia.emitAck('conversation:leave', { conversationId }), { success: true })
    await carl.emitAck('message:send', { conversationId, content: 'unheard' })
    // Somebody on her instance has it, so it has passed Pia by when she joins again.
    await besidePia.next('message:receive')
    t.match(await pia.emitAck('conversation:join', { conversationId }), { success: true })
    await carl.emitAck('message:send', { conversationId, content: 'heard' })
    t.match(await pia.next('message:receive'), { content: 'heard' })
    t.equal(pia.received('message:receive').length, 1)

    const outsider = await academy.connect('dina')
    t.match(await outsider.emitAck('conversation:join', { conversationId }), { code: 'CONVERSATION_NOT_FOUND' })
    t.match(await outsider.emitAck('message:send', { conversationId, content: 'x' }), {
      code: 'CONVERSATION_NOT_FOUND',
    })
  })

  t.test(`${name}: presence counts people, not sockets`, async (t) => {
    const academy = await openAcademy(t, topology)
    const watcher = await academy.connect('asha')
    const first = await academy.connect('pia')
    t.same(await watcher.next('user:online'), { userId: 'pia' })
    const second = await academy.connect('pia')
    t.match(await watcher.emitAck('presence:get', { userIds: ['pia', 'quin'] }), { success: true, online: ['pia'] })
    first.close()
    await academy.connect('quin')
    t.same(await watcher.next('user:online'), { userId: 'quin' })
    t.same(watcher.received('user:offline'), [], 'one socket is still there')
    second.close()
    t.match(await watcher.next('user:offline'), { userId: 'pia' })
    t.equal(watcher.received('user:online').length, 2)
  })

  t.test(`${name}: a new conversation reaches both, and can be announced again`, async (t) => {
    const academy = await openAcademy(t, topology)
    const carl = await academy.connect('carl')
    const asha = await academy.connect('asha')
    const { body } = await academy
      .as('carl')
      .call(restRoutes.openConversation, { body: { type: 'direct', participantId: 'asha' } })
    const { _id: conversationId } = body.conversation
    t.match(await asha.next('conversation:new'), { _id: conversationId, title: 'Carl' })
    t.match(await carl.next('conversation:new'), { _id: conversationId, title: 'Asha' })
    t.match(await carl.emitAck('message:send', { conversationId, content: 'hello' }), { success: true })
    t.match(await asha.next('message:receive'), { content: 'hello' }, 'joined without a join of its own')
    t.match(await carl.emitAck('conversation:created', { conversationId }), { success: true })
    t.match(await asha.next('conversation:new'), { _id: conversationId, unreadCount: 1 })
  })

  t.test(`${name}: a person who is taken out hears nothing more, a deactivated one is cut`, async (t) => {
    const academy = await openAcademy(t, topology)
    const { batchConversationId: conversationId } = academy
    const carl = await academy.connect('carl')
    const pia = await academy.connect('pia')
    const quin = await academy.connect('quin')
    const members = (memberIds: string[]) =>
      academy.directory.call(restRoutes.putBatch, { params: { id: 'u12' }, body: { name: 'Under 12', memberIds } })

    await members(['carl', 'quin'])
    t.same(await pia.next('conversation:removed'), { conversationId })
    t.match(await carl.next('conversation:updated'), { _id: conversationId })
    await carl.emitAck('message:send', { conversationId, content: 'without Pia' })
    await quin.next('message:receive')
    t.match(await pia.emitAck('message:send', { conversationId, content: 'x' }), { code: 'CONVERSATION_NOT_FOUND' })
    await members(['carl', 'pia', 'quin'])
    t.match(await pia.next('conversation:new'), { _id: conversationId, lastSeq: 1 })
    t.same(pia.received('message:receive'), [])

    const cut = new Promise((resolve) => quin.socket.once('disconnect', resolve))
    await academy.directory.call(restRoutes.putUser, {
      params: { id: 'quin' },
      body: { role: 'parent', displayName: 'Quin', active: false },
    })
    await cut
    await t.rejects(academy.connect('quin'), { message: 'UNAUTHENTICATED' })
  })

  t.test(`${name}: edits, deletes and role changes reach open sockets`, async (t) => {
    const academy = await openAcademy(t, topology)
    const { body } = await academy
      .as('asha')
      .call(restRoutes.openConversation, { body: { type: 'direct', participantId: 'pia' } })
    const { _id: conversationId } = body.conversation
    const asha = await academy.connect('asha')
    const pia = await academy.connect('pia')
    const ack = await pia.emitAck<{ message: Message }>('message:send', { conversationId, content: 'call 9876543210' })
    t.match(ack.message, { content: 'call [hidden]' })
    const messageId = ack.message._id
    await pia.emitAck('message:edit', { conversationId, messageId, content: 'see you' })
    t.match(await asha.next('message:updated'), { _id: messageId, content: 'see you' })
    t.match(await asha.emitAck('message:edit', { conversationId, messageId, content: 'no' }), { code: 'FORBIDDEN' })
    await asha.emitAck('message:delete', { conversationId, messageId })
    t.match(await pia.next('message:updated', (m: Message) => m.deletedAt !== undefined), {
      _id: messageId,
      content: '',
    })

    await academy.directory.call(restRoutes.putUser, {
      params: { id: 'asha' },
      body: { role: 'coach', displayName: 'Asha' },
    })
    t.same(await pia.next('conversation:removed'), { conversationId })
    t.same(
      await asha.next(
        'conversation:removed',
        (gone: { conversationId: string }) => gone.conversationId === conversationId,
      ),
      {
        conversationId,
      },
    )
    t.match(await pia.emitAck('message:send', { conversationId, content: 'x' }), { code: 'CONVERSATION_NOT_FOUND' })
  })
}
