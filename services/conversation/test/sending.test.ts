import { restRoutes } from '@touchline/contracts'
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

const { sendMessage, listChanges } = restRoutes
const range = (count: number) => Array.from({ length: count }, (_, index) => index + 1)

t.test('50 concurrent sends of one clientId store one message, and all get it', async (t) => {
  const harness = await startHarness(t)
  const { batchConversationId: id } = await seedAcademy(harness)
  const other = await harness.another()
  const carl = [harness.as('carl'), other.as('carl')]

  const replies = await Promise.all(
    range(50).flatMap((n) =>
      carl.map((client) =>
        client.call(sendMessage, { params: { id }, body: { content: `attempt ${n}`, clientId: 'the one' } }),
      ),
    ),
  )
  t.same(replies.filter(({ status }) => status === 201).length, 1, 'one of them, at one of two instances, stored it')
  const [first] = replies
  for (const { body } of replies) t.same(body, first?.body)
  t.equal((await history(harness.as('carl'), id)).length, 1)
  const { lastSeq } = await getConversation(harness.as('carl'), id)
  t.equal(lastSeq, 1, 'repeats move no counter')

  t.equal((await send(harness.as('pia'), id, { content: 'mine', clientId: 'the one' })).seq, 2, 'of one sender only')
})

t.test('repeats of a send that is refused are refused alike', async (t) => {
  const harness = await startHarness(t)
  const { batchConversationId: id } = await seedAcademy(harness)
  const replyTo = '01890000-0000-7000-8000-000000000000'
  const refusals = await Promise.all(
    range(30).map(() => sendRefused(harness.as('carl'), id, { content: 'x', clientId: 'again', replyTo })),
  )
  t.same(new Set(refusals.map(({ code }) => code)), new Set(['MESSAGE_NOT_FOUND']))
  const mixed = [
    send(harness.as('carl'), id, { content: 'x', clientId: 'mixed', replyTo }),
    send(harness.as('carl'), id, { content: 'x', clientId: 'mixed', replyTo }),
    send(harness.as('carl'), id, { content: 'asks for something else', clientId: 'mixed' }),
  ]
  t.same(await Promise.all(mixed.map(outcomeOf)), ['MESSAGE_NOT_FOUND', 'MESSAGE_NOT_FOUND', 'stored'])
})

t.test('1,000 concurrent sends of 20 people at two instances leave no hole', async (t) => {
  const harness = await startHarness(t)
  const people = range(20).map((n) => `person-${n}`)
  const users = people.map((id, n) => ({ id, role: n < 5 ? ('coach' as const) : ('parent' as const), displayName: id }))
  await seedAcademy(harness)
  await harness.directory.call(restRoutes.importDirectory, { body: { users, batches: [] } })
  const { conversationId } = await putBatch(harness, 'all', { name: 'All', memberIds: people })
  const id = conversationId ?? ''
  const instances = [harness, await harness.another()]
  const before = await getConversation(harness.as('asha'), id)

  const sent = await Promise.all(
    range(1_000).map((n) => {
      const client = instances[n % 2]?.as(people[n % 20] ?? '') ?? harness.as('asha')
      return send(client, id, { content: `message ${n}`, clientId: `${n}` })
    }),
  )
  t.same(
    sent.map(({ seq }) => seq).sort((one, other) => one - other),
    range(1_000),
    'seq 1…1000',
  )
  t.same(
    sent.toSorted((one, other) => one.seq - other.seq).map(({ version }) => version),
    range(1_000).map((n) => before.version + n),
    'one version each, in the same order',
  )
  const first = await harness.as('asha').call(listChanges, { params: { id }, query: { limit: 500 } })
  const second = await harness
    .as('asha')
    .call(listChanges, { params: { id }, query: { limit: 500, since: first.body.version } })
  t.same(
    [...first.body.messages, ...second.body.messages],
    sent.toSorted((one, other) => one.seq - other.seq),
    'what was acknowledged is what is stored',
  )
  // A version may be told twice, by the sweeper of an instance that was held up; none may be missing.
  await waitFor('every message on the bus', () => {
    const told = harness.events.flatMap(({ type, version }) => (type === 'message.created' ? [version] : []))
    return new Set(told).size === 1_000
  })
})

