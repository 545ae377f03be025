import { restRoutes } from '@touchline/contracts'
import type { Teardown } from '@touchline/testing'
import t from 'tap'
import { createRosterNotes } from '../src/conversations/note-rosters.ts'
import { noteRoster } from '../src/conversations/rosters.repository.ts'
import { openDatabase } from '../src/database/database.ts'
import { history, openDirect, putBatch, putUser, send } from './actions.ts'
import { type Harness, seedAcademy, startCommands, startHarness } from './harness.ts'
import { listsOf, rostersOf, truthOf } from './list-truth.ts'

const { markRead, editMessage, deleteMessage, importDirectory } = restRoutes
const range = (count: number) => Array.from({ length: count }, (_, n) => n)

/** Writes notes as the service does by itself, when the test says so. */
async function startNotes(t: Teardown, harness: Harness) {
  const database = openDatabase({ url: harness.database.url, onIdleError: () => {} })
  t.teardown(() => database.close())
  const count = async (sql: string) => Number((await harness.database.query<{ n: string }>(sql))[0]?.n)
  return {
    database,
    unnoted: () => count('select count(*) as n from participants where unnoted_in is not null'),
    async noteAll() {
      const ids = await harness.database.query<{ id: string }>('select id from conversations')
      for (const { id } of ids) await noteRoster(database.kysely, id)
    },
  }
}

t.test('a list says what is, whatever has been noted', async (t) => {
  const harness = await startHarness(t)
  const { as, database, directory } = harness
  const { batchConversationId: id } = await seedAcademy(harness)
  const commands = await startCommands(t, harness)
  const notes = await startNotes(t, harness)
  const direct = await openDirect(as('asha'), 'pia')
  await send(as('asha'), direct._id, 'to Pia alone')
  for (const n of range(6)) await send(as(n % 2 === 0 ? 'carl' : 'pia'), id, `message ${n}`)
  const messages = await history(as('carl'), id)
  const idOf = (n: number) => messages[n]?._id ?? ''
  const one = (n: number) => ({ id, messageId: idOf(n) })
  const batch = (memberIds: string[], name = 'Under 12') => putBatch(harness, 'u12', { name, memberIds })

  const changes: [what: string, change: () => Promise<unknown>][] = [
    ['nothing happened', async () => {}],
    ['somebody read', () => as('quin').call(markRead, { params: { id }, body: { upTo: idOf(2) } })],
    ['somebody got a message', () => commands.markDelivered({ userId: 'pia', conversationId: id, messageId: idOf(4) })],
    ['a message came', () => send(as('carl'), id, 'one more')],
    [
      'the last message was edited',
      async () => {
        const last = (await history(as('carl'), id)).at(-1)
        await as('carl').call(editMessage, {
          params: { id, messageId: last?._id ?? '' },
          body: { content: 'said better' },
        })
      },
    ],
    [
      'the last message was deleted',
      async () => {
        const last = (await history(as('carl'), id)).at(-1)
        await as('carl').call(deleteMessage, { params: { id, messageId: last?._id ?? '' } })
      },
    ],
    ['an unread message was deleted', () => as('carl').call(deleteMessage, { params: one(4) })],
    ['a person was renamed', () => putUser(harness, 'pia', { role: 'parent', displayName: 'Pia Sen' })],
    [
      'a person was renamed by hand',
      () => database.query(`update users set display_name = 'Pia Rao' where id = 'pia'`),
    ],
    ['the batch was renamed', () => batch(['carl', 'pia', 'quin'], 'Under 13')],
    ['the batch was renamed by hand', () => database.query(`update batches set name = 'Under 14' where id = 'u12'`)],
    ['somebody left', () => batch(['carl', 'quin'])],
    ['somebody came back', () => batch(['carl', 'pia', 'quin'])],
    [
      'somebody left and came back',
      async () => {
        await batch(['carl', 'pia'])
        await batch(['carl', 'pia', 'quin'])
      },
    ],
    ['somebody new came', () => batch(['carl', 'dina', 'pia', 'quin'])],
    ['a Coach became a Parent', () => putUser(harness, 'dina', { role: 'parent', displayName: 'Dina' })],
    ['a Parent became an Admin', () => putUser(harness, 'quin', { role: 'admin', displayName: 'Quin' })],
    ['an Admin became a Parent', () => putUser(harness, 'quin', { role: 'parent', displayName: 'Quin' })],
    [
      'a person was deactivated',
      () => putUser(harness, 'quin', { role: 'parent', displayName: 'Quin', active: false }),
    ],
    ['and activated', () => putUser(harness, 'quin', { role: 'parent', displayName: 'Quin', active: true })],
    ['a direct conversation closed', () => putUser(harness, 'asha', { role: 'coach', displayName: 'Asha' })],
    [
      'and opened again',
      async () => {
        await putUser(harness, 'asha', { role: 'admin', displayName: 'Asha' })
        await openDirect(as('pia'), 'asha')
      },
    ],
    [
      'an import',
      () =>
        directory.call(importDirectory, {
          body: {
            users: [
              ...range(30).map((n) => ({ id: `new-${n}`, role: 'parent' as const, displayName: `New ${n}` })),
              { id: 'carl', role: 'coach', displayName: 'Carl Das' },
            ],
            batches: [
              { id: 'u12', name: 'Under 15', memberIds: ['carl', 'quin', 'new-0', 'new-1'] },
              { id: 'u16', name: 'Under 16', memberIds: ['carl', ...range(30).map((n) => `new-${n}`)] },
            ],
          },
        }),
    ],
    [
      'the batch was archived',
      () => putBatch(harness, 'u12', { name: 'Under 15', memberIds: ['carl'], archived: true }),
    ],
  ]
  for (const [what, change] of changes) {
    await change()
    const truth = await truthOf(harness)
    t.same(await listsOf(harness), truth, what)
    await notes.noteAll()
    t.equal(await notes.unnoted(), 0, 'all are noted')
    t.same(await listsOf(harness), truth, `${what}, noted`)
  }
  const texts = await database.query(`select from noted_rosters where people is null and gone = '{}'`)
  t.equal(texts.length, 0, 'nobody is anywhere but in the notes')
})

