import { type BusEvent, conversationChannel, restRoutes, userChannel } from '@touchline/contracts'
import { type Bus, OrderedFeed } from '@touchline/service-kit'
import { type Teardown, waitFor } from '@touchline/testing'
import { Registry } from 'prom-client'
import t from 'tap'
import { createConversation } from '../src/index.ts'
import { getConversation, openDirect, putBatch, putUser, send } from './actions.ts'
import { type Harness, seedAcademy, startCommands, startHarness } from './harness.ts'

const range = (count: number) => Array.from({ length: count }, (_, index) => index + 1)

/** What was told of a conversation, as `type channel-kind version`, once that version has been told. */
async function toldOf({ events, channels }: Harness, id: string, version: number): Promise<string[]> {
  const isLast = (event: BusEvent) => event.conversationId === id && event.version === version
  await waitFor(`version ${version} on the bus`, () =>
    events.some((event, n) => isLast(event) && channels[n] === conversationChannel(id)),
  )
  return events.flatMap((event, n) => {
    const kind = channels[n]?.split(':')[1]
    const whose = kind === 'user' ? ` ${channels[n]?.split(':')[2]}` : ''
    return event.conversationId === id ? [`${event.type}${whose} ${event.version}`] : []
  })
}

/** Resolves when every conversation and person is noted as told. */
async function allNoted({ database }: Harness): Promise<void> {
  await waitFor('everything to be noted as told', async () => {
    const rows = await database.query(
      `select from conversations where published_version <> version
         union all select from users where published_revision <> revision`,
    )
    return rows.length === 0
  })
}

t.test('what is told, and on which channels', async (t) => {
  const harness = await startHarness(t)
  const { batchConversationId: id } = await seedAcademy(harness)
  await send(harness.as('carl'), id, 'hello')
  await putBatch(harness, 'u12', { name: 'Under 12', memberIds: ['carl', 'dina', 'quin'] })
  const expected = [
    ...['asha', 'bela', 'carl', 'pia', 'quin'].map((userId) => `participant.added ${userId} 1`),
    'conversation.created 1',
    'message.created 2',
    'participant.removed pia 3',
    'participant.added dina 3',
    'conversation.updated 3',
  ]
  const told = await toldOf(harness, id, 3)
  t.same(told.slice(0, 5).toSorted(), expected.slice(0, 5))
  t.same(told.slice(5), expected.slice(5), 'who left hears of it before anybody hears what comes next')
  const people = harness.events.filter(({ type }) => type === 'user.updated')
  t.equal(people.length, 6)
  t.ok(people.every(({ version, conversationId }) => version === undefined && conversationId === undefined))

  await putUser(harness, 'dina', { role: 'coach', displayName: 'Dina', active: false })
  t.match(await toldOf(harness, id, 4), { 10: 'participant.removed dina 4', 11: 'conversation.updated 4' })
  const last = harness.events.findLastIndex(({ type }) => type === 'user.updated')
  t.match(harness.events[last], { data: { id: 'dina', role: 'coach', displayName: 'Dina', active: false } })
  t.equal(harness.channels[last], userChannel('dina'))
  const before = harness.events.length
  await putUser(harness, 'dina', { role: 'coach', displayName: 'Dina', active: false })
  await send(harness.as('carl'), id, 'a sentinel')
  await toldOf(harness, id, 5)
  t.equal(harness.events.length, before + 1, 'what changed nothing is not told')
  await allNoted(harness)
})

t.test('a snapshot on the bus is everybody’s', async (t) => {
  const harness = await startHarness(t)
  const { batchConversationId: id } = await seedAcademy(harness)
  await send(harness.as('carl'), id, 'hello')
  await putBatch(harness, 'u12', { name: 'Renamed', memberIds: ['carl', 'pia', 'quin'] })
  await toldOf(harness, id, 3)
  const event = harness.events.find(({ type }) => type === 'conversation.updated')
  t.match(event?.data, { title: 'Renamed', lastSeq: 1, version: 3, lastMessage: { content: 'hello' } })
  const participants = event?.type === 'conversation.updated' ? event.data.participants : []
  t.same(
    participants.map(({ userId, unreadCount }) => `${userId} ${unreadCount}`),
    ['asha 1', 'bela 1', 'carl 0', 'pia 1', 'quin 1'],
  )
})

