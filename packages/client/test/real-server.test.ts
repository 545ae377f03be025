import { userToken } from '@touchline/testing'
import t, { type Test } from 'tap'
import type { ConversationHandle, TouchlineClient } from '../src/index.ts'
import { RealServer } from './real-server.ts'
import { startClient, texts, until } from './start-client.ts'

const as = (t: Test, server: RealServer, userId: string): Promise<TouchlineClient> =>
  startClient(t, server, userId, { token: () => userToken(userId), timing: { acknowledgement: 2_000 } })

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

/** What two clients show of a conversation, apart from what only its reader has. */
function shownBy(handle: ConversationHandle) {
  const { conversation, messages } = handle.getSnapshot()
  return { messages, participants: conversation?.participants, version: conversation?.version }
}

t.test('people talk, with the real services', async (t) => {
  const server = await RealServer.start(t)
  const id = await server.seed()
  const [asha, carl, pia] = [await as(t, server, 'asha'), await as(t, server, 'carl'), await as(t, server, 'pia')]
  const [hers, his, theirs] = [asha.conversation(id), carl.conversation(id), pia.conversation(id)]
  t.same(
    (await carl.batches()).map(({ name, conversationId }) => [name, conversationId]),
    [['Under 12', id]],
  )
  t.same(
    (await pia.contacts()).map(({ userId }) => userId),
    ['asha'],
  )

  const first = await his.send('Nets at six').stored
  await his.send({ content: 'or seven', replyTo: first._id }).stored
  await until(theirs, ({ messages }) => messages.length === 2)
  t.equal(pia.conversations.getSnapshot().unreadCount, 2)
  theirs.typed()
  await until(his, ({ typing }) => typing[0]?.userName === 'Pia')
  theirs.markRead()
  const read = await until(
    his,
    ({ conversation }) => conversation?.participants.find(({ userId }) => userId === 'pia')?.lastReadSeq === 2,
  )
  t.equal(read.conversation?.unreadCount, 0)
  t.match(await his.readers(first._id), [{ userId: 'pia', displayName: 'Pia' }])

  await his.edit(first._id, 'Nets at five')
  await until(theirs, ({ messages }) => messages[1]?.replyTo?.excerpt === 'Nets at five')
  await hers.delete(first._id)
  await until(theirs, ({ messages }) => messages[0]?.deletedAt !== undefined)
  await t.rejects(theirs.edit(first._id, 'mine now'), { code: 'MESSAGE_NOT_FOUND', status: 404 })

  await until(pia.presence, ({ online }) => online.has('carl') && online.has('asha'))
  carl.close()
  await until(pia.presence, ({ online }) => !online.has('carl'))
})

t.test('conversations open, come and go', async (t) => {
  const server = await RealServer.start(t)
  const id = await server.seed()
  const [asha, pia, quin] = [await as(t, server, 'asha'), await as(t, server, 'pia'), await as(t, server, 'quin')]
  await t.rejects(pia.openDirect('carl'), { code: 'RULE_NO_COACH_PARENT_DIRECT', status: 403, retryable: false })
  const direct = await pia.openDirect('asha')
  await direct.send('Hello').stored
  const there = await until(asha.conversation(direct.id), ({ messages }) => messages.length === 1)
  t.equal(there.conversation?.title, 'Pia')
  t.equal(asha.conversations.getSnapshot().conversations[0]?._id, direct.id)

  await asha.conversation(id).send('before').stored
  await server.putBatch(['carl', 'pia'])
  await until(quin.conversation(id), ({ status }) => status === 'absent')
  t.same(quin.conversations.getSnapshot().conversations, [])
  await asha.conversation(id).send('while away').stored
  await t.rejects(quin.conversation(id).send('still here?').stored, { code: 'CONVERSATION_NOT_FOUND' })
  await server.putBatch(['carl', 'pia', 'quin'])
  const back = await until(
    quin.conversation(id),
    ({ status, conversation }) => status === 'ready' && conversation?.unreadCount === 2,
  )
  t.equal(back.hasOlder, true)
  await quin.conversation(id).loadOlder()
  t.same(texts(quin.conversation(id).getSnapshot()), ['before', 'while away'])
})

