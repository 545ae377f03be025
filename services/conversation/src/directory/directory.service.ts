import {
  type Batch,
  type BatchInput,
  type DirectoryImport,
  IMPORT_LIMIT,
  TouchlineError,
  type User,
  type UserInput,
} from '@touchline/contracts'
import { imitatesName } from '@touchline/rules'
import type { Transaction } from 'kysely'
import type { ContactGuard } from '../contacts/contact-guard.ts'
import { insertFindings, type NewFinding } from '../contacts/findings.repository.ts'
import type { Database } from '../database/database.ts'
import { inTransaction } from '../database/in-transaction.ts'
import type { Tables } from '../database/tables.ts'
import { selectUsers } from '../people/people.repository.ts'
import type { Publisher } from '../publishing/publisher.ts'
import { rosterEvents, userEvent } from '../publishing/roster-events.ts'
import {
  knowsAnyoneBut,
  lockDirectory,
  selectBatchConversations,
  selectBatchRecords,
  selectLookAlikes,
  selectUnknownUsers,
  upsertBatches,
  upsertUsers,
} from './directory.repository.ts'
import { createTurns } from './in-turn.ts'
import { storedName } from './names.ts'
import type { BatchRecord, NewBatchRecord, UserRecord } from './records.ts'
import { followDirectory, type RosterScope } from './roster.service.ts'

export interface DirectoryService {
  putUser(id: string, input: UserInput): Promise<{ user: User; isNew: boolean }>
  putBatch(id: string, input: BatchInput): Promise<{ batch: Batch; isNew: boolean }>
  importAll(directory: DirectoryImport): Promise<{ users: number; batches: number }>
  /** Whether the directory knows anybody besides these people, active or not. */
  hasOthersThan(userIds: readonly string[]): Promise<boolean>
}

interface DirectoryServiceOptions {
  database: Database
  publisher: Publisher
  guard: ContactGuard
}

/** What the platform's directory says is written, and every conversation follows it, in one transaction. */
export function createDirectoryService({ database, publisher, guard }: DirectoryServiceOptions): DirectoryService {
  const { kysely } = database
  const inTurn = createTurns()

  /** Writes people and batches, lets the conversations follow, and tells the bus after the commit. */
  async function apply<Result>(
    directory: DirectoryImport,
    answer: (tx: Transaction<Tables>, before: Before) => Promise<Result>,
  ): Promise<Result> {
    const { result, changes, people, found } = await inTurn(() =>
      inTransaction(kysely, async (tx) => {
        await lockDirectory(tx)
        const before = await readBefore(tx, directory)
        const users = new Map(directory.users.map((input) => [input.id, userRecord(input, before.users.get(input.id))]))
        const batches = directory.batches.map((input) => batchRecord(input, before.batches.get(input.id)))
        const revisions = users.size > 0 ? await upsertUsers(tx, [...users.values()]) : []
        if (batches.length > 0) {
          await requireKnown(tx, batches)
          await upsertBatches(tx, batches)
        }
        const people = revisions.flatMap(({ id, revision }) => {
          const user = users.get(id)
          return user === undefined ? [] : [{ id, revision, user }]
        })
        // Who keeps the name that they have can still be given another role, or be deactivated for it.
        const renamed = people.filter(({ id, user }) => {
          const old = before.users.get(id)
          return old?.displayName !== user.displayName || (user.active && !old.active)
        })
        await refuseImitations(
          tx,
          renamed.map(({ id }) => id),
        )
        const found = findingsIn(
          people.map(({ user }) => user),
          batches.filter(({ id, name }) => before.batches.get(id)?.name !== name),
        )
        await insertFindings(tx, found)
        const scope = scopeOf(
          before,
          people.map(({ user }) => user),
          batches,
        )
        const changes = await followDirectory(tx, scope)
        return { result: await answer(tx, before), changes, people, found }
      }),
    )
    for (const { place, kind } of found) guard.count(place, [kind])
    publisher.publish(
      [...people.map(({ user }) => userEvent(publicUser(user))), ...changes.flatMap(rosterEvents)],
      people,
    )
    return result
  }

  function userRecord(
    { id, role, displayName, active }: UserInput & { id: string },
    old: User | undefined,
  ): UserRecord {
    const { text, kinds: hiddenKinds } = storedName(displayName, guard)
    return { id, role, displayName: text, active: active ?? old?.active ?? true, hiddenKinds }
  }

  function batchRecord(
    { id, name, memberIds, archived }: BatchInput & { id: string },
    old?: BatchRecord,
  ): NewBatchRecord {
    const { text, kinds: hiddenKinds } = storedName(name, guard)
    return {
      id,
      name: text,
      hiddenKinds,
      memberIds: [...new Set(memberIds)],
      archived: archived ?? old?.archived ?? false,
    }
  }

  return {
    async putUser(id, input) {
      return apply({ users: [{ id, ...input }], batches: [] }, async (tx, before) => {
        const [user] = await selectUsers(tx, [id])
        if (user === undefined) throw new Error('the person just written is not there')
        return { user, isNew: !before.users.has(id) }
      })
    },

    async putBatch(id, input) {
      return apply({ users: [], batches: [{ id, ...input }] }, async (tx, before) => {
        const [record] = await selectBatchRecords(tx, [id])
        if (record === undefined) throw new Error('the batch just written is not there')
        const conversationId = (await selectBatchConversations(tx, [id])).get(id) ?? null
        return { batch: { ...record, conversationId }, isNew: !before.batches.has(id) }
      })
    },

    async importAll(directory) {
      requireDistinct('users', directory.users)
      requireDistinct('batches', directory.batches)
      const { users, batches } = directory
      if (users.length + batches.length > IMPORT_LIMIT) {
        throw new TouchlineError('VALIDATION', `an import holds ${IMPORT_LIMIT} people and batches at most`)
      }
      return apply(directory, async () => ({ users: users.length, batches: batches.length }))
    },

    async hasOthersThan(userIds) {
      return knowsAnyoneBut(kysely, userIds)
    },
  }
}