t.test('two instances that send into the same conversations in different orders do not deadlock', async (t) => {
  const harness = await startHarness(t)
  await seedAcademy(harness)
  const ids = await Promise.all(
    range(8).map(async (n) => {
      const batch = await putBatch(harness, `b${n}`, { name: `Batch ${n}`, memberIds: ['carl', 'pia'] })
      return batch.conversationId ?? ''
    }),
  )
  const other = await harness.another()
  const backwards = ids.toReversed()
  await Promise.all(
    range(30).flatMap((n) => [
      ...ids.map((id) => send(harness.as('carl'), id, `forwards ${n}`)),
      ...backwards.map((id) => send(other.as('pia'), id, `backwards ${n}`)),
    ]),
  )
  for (const id of ids) t.equal((await getConversation(harness.as('carl'), id)).lastSeq, 60)
})

t.test('one bad send in a batch does not fail its neighbours', async (t) => {
  const harness = await startHarness(t)
  const { batchConversationId: id } = await seedAcademy(harness)
  const commands = await startCommands(t, harness)
  const direct = await openDirect(harness.as('carl'), 'asha')
  const foreign = await openDirect(harness.as('pia'), 'asha')
  const elsewhere = await send(harness.as('pia'), foreign._id, 'not yours')
  const outcomes = await Promise.all(
    [
      send(harness.as('carl'), id, 'first'),
      send(harness.as('carl'), id, 'good'),
      send(harness.as('carl'), foreign._id, 'foreign'),
      send(harness.as('carl'), id, { content: 'replies to what is elsewhere', replyTo: elsewhere._id }),
      send(harness.as('carl'), direct._id, 'good'),
      send(harness.as('nobody'), id, 'unknown sender'),
      send(harness.as('carl'), 'no-such-id', 'unknown conversation'),
      send(harness.as('carl'), id.toUpperCase(), 'not an id of ours'),
      send(harness.as('quin'), id, 'good'),
    ].map(outcomeOf),
  )
  t.same(outcomes, [
    'stored',
    'stored',
    'CONVERSATION_NOT_FOUND',
    'MESSAGE_NOT_FOUND',
    'stored',
    'UNAUTHENTICATED',
    'CONVERSATION_NOT_FOUND',
    'CONVERSATION_NOT_FOUND',
    'stored',
  ])

  const draft = await commands.createDraftFile({ userId: 'pia', conversationId: id, file: newFile() })
  const fileId = draft.file._id
  const file = { conversationId: id, messageType: 'file', fileId } as const
  const good = { senderId: 'pia', conversationId: id, content: 'good' }
  const { results } = await commands.sendMessages({
    sends: [
      { ...file, senderId: 'carl' },
      good,
      { ...file, senderId: 'carl', conversationId: direct._id },
      { senderId: 'carl', conversationId: id, content: '\u200b' },
      { senderId: 'carl', conversationId: id, messageType: 'text', content: 'x', fileId },
      { ...file, senderId: 'pia', content: 'with text' },
      { ...file, senderId: 'pia', content: 'used already' },
      good,
    ],
  })
  t.match(results, [
    { refused: { code: 'FILE_NOT_FOUND' } },
    { created: true },
    { refused: { code: 'RULE_FILES_BATCH_ONLY' } },
    { refused: { code: 'VALIDATION' } },
    { refused: { code: 'VALIDATION' } },
    { created: true, message: { messageType: 'file', content: 'with text', file: { _id: fileId, name: 'plan.pdf' } } },
    { refused: { code: 'FILE_NOT_FOUND' } },
    { created: true },
  ])
  const { lastSeq } = await getConversation(harness.as('carl'), id)
  t.same(
    (await history(harness.as('carl'), id)).map(({ seq }) => seq),
    range(lastSeq),
  )
})