t.test('notes are written while everything changes', async (t) => {
  const harness = await startHarness(t)
  const { as, database } = harness
  const { batchConversationId: id } = await seedAcademy(harness)
  const notes = await startNotes(t, harness)
  const members = range(8).map((n) => `p${n}`)
  await harness.directory.call(importDirectory, {
    body: { users: members.map((id) => ({ id, role: 'parent' as const, displayName: id })), batches: [] },
  })
  await putBatch(harness, 'u12', { name: 'Under 12', memberIds: ['carl', ...members] })
  let going = true
  const until = async (work: (n: number) => Promise<unknown>) => {
    let done = 0
    for (; going; done += 1) await work(done)
    return done
  }
  const [written, seen] = await Promise.all([
    until(() => noteRoster(notes.database.kysely, id)),
    until(async () => {
      for (const { read, truth } of await rostersOf(harness)) if (!t.strictSame(read, truth)) going = false
    }),
    until(() => noteRoster(notes.database.kysely, id)),
    until((n) => database.query('update participants set last_read_seq = last_read_seq + $1', [n % 3])),
    until((n) => database.query(`update users set display_name = 'Carl ' || $1::text where id = 'carl'`, [n])),
    (async () => {
      for (const n of range(25)) {
        const here = members.filter((_, place) => (n >> (place % 4)) % 2 === 0)
        await putBatch(harness, 'u12', { name: `Under ${n}`, memberIds: ['carl', ...here] })
        await putUser(harness, 'p0', { role: n % 2 === 0 ? 'coach' : 'parent', displayName: 'p0' })
      }
      going = false
    })(),
  ])
  t.ok(written > 25 && seen > 10, `${written} notes, looked at ${seen} times`)
  await database.query('update participants set last_read_seq = 0')
  t.same(await listsOf(harness), await truthOf(harness))
  await notes.noteAll()
  t.same(await listsOf(harness), await truthOf(harness), 'and noted at rest')
  t.ok(await send(as('carl'), id, 'goes on'))
})

t.test('notes are written anew once many are out of date and it has become quiet', async (t) => {
  const harness = await startHarness(t)
  const { batchConversationId: id } = await seedAcademy(harness)
  const notes = await startNotes(t, harness)
  const look = (quietMs?: number) =>
    createRosterNotes({
      database: notes.database,
      log: harness.app.log,
      ...(quietMs === undefined ? {} : { quietMs }),
    }).look()
  const { _id: upTo } = await send(harness.as('carl'), id, 'one')
  await notes.noteAll()
  const readBy = async (...people: string[]) => {
    for (const userId of people) await harness.as(userId).call(markRead, { params: { id }, body: { upTo } })
    return notes.unnoted()
  }
  t.equal(await readBy('asha', 'bela', 'pia'), 3)
  await look(0)
  t.equal(await notes.unnoted(), 3, 'so few are read beside the note')
  t.equal(await readBy('quin'), 4)
  await look()
  t.equal(await notes.unnoted(), 4, 'they have only just talked')
  await look(0)
  t.equal(await notes.unnoted(), 0)
  t.same(await listsOf(harness), await truthOf(harness))
})
