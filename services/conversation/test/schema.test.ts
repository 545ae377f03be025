import { randomUUID } from 'node:crypto'
import pg from 'pg'
import t from 'tap'
import { newFile, openDirect, putUser, send } from './actions.ts'
import { seedAcademy, startCommands, startHarness } from './harness.ts'

// The forbidden states, each tried by hand in SQL. What a constraint checks only at the end of a transaction fails at the
// end of the statement here, for each call is a transaction of its own.

const insertDirect = `
  insert into conversations (id, type, bridge_id, bridge_role, guest_id, guest_role, closed_at)
  values ($1, 'direct', $2, $3, $4, $5, $6)`
const insertParticipant = `
  insert into participants (conversation_id, user_id, role, type, batch_id, seat, joined_version)
  values ($1, $2, $3, $4, $5, $6, 1)`
const insertMessage = `
  insert into messages (conversation_id, seq, version, created_version, id, sender_id, sender_name, message_type, content,
    file_id, created_at)
  values ($1, $2, $3, $3, $4, 'asha', 'Asha', $5, '', $6, now())`

const harness = await startHarness(t)
const { batchConversationId } = await seedAcademy(harness)

/** Runs statements in one transaction and answers with the name of the constraint that refused them. */
async function refusedBy(...statements: [text: string, values?: unknown[]][]): Promise<string> {
  const client = new pg.Client({ connectionString: harness.database.url })
  await client.connect()
  try {
    await client.query('begin')
    for (const [text, values] of statements) await client.query(text, values)
    await client.query('commit')
    return 'nothing'
  } catch (error) {
    return error instanceof pg.DatabaseError ? (error.constraint ?? error.message) : String(error)
  } finally {
    await client.end()
  }
}

t.test('direct conversations that the rules forbid cannot be written', async (t) => {
  const direct = (bridge: string, bridgeRole: string | null, guest: string, guestRole: string | null, closed = false) =>
    refusedBy([insertDirect, [randomUUID(), bridge, bridgeRole, guest, guestRole, closed ? new Date() : null]])

  t.equal(await direct('carl', 'coach', 'pia', 'parent'), 'conversation_shape', 'Coach and Parent')
  t.equal(await direct('carl', 'admin', 'pia', 'parent'), 'bridge_is_admin', 'a Coach who poses as an Admin')
  t.equal(await direct('pia', 'admin', 'carl', 'coach'), 'bridge_is_admin', 'a Parent who poses as an Admin')
  t.equal(await direct('carl', 'coach', 'pia', 'parent', true), 'conversation_shape', 'closed')
  t.equal(await direct('carl', 'coach', 'dina', 'coach'), 'conversation_shape', 'two Coaches')
  t.equal(await direct('pia', 'admin', 'quin', 'parent'), 'bridge_is_admin', 'two Parents')
  t.equal(await direct('asha', 'admin', 'asha', 'admin'), 'conversation_shape', 'with oneself')
  t.equal(await direct('asha', 'admin', 'pia', 'coach'), 'guest_has_role', 'a guest with another role')
  t.equal(await direct('asha', 'admin', 'nobody', 'coach'), 'guest_has_role', 'a guest whom nobody knows')
  t.equal(await direct('carl', null, 'pia', 'parent'), 'conversation_shape', 'without a role')
  t.equal(await direct('asha', 'admin', 'pia', null), 'conversation_shape', 'a guest without a role')
  t.match(await direct('nobody', 'admin', 'pia', 'parent'), 'bridge_is_admin')
  t.equal(await direct('asha', 'admin', 'pia', 'parent'), 'nothing', 'what is allowed can be written')
  t.equal(await direct('asha', 'admin', 'pia', 'parent'), 'one_direct_conversation_a_pair')
  await harness.database.query(`delete from conversations where type = 'direct'`)
})

t.test('an open direct conversation cannot be made illegal afterwards', async (t) => {
  const { _id: id } = await openDirect(harness.as('carl'), 'asha')
  t.equal(await refusedBy([`update conversations set bridge_id = 'pia' where id = $1`, [id]]), 'bridge_has_seat')
  t.equal(
    await refusedBy([`update conversations set bridge_role = 'parent' where id = $1`, [id]]),
    'conversation_shape',
  )
  t.match(await refusedBy([`update users set role = 'parent' where id = 'asha'`]), /bridge_is_admin|has_role/)
  t.match(await refusedBy([`update users set role = 'parent' where id = 'carl'`]), /guest_has_role|has_role/)
  t.match(await refusedBy([`delete from users where id = 'carl'`]), /has_role|fkey/)

  await putUser(harness, 'asha', { role: 'parent', displayName: 'Asha' })
  t.equal(
    await refusedBy([`update conversations set closed_at = null where id = $1`, [id]]),
    'bridge_is_admin',
    'nor opened again',
  )
  await putUser(harness, 'asha', { role: 'admin', displayName: 'Asha' })
})