t.test('a closed direct conversation is nobody’s', async (t) => {
  const harness = await startHarness(t)
  await seedAcademy(harness)
  const commands = await startCommands(t, harness)
  const { _id: id } = await openDirect(harness.as('pia'), 'asha')
  await putUser(harness, 'asha', { role: 'coach', displayName: 'Asha' })
  const told = await toldOf(harness, id, 2)
  t.same(told.slice(3, 5).toSorted(), ['participant.removed asha 2', 'participant.removed pia 2'])
  const closing = harness.events.find((event) => event.type === 'conversation.updated' && event.conversationId === id)
  const left = closing?.type === 'conversation.updated' ? closing.data : undefined
  t.same(left?.participants, [], 'a follower who missed the removals finds nobody in it')
  t.equal(left?.readOnly, true)
  const { conversations } = await commands.catchUp({ positions: [{ conversationId: id, version: 0 }] })
  t.same(
    conversations.map(({ snapshot }) => snapshot.participants),
    [[]],
  )
  await t.rejects(commands.announceConversation({ userId: 'bela', conversationId: id }), {
    code: 'CONVERSATION_READ_ONLY',
  })
  await t.rejects(commands.announceConversation({ userId: 'pia', conversationId: id }), {
    code: 'CONVERSATION_NOT_FOUND',
  })
  t.notOk(harness.events.some(({ type, version }) => type === 'conversation.created' && version === 2))

  await putUser(harness, 'asha', { role: 'admin', displayName: 'Asha' })
  await openDirect(harness.as('pia'), 'asha')
  t.same((await toldOf(harness, id, 3)).slice(-3).toSorted(), [
    'conversation.updated 3',
    'participant.added asha 3',
    'participant.added pia 3',
  ])
  await commands.announceConversation({ userId: 'pia', conversationId: id })
  await waitFor(
    'the announcement',
    () => harness.events.filter(({ type, version }) => type === 'conversation.created' && version === 3).length === 2,
  )
})

t.test('versions are told without a gap, after the commit', async (t) => {
  const harness = await startHarness(t)
  const { batchConversationId: id } = await seedAcademy(harness)
  const other = await harness.another()
  let early = 0
  const end = await harness.engine.bus.subscribe(conversationChannel(id), (event) => {
    if (event.type !== 'message.created') return
    const params = { id, messageId: event.data._id }
    void harness
      .as('carl')
      .call(restRoutes.listReaders, { params })
      .catch(() => (early += 1))
  })
  await Promise.all(
    range(50).flatMap((n) => [
      send(harness.as('carl'), id, `here ${n}`),
      send(other.as('pia'), id, `there ${n}`),
      n % 10 === 0 ? putUser(harness, 'quin', { role: 'parent', displayName: `Quin ${n}` }) : undefined,
    ]),
  )
  const { version } = await getConversation(harness.as('carl'), id)
  await waitFor('all versions', () => {
    const told = new Set(harness.events.flatMap((event) => (event.conversationId === id ? [event.version] : [])))
    return range(version).every((one) => told.has(one))
  })
  await end()
  t.equal(version, 106)
  t.equal(early, 0, 'whoever hears of a message can read it')
  await allNoted(harness)
})