t.test('a draft that expires while its message is being stored fails that message only', async (t) => {
  const harness = await startHarness(t)
  const { batchConversationId: id } = await seedAcademy(harness)
  const commands = await startCommands(t, harness)
  const { file } = await commands.createDraftFile({ userId: 'pia', conversationId: id, file: newFile() })
  const rival = new pg.Client({ connectionString: harness.database.url })
  await rival.connect()
  t.teardown(() => rival.end())
  await rival.query('begin')
  await rival.query('delete from files where id = $1', [file._id])
  const answer = commands.sendMessages({
    sends: [
      { senderId: 'carl', conversationId: id, content: 'good' },
      { senderId: 'pia', conversationId: id, messageType: 'file', fileId: file._id },
    ],
  })
  await waitFor('the sends to wait for the file', () => isWaiting(harness))
  await rival.query('commit')
  t.match((await answer).results, [{ created: true }, { refused: { code: 'FILE_NOT_FOUND' } }])
})

/** Whether a statement of the service waits for a lock. */
async function isWaiting({ database }: Harness): Promise<boolean> {
  const rows = await database.query(
    `select from pg_stat_activity
     where datname = current_database() and application_name = 'touchline-conversation' and wait_event_type = 'Lock'`,
  )
  return rows.length > 0
}

t.test('a repeated clientId is answered with the stored message where nobody may write any more', async (t) => {
  const harness = await startHarness(t)
  const { batchConversationId: id } = await seedAcademy(harness)
  const stored = await send(harness.as('carl'), id, { content: 'before', clientId: 'once' })
  await putBatch(harness, 'u12', { name: 'Under 12', memberIds: ['carl', 'pia', 'quin'], archived: true })
  const again = await harness
    .as('carl')
    .call(sendMessage, { params: { id }, body: { content: 'after', clientId: 'once' } })
  t.same(again, { status: 200, body: { message: stored } })
  t.match(await sendRefused(harness.as('carl'), id, { content: 'new', clientId: 'twice' }), {
    status: 403,
    code: 'CONVERSATION_READ_ONLY',
  })
  await putUser(harness, 'carl', { role: 'coach', displayName: 'Carl', active: false })
  t.match(await sendRefused(harness.as('carl'), id, { content: 'x', clientId: 'once' }), { code: 'UNAUTHENTICATED' })
})

t.test('a reply quotes the first 140 code points', async (t) => {
  const harness = await startHarness(t)
  const { batchConversationId: id } = await seedAcademy(harness)
  const original = await send(harness.as('carl'), id, '🏏'.repeat(141))
  const reply = await send(harness.as('pia'), id, { content: 'Yes', replyTo: original._id })
  const quote = { _id: original._id, seq: 1, senderId: 'carl', senderName: 'Carl', excerpt: '🏏'.repeat(140) }
  t.same(reply.replyTo, quote)
  const stored = await history(harness.as('carl'), id)
  t.same(stored[1]?.replyTo, quote)
  const event = await waitFor('the event', () => harness.events.find((event) => event.version === reply.version))
  t.same(event.data, reply)
})

t.test('a reply that is stored after an edit of the original quotes the edited text', async (t) => {
  const harness = await startHarness(t)
  const { batchConversationId: id } = await seedAcademy(harness)
  const original = await send(harness.as('carl'), id, 'as it was')
  const rival = new pg.Client({ connectionString: harness.database.url })
  await rival.connect()
  t.teardown(() => rival.end())
  await rival.query('begin')
  await rival.query(`update conversations set version = version + 1 where id = $1`, [id])
  await rival.query(`update messages set content = 'as it is', version = version + 1 where id = $1`, [original._id])
  const answer = send(harness.as('pia'), id, { content: 'Yes', replyTo: original._id })
  await waitFor('the reply to wait for the edit', () => isWaiting(harness))
  await rival.query('commit')
  t.equal((await answer).replyTo?.excerpt, 'as it is')
})

