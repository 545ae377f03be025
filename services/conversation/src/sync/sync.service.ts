import {
  type Conversation,
  type ConversationSnapshot,
  conversationFor,
  type Message,
  SYNC_LIMITS,
} from '@touchline/contracts'
import type { Transaction } from 'kysely'
import { loadAllSnapshotsOf } from '../conversations/conversations.repository.ts'
import type { Database } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
import { requireActive } from '../people/people.service.ts'
import { selectMissed, type Wanted } from './sync.repository.ts'

interface SyncReply {
  conversations: { conversation: Conversation; messages: Message[]; hasMore: boolean }[]
  removed: string[]
}

export interface SyncService {
  /** Everything that changed for a person since the versions that their client holds, read at one moment. */
  sync(userId: string, versions: ReadonlyMap<string, number>): Promise<SyncReply>
}

/** Conversations whose messages are read at once; as many full pages as one reply may hold. */
const CHUNK = SYNC_LIMITS.messages / SYNC_LIMITS.messagesPerConversation

export function createSyncService({ kysely }: Pick<Database, 'kysely'>): SyncService {
  async function read(
    tx: Transaction<Tables>,
    userId: string,
    versions: ReadonlyMap<string, number>,
  ): Promise<SyncReply> {
    await requireActive(tx, userId)
    const own = (await loadAllSnapshotsOf(tx, userId)).sort(byActivity)
    const ids = new Set(own.map(({ _id }) => _id))
    const told = own.filter((snapshot) => mayHaveChanged(snapshot, versions.get(snapshot._id)))
    const conversations: SyncReply['conversations'] = []
    let room: number = SYNC_LIMITS.messages
    for (let start = 0; start < told.length; start += CHUNK) {
      const chunk = told.slice(start, start + CHUNK)
      const missed = await readMissed(tx, chunk, versions, room)
      for (const snapshot of chunk) {
        const since = versions.get(snapshot._id)
        const limit = Math.min(room, SYNC_LIMITS.messagesPerConversation)
        const found = missed.get(snapshot._id) ?? []
        const messages = found.slice(0, limit)
        const hasMore = found.length > limit || (room === 0 && holdsMessagesAfter(snapshot, since))
        room -= messages.length
        if (since === undefined) messages.sort((one, other) => one.seq - other.seq)
        conversations.push({ conversation: conversationFor(snapshot, userId), messages, hasMore })
      }
    }
    return { conversations, removed: [...versions.keys()].filter((id) => !ids.has(id)) }
  }

  async function readMissed(
    tx: Transaction<Tables>,
    chunk: readonly ConversationSnapshot[],
    versions: ReadonlyMap<string, number>,
    room: number,
  ): Promise<Map<string, Message[]>> {
    const wanted: Wanted[] = chunk
      .filter((snapshot) => holdsMessagesAfter(snapshot, versions.get(snapshot._id)))
      .map(({ _id }) => ({ conversationId: _id, since: versions.get(_id) }))
    if (room === 0 || wanted.length === 0) return new Map()
    return selectMissed(tx, wanted, SYNC_LIMITS.messagesPerConversation + 1)
  }

  return {
    sync(userId, versions) {
      return kysely
        .transaction()
        .setIsolationLevel('repeatable read')
        .setAccessMode('read only')
        .execute((tx) => read(tx, userId, versions))
    },
  }
}

function byActivity(one: ConversationSnapshot, other: ConversationSnapshot): number {
  return Date.parse(other.updatedAt) - Date.parse(one.updatedAt)
}

/**
 * Watermarks do not move the version, so a conversation at the client's version is told of as well: only one without
 * messages has no watermark that could have moved.
 */
function mayHaveChanged(snapshot: ConversationSnapshot, since: number | undefined): boolean {
  return since !== snapshot.version || snapshot.lastSeq > 0
}

function holdsMessagesAfter(snapshot: ConversationSnapshot, since: number | undefined): boolean {
  return snapshot.lastSeq > 0 && (since === undefined || since < snapshot.version)
}