t.test('two instances that write in turn tell each version once', async (t) => {
  const harness = await startHarness(t)
  const { batchConversationId: id } = await seedAcademy(harness)
  const other = await harness.another()
  const carl = [harness.as('carl'), other.as('carl')]
  // Something untold is told again only after the sweepers have looked twice, so this shows that they have.
  const cutOff = await cutOffInstance(t, harness)
  await cutOff.conversations.open('pia', { type: 'direct', participantId: 'asha' })
  const isSentinel = ({ type, data }: BusEvent) =>
    type === 'conversation.created' && 'type' in data && data.type === 'direct'
  let sent = 0
  for (; !harness.events.some(isSentinel); sent += 1)
    await send(carl[sent % 2] ?? harness.as('carl'), id, `turn ${sent}`)
  await toldOf(harness, id, sent + 1)
  await allNoted(harness)
  const told = harness.events.filter(({ type }) => type === 'message.created')
  t.equal(told.length, sent, 'what is told is not told again')
  t.ok(sent > 20, 'there was enough to tell')
  const left = await harness.database.query(`select from conversations where told_ahead <> '{}'`)
  t.equal(left.length, 0, 'nothing stays ahead of the mark')
})

/** The services of an instance that commits and cannot tell, as one that is killed right after its commit. */
async function cutOffInstance(t: Teardown, { database, engine, app }: Harness) {
  const bus: Bus = {
    publish: () => Promise.reject(new Error('cut off')),
    subscribe: (channel, listener) => engine.bus.subscribe(channel, listener),
    subscribeAll: (listener) => engine.bus.subscribeAll(listener),
    onReconnect: (listener) => engine.bus.onReconnect(listener),
    received: () => engine.bus.received(),
    close: async () => {},
  }
  const instance = await createConversation({ databaseUrl: database.url, bus, log: app.log, metrics: new Registry() })
  t.teardown(() => instance.close())
  return instance.services
}

t.test('without Redis sends succeed, and all of it is told when it is back', async (t) => {
  const harness = await startHarness(t)
  const { batchConversationId: id } = await seedAcademy(harness)
  await toldOf(harness, id, 1)
  await allNoted(harness)
  await harness.link.cut()
  const before = harness.events.length
  const sent = []
  for (let n = 0; n < 12; n += 1)
    sent.push(...(await Promise.all(range(50).map(() => send(harness.as('carl'), id, `${n}`)))))
  await harness.as('carl').call(restRoutes.editMessage, {
    params: { id, messageId: sent[3]?._id ?? '' },
    body: { content: 'edited' },
  })
  await putBatch(harness, 'u12', { name: 'Renamed', memberIds: ['carl', 'dina', 'quin'] })
  const { version } = await getConversation(harness.as('carl'), id)
  t.equal(harness.events.length, before)
  await harness.link.mend()
  const told = () => harness.events.slice(before).filter(({ conversationId }) => conversationId === id)
  await waitFor('everything to be told', () => told().some((event) => event.type === 'conversation.updated'))
  const events = told()
  const messages = events.filter(({ type }) => type === 'message.created')
  t.equal(new Set(messages.map(({ data }) => ('_id' in data ? data._id : ''))).size, 600, 'more than one page of them')
  t.match(events.at(-1), { type: 'conversation.updated', version, data: { title: 'Renamed' } })
  t.ok(events.some(({ type, data }) => type === 'participant.removed' && 'userId' in data && data.userId === 'pia'))
  t.ok(events.some(({ type, data }) => type === 'participant.added' && 'userId' in data && data.userId === 'dina'))
  await allNoted(harness)
})