t.test('contacts are masked before anything is stored', async (t) => {
  const harness = await startHarness(t, { CONTACT_ALLOWLIST: '+44 20 7946 0000' })
  const { batchConversationId: id } = await seedAcademy(harness)
  const commands = await startCommands(t, harness)
  const sent = await send(harness.as('pia'), id, 'Call 98765 43210 or write to pia@example.com, or +44 20 7946 0000')
  t.equal(sent.content.match(/\[hidden\]/g)?.length, 2)
  const named = await commands.sendFile({
    userId: 'pia',
    conversationId: id,
    file: newFile('pia@example.com.pdf'),
    content: 'my number is 98765 43210',
  })
  t.match(named.message, { content: 'my number is [hidden]', file: { name: /\[hidden\]/ } })
  await harness.as('pia').call(restRoutes.editMessage, {
    params: { id, messageId: sent._id },
    body: { content: 'Still 9876543210' },
  })
  for (const table of await textColumns(harness)) {
    const rows = await harness.database.query(
      `select from ${table.name} as t where t::text ~ '98765|43210|pia@example'`,
    )
    t.equal(rows.length, 0, table.name)
  }
})

async function textColumns({ database }: Harness): Promise<{ name: string }[]> {
  const tables = await database.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public'`,
  )
  if (tables.length < 10) throw new Error('the tables were not found')
  return tables
}

t.test('nothing of a sender lands after they were taken out', async (t) => {
  const harness = await startHarness(t)
  const { batchConversationId: id } = await seedAcademy(harness)
  const instances = [harness, await harness.another()]
  let removed = false
  const sending = range(8).map(async (n) => {
    const codes = []
    for (let count = 0; !(removed && count > 5); count += 1) {
      codes.push(await outcomeOf(send(instances[n % 2]?.as('pia') ?? harness.as('pia'), id, `message ${count}`)))
    }
    return codes
  })
  await waitFor('messages', async () => (await getConversation(harness.as('carl'), id)).lastSeq > 50)
  await putBatch(harness, 'u12', { name: 'Under 12', memberIds: ['carl', 'quin'] })
  removed = true
  const codes = new Set((await Promise.all(sending)).flat())
  t.same([...codes].sort(), ['CONVERSATION_NOT_FOUND', 'stored'])
  const [row] = await harness.database.query<{ late: number; removed: number }>(
    `select r.version as removed, count(m.seq)::int as late
     from participant_removals r
     left join messages m on m.conversation_id = r.conversation_id and m.sender_id = r.user_id and m.version > r.version
     where r.conversation_id = $1 and r.user_id = 'pia' group by 1`,
    [id],
  )
  t.equal(row?.late, 0, `no message of a version after ${row?.removed}`)
})

t.test('sends are limited to a rate, and without Redis they go on', async (t) => {
  const harness = await startHarness(t, { RATE_LIMIT_SENDS_PER_SECOND: 1 })
  const { batchConversationId: id } = await seedAcademy(harness)
  for (const n of range(3)) await send(harness.as('carl'), id, `burst ${n}`)
  const refused = await sendRefused(harness.as('carl'), id, 'one too many')
  t.match(refused, { status: 429, code: 'RATE_LIMITED' })
  t.ok(Number(refused.headers['retry-after']) >= 1)
  const commands = await startCommands(t, harness)
  await t.rejects(commands.authorizeUpload({ userId: 'carl', conversationId: id }), { code: 'RATE_LIMITED' })
  for (let n = 0; n < 3; n += 1) await commands.authorizeUpload({ userId: 'bela', conversationId: id })
  t.match(await sendRefused(harness.as('bela'), id, 'uploads and texts share a budget'), { code: 'RATE_LIMITED' })
  await send(harness.as('pia'), id, 'somebody else is not held up')
  await harness.link.cut()
  await send(harness.as('quin'), id, 'still stored')
})