t.test('files are uploaded, sent, shown and refused', async (t) => {
  const server = await RealServer.start(t)
  const id = await server.seed()
  const [carl, pia] = [await as(t, server, 'carl'), await as(t, server, 'pia')]
  const file = new File([png], 'plan.png', { type: 'image/png' })
  const message = await carl.conversation(id).sendFile(file, { content: 'The plan' }).stored
  t.match(message, { messageType: 'file', content: 'The plan', file: { mimeType: 'image/png', width: 1, height: 1 } })
  await until(pia.conversation(id), ({ messages }) => messages.length === 1)
  const url = message.file?.url ?? ''
  const link = (await pia.fileLinks([url])).get(url) ?? ''
  const loaded = await fetch(link)
  t.equal(loaded.status, 200)
  t.ok(png.equals(Buffer.from(await loaded.arrayBuffer())))

  const page = new File(['<html><script>1</script></html>'], 'page.html', { type: 'text/html' })
  await t.rejects(carl.conversation(id).upload(page), { code: 'FILE_TYPE_NOT_ALLOWED', status: 415 })
  const large = new File([new Uint8Array(11_000_000)], 'large.png', { type: 'image/png' })
  await t.rejects(carl.conversation(id).upload(large), { code: 'FILE_TOO_LARGE', status: 413 })
  const direct = await pia.openDirect('asha')
  await t.rejects(direct.sendFile(file).stored, { code: 'RULE_FILES_BATCH_ONLY' })
})

t.test('the server is killed again and again: what was sent arrives once and in order, everywhere', async (t) => {
  const server = await RealServer.start(t)
  const id = await server.seed()
  const people = ['asha', 'carl', 'pia', 'quin']
  const clients = await Promise.all(people.map((userId) => as(t, server, userId)))
  const each = 39
  const acknowledged: Promise<unknown>[] = []
  for (let round = 0; round < 3; round += 1) {
    for (const [index, client] of clients.entries()) {
      for (let count = 0; count < each / 3; count += 1) {
        acknowledged.push(client.conversation(id).send(`${people[index]} ${(round * each) / 3 + count}`).stored)
      }
    }
    // In the middle of it: at least one of this round's is stored, and most are not.
    await acknowledged.at(-each)
    await server.end('SIGKILL')
    await server.begin()
  }
  await Promise.all(acknowledged)
  const total = people.length * each
  for (const client of clients) {
    await until(client.conversation(id), ({ messages, outgoing }) => messages.length === total && outgoing.length === 0)
  }
  clients[3]?.conversation(id).markRead()
  const fresh = await as(t, server, 'quin')
  while (fresh.conversation(id).getSnapshot().hasOlder) await fresh.conversation(id).loadOlder({ limit: 100 })
  await until(fresh.conversation(id), ({ conversation }) => conversation?.unreadCount === 0)
  for (const client of clients) {
    await until(client.conversation(id), ({ messages, outgoing }) => messages.length === total && outgoing.length === 0)
    await until(
      client.conversation(id),
      ({ conversation }) =>
        conversation?.participants.every((one, at) => {
          const other = fresh.conversation(id).getSnapshot().conversation?.participants[at]
          return one.lastReadSeq === other?.lastReadSeq && one.lastDeliveredSeq === other.lastDeliveredSeq
        }) ?? false,
    )
    t.same(shownBy(client.conversation(id)), shownBy(fresh.conversation(id)))
  }
  const all = texts(fresh.conversation(id).getSnapshot())
  t.equal(new Set(all).size, total, 'each once')
  for (const person of people) {
    const own = all.filter((text) => text.startsWith(person))
    t.same(
      own,
      Array.from({ length: each }, (_, count) => `${person} ${count}`),
      `${person}'s in order`,
    )
  }
})