t.test('what an instance that died left untold, another one tells', async (t) => {
  const harness = await startHarness(t)
  const { batchConversationId: id } = await seedAcademy(harness)
  await toldOf(harness, id, 1)
  await allNoted(harness)
  const cutOff = await cutOffInstance(t, harness)
  await cutOff.sender.send({ senderId: 'pia', conversationId: id, content: 'untold' })
  await cutOff.conversations.open('pia', { type: 'direct', participantId: 'asha' })
  await cutOff.directory.putUser('vik', { role: 'parent', displayName: 'Vik' })
  t.notOk(
    harness.events.some(({ type }) => type === 'message.created'),
    'not told by whoever committed it',
  )
  await send(harness.as('carl'), id, 'told')
  const types = () => harness.events.map(({ type, data }) => `${type} ${'content' in data ? data.content : ''}`.trim())
  await waitFor('the message', () => types().includes('message.created untold'))
  await waitFor(
    'the conversation',
    () => harness.events.filter(({ type }) => type === 'conversation.created').length === 2,
  )
  await waitFor('the person', () => harness.events.some(({ data }) => 'id' in data && data.id === 'vik'))
  await allNoted(harness)
  // Whoever loses the message and hears of the conversation would otherwise believe to have had the message.
  const versionsOf = (kind: string) =>
    harness.events
      .filter(({ type, conversationId }) => type.startsWith(kind) && conversationId === id)
      .map((event) => event.version)
  const versionsOfMessages = new Set(versionsOf('message.'))
  t.ok(versionsOfMessages.size >= 2)
  t.same(
    versionsOf('conversation.').filter((version) => versionsOfMessages.has(version)),
    [],
    'a version of a message is told by the message alone',
  )
})

t.test('how far somebody has read while Redis was away is told when it is back', async (t) => {
  const harness = await startHarness(t)
  const { batchConversationId: id } = await seedAcademy(harness)
  const first = await send(harness.as('carl'), id, 'one')
  const second = await send(harness.as('carl'), id, 'two')
  await toldOf(harness, id, 3)
  await harness.link.cut()
  for (const { _id: upTo } of [first, second]) {
    await harness.as('pia').call(restRoutes.markRead, { params: { id }, body: { upTo } })
  }
  const receipts = () => harness.events.filter(({ type }) => type === 'receipt.updated')
  t.same(receipts(), [])
  await harness.link.mend()
  await waitFor('the receipt', () => receipts().length > 0)
  t.match(receipts(), [{ data: { kind: 'read', userId: 'pia', lastReadSeq: 2 } }], 'the newest, once')
})

t.test('announcing a conversation does not pass for telling what was said in it', async (t) => {
  const harness = await startHarness(t)
  const { batchConversationId: id } = await seedAcademy(harness)
  await toldOf(harness, id, 1)
  await allNoted(harness)
  const commands = await startCommands(t, harness)
  const cutOff = await cutOffInstance(t, harness)
  await cutOff.sender.send({ senderId: 'pia', conversationId: id, content: 'untold' })
  await commands.announceConversation({ userId: 'carl', conversationId: id })
  await toldOf(harness, id, 2)
  t.match(
    harness.events.filter(({ type }) => type === 'message.created'),
    [{ version: 2, data: { content: 'untold' } }],
  )
})

t.test('a change of the conversation that is told late and not the last shows as a gap', async (t) => {
  const harness = await startHarness(t)
  const { batchConversationId: id } = await seedAcademy(harness)
  await toldOf(harness, id, 1)
  await allNoted(harness)
  const cutOff = await cutOffInstance(t, harness)
  const commands = await startCommands(t, harness)
  await cutOff.directory.putBatch('u12', { name: 'Renamed', memberIds: ['carl', 'pia', 'quin'] })
  await cutOff.sender.send({ senderId: 'pia', conversationId: id, content: 'untold' })
  const titles: string[] = []
  const feed = new OrderedFeed({
    conversationId: id,
    position: { version: 1, lastSeq: 0 },
    apply: (event) => {
      if (event.type === 'conversation.updated') titles.push(event.data.title ?? '')
      else if (event.type === 'message.created') titles.push(event.data.content)
    },
    catchUp: async (version) => {
      const { conversations } = await commands.catchUp({ positions: [{ conversationId: id, version }] })
      return conversations[0]
    },
    logger: harness.app.log,
  })
  t.teardown(() => feed.close())
  await harness.engine.bus.subscribe(conversationChannel(id), (event) => feed.push(event))
  await waitFor('the follower to know both', () => titles.includes('Renamed') && titles.includes('untold'))
  t.same(feed.position, { version: 3, lastSeq: 1 })
})