interface Before {
  users: Map<string, User>
  batches: Map<string, BatchRecord>
}

async function readBefore(tx: Transaction<Tables>, { users, batches }: DirectoryImport): Promise<Before> {
  const oldUsers = await selectUsers(
    tx,
    users.map(({ id }) => id),
  )
  const oldBatches = await selectBatchRecords(
    tx,
    batches.map(({ id }) => id),
  )
  return {
    users: new Map(oldUsers.map((user) => [user.id, user])),
    batches: new Map(oldBatches.map((batch) => [batch.id, batch])),
  }
}

/** Which conversations a change concerns. A change of who is an active Admin concerns every batch. */
function scopeOf(before: Before, users: readonly User[], batches: readonly BatchRecord[]): RosterScope {
  const concernsAdmins = users.some(({ id, role }) => role === 'admin' || before.users.get(id)?.role === 'admin')
  return {
    userIds: users.map(({ id }) => id),
    batchIds: batches.map(({ id }) => id),
    everyBatch: concernsAdmins,
    renamedUserIds: users
      .filter(({ id, displayName }) => before.users.get(id)?.displayName !== displayName)
      .map(({ id }) => id),
    renamedBatchIds: batches
      .filter(({ id, name }) => before.batches.has(id) && before.batches.get(id)?.name !== name)
      .map(({ id }) => id),
  }
}

/** Names that were stored with something hidden in them. */
function findingsIn(users: readonly UserRecord[], batches: readonly NewBatchRecord[]): NewFinding[] {
  return [
    ...users.flatMap(({ id: userId, hiddenKinds }) =>
      hiddenKinds.map((kind) => ({ kind, place: 'displayName', userId }) as const),
    ),
    ...batches.flatMap(({ id: batchId, hiddenKinds }) =>
      hiddenKinds.map((kind) => ({ kind, place: 'batchName', batchId }) as const),
    ),
  ]
}

function publicUser({ id, role, displayName, active }: UserRecord): User {
  return { id, role, displayName, active }
}

/** Throws `VALIDATION` when one of these people's names is drawn like another person's. */
async function refuseImitations(tx: Transaction<Tables>, ids: readonly string[]): Promise<void> {
  const alike = await selectLookAlikes(tx, ids)
  const imitation = alike.find(({ name, otherName }) => imitatesName(name, otherName))
  if (imitation === undefined) return
  throw new TouchlineError(
    'VALIDATION',
    `the name of ${imitation.id} imitates another person's by look-alike characters: that of ${imitation.otherId}`,
  )
}

async function requireKnown(tx: Transaction<Tables>, batches: readonly BatchRecord[]): Promise<void> {
  const unknown = await selectUnknownUsers(tx, [...new Set(batches.flatMap(({ memberIds }) => memberIds))])
  if (unknown.length === 0) return
  const named = unknown.slice(0, 10).join(', ')
  const more = unknown.length > 10 ? ` and ${unknown.length - 10} more` : ''
  throw new TouchlineError('VALIDATION', `memberIds names people whom the directory does not know: ${named}${more}`)
}

function requireDistinct(list: string, entries: readonly { id: string }[]): void {
  if (new Set(entries.map(({ id }) => id)).size !== entries.length) {
    throw new TouchlineError('VALIDATION', `${list} names the same id twice`)
  }
}