t.test('nobody but the two of its seats takes part in a direct conversation', async (t) => {
  const { _id: id } = await openDirect(harness.as('dina'), 'asha')
  const participant = (userId: string, role: string, seat: string | null, type = 'direct', batchId?: string) =>
    refusedBy([insertParticipant, [id, userId, role, type, batchId ?? null, seat]])

  t.equal(await participant('pia', 'parent', null), 'participant_shape', 'without a seat')
  t.equal(await participant('pia', 'parent', 'third'), 'participants_seat_check', 'a third seat')
  t.match(await participant('pia', 'parent', 'guest'), /seat/, 'a seat that is taken')
  t.match(await participant('bela', 'admin', 'bridge'), /seat/, 'the bridge of another Admin')
  t.equal(await participant('pia', 'parent', 'bridge'), 'participant_shape', 'the bridge for a Parent')
  t.match(await participant('pia', 'parent', null, 'batch', 'u12'), /fkey/, 'as if it were a batch conversation')
  const vacated: [string, unknown[]] = [
    `delete from participants where conversation_id = $1 and user_id = 'dina'`,
    [id],
  ]
  t.equal(
    await refusedBy(vacated, [insertParticipant, [id, 'pia', 'parent', 'direct', null, 'guest']]),
    'guest_has_seat',
    "in the other's place",
  )
  t.equal(
    await refusedBy(vacated, [insertParticipant, [id, 'dina', 'parent', 'direct', null, 'guest']]),
    'participant_has_role',
    'with another role',
  )
})

t.test('a batch conversation holds its members and the Admins', async (t) => {
  const participant = (userId: string, role: string, seat: string | null = null, batchId: string | null = 'u12') =>
    refusedBy([insertParticipant, [batchConversationId, userId, role, 'batch', batchId, seat]])

  t.equal(await participant('dina', 'coach'), 'coach_or_parent_is_member', 'a Coach of no batch')
  t.equal(await participant('dina', 'admin'), 'participant_has_role', 'a Coach who poses as an Admin')
  t.equal(await participant('dina', 'coach', null, null), 'participant_shape', 'without a batch')
  t.equal(await participant('dina', 'coach', 'guest'), 'participant_shape', 'with a seat')
  t.match(await refusedBy([`delete from batch_members where user_id = 'pia'`]), 'coach_or_parent_is_member')
  await putUser(harness, 'vik', { role: 'admin', displayName: 'Vik', active: false })
  t.equal(await participant('vik', 'admin'), 'nothing', 'a deactivated Admin is beyond what the schema says')
})

t.test('files are in batch conversations only', async (t) => {
  const commands = await startCommands(t, harness)
  const { _id: direct } = await openDirect(harness.as('carl'), 'bela')
  const stored = await send(harness.as('carl'), direct, 'hello')
  const draft = { userId: 'asha', conversationId: batchConversationId, file: newFile() }
  const { file } = await commands.createDraftFile(draft)
  const insertFile = (conversationId: string, type: string) =>
    refusedBy([
      `insert into files (id, conversation_id, conversation_type, uploader_id, stored_name, name, size, mime_type)
       values ($1, $2, $3, 'asha', $4, 'x', 1, 'x')`,
      [randomUUID(), conversationId, type, randomUUID()],
    ])
  t.equal(await insertFile(direct, 'direct'), 'files_conversation_type_check')
  t.match(await insertFile(direct, 'batch'), /conversation_id.*fkey/)
  t.equal(await insertFile(batchConversationId, 'batch'), 'nothing')

  const message = (seq: number, type: string, fileId: string | null) =>
    refusedBy([insertMessage, [direct, seq, stored.version + 1, randomUUID(), type, fileId]])
  t.match(await message(2, 'file', file._id), /file_id.*fkey/, 'the file of another conversation')
  t.equal(await message(2, 'file', null), 'file_messages_have_a_file')
  t.equal(await message(2, 'text', file._id), 'file_messages_have_a_file')
  t.match(await refusedBy([`update files set conversation_id = $1`, [direct]]), /fkey/, 'moved there')
  t.equal(await message(2, 'text', null), 'nothing', 'a text can be written')
})

t.test('a place in a conversation is taken once', async (t) => {
  const { _id: id } = await openDirect(harness.as('pia'), 'bela')
  const { version } = await send(harness.as('bela'), id, { content: 'first', clientId: 'one' })
  const insert = (seq: number, ofVersion: number) =>
    refusedBy([insertMessage, [id, seq, ofVersion, randomUUID(), 'text', null]])
  t.equal(await insert(1, version + 1), 'messages_pkey')
  t.match(await insert(2, version), /version/)
  t.equal(
    await refusedBy([
      `insert into messages select (jsonb_populate_record(m, jsonb_build_object(
         'seq', 2, 'version', m.version + 1, 'id', $2::text))).* from messages m where conversation_id = $1`,
      [id, randomUUID()],
    ]),
    'messages_by_client_id',
  )
})

t.test('participants are called what the directory calls them', async (t) => {
  const names = () =>
    harness.database.query<{ name: string }>(
      `select distinct display_name as name from participants where user_id = 'pia' and conversation_id = $1`,
      [batchConversationId],
    )
  t.same(await names(), [{ name: 'Pia' }])
  await harness.database.query(`update users set display_name = 'Pia Sen' where id = 'pia'`)
  t.same(await names(), [{ name: 'Pia Sen' }], 'also after a change that was made by hand')
  await harness.database.query(`update users set display_name = 'Pia' where id = 'pia'`)
  t.equal(
    await refusedBy([`update users set display_name = E'Pia\\nSen' where id = 'pia'`]),
    'participant_name_is_one_line',
  )
})
