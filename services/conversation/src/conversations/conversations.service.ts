import { type Conversation, conversationFor, TouchlineError } from '@touchline/contracts'
import { canOpenConversation, type Decision } from '@touchline/rules'
import type { Transaction } from 'kysely'
import type { Database } from '../database/database.ts'
import { isRace } from '../database/faults.ts'
import { inTransaction } from '../database/in-transaction.ts'
import { readPosition, writePosition } from '../database/position.ts'
import type { Tables } from '../database/tables.ts'
import { holdDirectory, lockDirectory } from '../directory/directory.repository.ts'
import { followDirectory, writeRosters } from '../directory/roster.service.ts'
import { selectUser } from '../people/people.repository.ts'
import { requireActive } from '../people/people.service.ts'
import type { Publisher } from '../publishing/publisher.ts'
import { announcementEvents, type RosterChange, rosterEvents } from '../publishing/roster-events.ts'
import { loadPageOf, loadSnapshotFor, loadSnapshots, lockConversations } from './conversations.repository.ts'
import { createDirect, reopenDirect, selectBatchFacts, selectDirect } from './open.repository.ts'
import { findPlace } from './place.ts'

type OpenTarget = { type: 'direct'; participantId: string } | { type: 'batch'; batchId: string }

export interface ConversationsService {
  list(
    userId: string,
    limit: number,
    cursor: string | undefined,
  ): Promise<{ conversations: Conversation[]; nextCursor: string | null }>
  get(userId: string, conversationId: string): Promise<Conversation>
  open(userId: string, target: OpenTarget): Promise<{ conversation: Conversation; isNew: boolean }>
  /** Tells the participants about a conversation once more. */
  announce(userId: string, conversationId: string): Promise<void>
}

interface ConversationsServiceOptions {
  database: Database
  publisher: Publisher
}

interface Opened {
  conversationId: string
  isNew: boolean
  changes: RosterChange[]
}

export function createConversationsService({ database, publisher }: ConversationsServiceOptions): ConversationsService {
  const { kysely, reads } = database

  async function view(userId: string, conversationId: string): Promise<Conversation> {
    const snapshot = await loadSnapshotFor(reads, conversationId, userId)
    if (snapshot === undefined) throw new TouchlineError('CONVERSATION_NOT_FOUND')
    return conversationFor(snapshot, userId)
  }

  async function openDirect(tx: Transaction<Tables>, userId: string, otherId: string): Promise<Opened> {
    await holdDirectory(tx)
    const opener = await requireActive(tx, userId)
    const other = otherId === userId ? opener : await selectUser(tx, otherId)
    if (other === undefined) throw new TouchlineError('USER_NOT_FOUND')
    requireAllowed(canOpenConversation({ type: 'direct', opener, other }))
    const pair = { bridge: opener.role === 'admin' ? opener : other, guest: opener.role === 'admin' ? other : opener }
    const existing = await findDirect(tx, opener.id, other.id)
    if (existing !== undefined && !existing.closed) return { conversationId: existing.id, isNew: false, changes: [] }
    if (existing !== undefined) await reopenDirect(tx, existing.id, pair)
    const conversationId = existing?.id ?? (await createDirect(tx, pair))
    const joining = [opener, other].map(({ id, role }) => ({ userId: id, role }))
    const difference = { joining, leaving: [], changing: [], readOnly: false, closing: false }
    const isNew = existing === undefined
    const opened = new Set(isNew ? [conversationId] : [])
    return { conversationId, isNew, changes: await writeRosters(tx, new Map([[conversationId, difference]]), opened) }
  }

  /** A closed one is locked and looked at again: somebody else may just have opened it. */
  async function findDirect(tx: Transaction<Tables>, one: string, other: string) {
    const found = await selectDirect(tx, one, other)
    if (found === undefined || !found.closed) return found
    await lockConversations(tx, [found.id])
    return selectDirect(tx, one, other)
  }

  async function openBatch(tx: Transaction<Tables>, userId: string, batchId: string): Promise<Opened> {
    // It may open a conversation as the directory does, so it takes the directory's own lock.
    await lockDirectory(tx)
    const opener = await requireActive(tx, userId)
    const batch = await selectBatchFacts(tx, batchId)
    const facts = batch ?? { archived: false, hasCoachOrParent: true, conversationId: null }
    requireAllowed(canOpenConversation({ type: 'batch', opener, batch: facts }))
    if (batch === undefined) throw new TouchlineError('BATCH_NOT_FOUND')
    if (batch.conversationId !== null) return { conversationId: batch.conversationId, isNew: false, changes: [] }
    const scope = { userIds: [], batchIds: [batchId], everyBatch: false, renamedUserIds: [], renamedBatchIds: [] }
    const changes = await followDirectory(tx, scope)
    const [change] = changes
    if (change === undefined) throw new TouchlineError('RULE_BATCH_MEMBERSHIP')
    return { conversationId: change.snapshot._id, isNew: true, changes }
  }

  return {
    async list(userId, limit, cursor) {
      await requireActive(reads, userId)
      const after = cursor === undefined ? undefined : readPosition(cursor)
      const found = await loadPageOf(reads, userId, limit + 1, after)
      const page = found.slice(0, limit)
      const last = page.at(-1)
      const nextCursor = found.length > limit && last !== undefined ? writePosition(last.updatedAt, last._id) : null
      return { conversations: page.map((snapshot) => conversationFor(snapshot, userId)), nextCursor }
    },

    async get(userId, conversationId) {
      await findPlace(reads, userId, conversationId)
      return view(userId, conversationId)
    },

    async open(userId, target) {
      const attempt = () =>
        inTransaction(kysely, (tx) =>
          target.type === 'direct'
            ? openDirect(tx, userId, target.participantId)
            : openBatch(tx, userId, target.batchId),
        )
      const { conversationId, isNew, changes } = await attempt().catch((error: unknown) => {
        // Both of a pair opened it at once: the second attempt finds the other's.
        if (isRace(error)) return attempt()
        throw error
      })
      publisher.publish(changes.flatMap(rosterEvents))
      return { conversation: await view(userId, conversationId), isNew }
    },

    async announce(userId, conversationId) {
      const { takesPart } = await findPlace(reads, userId, conversationId)
      // An Admin who looks into a closed conversation has nobody to tell: for those who were in it, it does not exist.
      if (!takesPart) throw new TouchlineError('CONVERSATION_READ_ONLY')
      const [snapshot] = await loadSnapshots(reads, [conversationId])
      if (snapshot !== undefined) await publisher.deliver(announcementEvents(snapshot))
    },
  }
}

function requireAllowed(decision: Decision): void {
  if (!decision.allowed) throw new TouchlineError(decision.code)
}
