import {
  type Conversation,
  type ConversationSnapshot,
  conversationFor,
  type Message,
  SYNC_LIMITS,
  TouchlineError,
} from '@touchline/contracts'
import { type BatchOptions, inBatches } from '@touchline/service-kit'
import type { Transaction } from 'kysely'
import { loadSnapshotsForViewers } from '../conversations/conversations.repository.ts'
import type { Database } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
import { selectMissed, selectParts, type Wanted } from './sync.repository.ts'

interface SyncReply {
  conversations: { conversation: Conversation; messages: Message[]; hasMore: boolean }[]
  removed: string[]
}

export interface SyncService {
  /** Everything that changed for a person since the versions that their client holds, read at one moment. */
  sync(userId: string, versions: ReadonlyMap<string, number>): Promise<SyncReply>
}

interface Asked {
  userId: string
  versions: ReadonlyMap<string, number>
}

/**
 * After an outage everybody syncs in the same moment, and those of one conversation ask for much the same: who asks
 * together is answered by the same few statements.
 */
const batches: BatchOptions = { most: 100, requests: 2 }
/** Conversations that are read at once for several people; a single one's are read in one piece, however many they are. */
const CONVERSATIONS_AT_ONCE = 200
/** Conversations whose messages are read at once for one person; as many full pages as one reply may hold. */
const CHUNK = SYNC_LIMITS.messages / SYNC_LIMITS.messagesPerConversation

export function createSyncService({ reads }: Pick<Database, 'reads'>): SyncService {
  const ask = inBatches<Asked, SyncReply | TouchlineError>(batches, (asked) =>
    reads
      .transaction()
      .setIsolationLevel('repeatable read')
      .setAccessMode('read only')
      .execute((tx) => readAll(tx, asked)),
  )
  return {
    async sync(userId, versions) {
      const reply = await ask({ userId, versions })
      if (reply instanceof TouchlineError) throw reply
      return reply
    },
  }
}

/** What a person asked for, and the ids of the conversations that they take part in. */
interface Viewer extends Asked {
  readonly place: number
  readonly own: readonly string[]
}

async function readAll(tx: Transaction<Tables>, asked: readonly Asked[]): Promise<(SyncReply | TouchlineError)[]> {
  const parts = await selectParts(tx, [...new Set(asked.map(({ userId }) => userId))])
  const replies: (SyncReply | TouchlineError)[] = asked.map(() => new TouchlineError('UNAUTHENTICATED'))
  const viewers = asked.flatMap(({ userId, versions }, place): Viewer[] => {
    const own = parts.get(userId)
    return own === undefined ? [] : [{ userId, versions, place, own }]
  })
  for (const group of groupsOf(viewers)) await readGroup(tx, group, replies)
  return replies
}

/** So that one person with very many conversations makes no statement of all of them and everybody else's. */
function* groupsOf(viewers: readonly Viewer[]): Generator<Viewer[]> {
  let group: Viewer[] = []
  let ids = new Set<string>()
  for (const viewer of viewers) {
    const together = ids.union(new Set(viewer.own))
    if (group.length > 0 && together.size > CONVERSATIONS_AT_ONCE) {
      yield group
      group = []
      ids = new Set(viewer.own)
    } else {
      ids = together
    }
    group.push(viewer)
  }
  if (group.length > 0) yield group
}

async function readGroup(
  tx: Transaction<Tables>,
  group: readonly Viewer[],
  replies: (SyncReply | TouchlineError)[],
): Promise<void> {
  const snapshots = await loadSnapshotsForViewers(
    tx,
    [...new Set(group.flatMap(({ own }) => own))],
    [...new Set(group.map(({ userId }) => userId))],
  )
  const readings = group.map((viewer) => readingOf(viewer, snapshots))
  const missed = new MissedMessages(tx)
  // The first pages of all of them together; who needs more has them read alone.
  await missed.read(readings.flatMap(({ told, versions }) => wantedOf(told.slice(0, CHUNK), versions)))
  for (const reading of readings) replies[reading.place] = await answer(reading, missed)
}

interface Reading extends Viewer {
  /** Of their conversations those that may have changed, latest activity first. */
  readonly told: readonly ConversationSnapshot[]
}

function readingOf(viewer: Viewer, snapshots: ReadonlyMap<string, ConversationSnapshot>): Reading {
  const told = viewer.own
    .flatMap((id) => snapshots.get(id) ?? [])
    .filter((snapshot) => mayHaveChanged(snapshot, viewer.versions.get(snapshot._id)))
    .sort(byActivity)
  return { ...viewer, told }
}

async function answer({ userId, versions, own, told }: Reading, missed: MissedMessages): Promise<SyncReply> {
  const conversations: SyncReply['conversations'] = []
  let room: number = SYNC_LIMITS.messages
  for (let start = 0; start < told.length; start += CHUNK) {
    const chunk = told.slice(start, start + CHUNK)
    if (room > 0) await missed.read(wantedOf(chunk, versions))
    for (const snapshot of chunk) {
      const since = versions.get(snapshot._id)
      const limit = Math.min(room, SYNC_LIMITS.messagesPerConversation)
      const found = room === 0 ? [] : missed.of({ conversationId: snapshot._id, since })
      const messages = found.slice(0, limit)
      const hasMore = found.length > limit || (room === 0 && holdsMessagesAfter(snapshot, since))
      room -= messages.length
      if (since === undefined) messages.sort((one, other) => one.seq - other.seq)
      conversations.push({ conversation: conversationFor(snapshot, userId), messages, hasMore })
    }
  }
  const ids = new Set(own)
  return { conversations, removed: [...versions.keys()].filter((id) => !ids.has(id)) }
}

/** The messages that were read for a group: what several have missed alike is read once. */
class MissedMessages {
  readonly #tx: Transaction<Tables>
  readonly #pages = new Map<string, readonly Message[]>()

  constructor(tx: Transaction<Tables>) {
    this.#tx = tx
  }

  /** Reads what has not been read yet, one message more of each than a reply may hold: it tells whether there are more. */
  async read(wanted: readonly Wanted[]): Promise<void> {
    const missing = new Map<string, Wanted>()
    for (const each of wanted) if (!this.#pages.has(keyOf(each))) missing.set(keyOf(each), each)
    if (missing.size === 0) return
    const pages = await selectMissed(this.#tx, [...missing.values()], SYNC_LIMITS.messagesPerConversation + 1)
    for (const [place, key] of [...missing.keys()].entries()) this.#pages.set(key, pages[place] ?? [])
  }

  of(wanted: Wanted): readonly Message[] {
    return this.#pages.get(keyOf(wanted)) ?? []
  }
}

function keyOf({ conversationId, since }: Wanted): string {
  return `${conversationId} ${since ?? 'nothing'}`
}

function wantedOf(chunk: readonly ConversationSnapshot[], versions: ReadonlyMap<string, number>): Wanted[] {
  return chunk
    .filter((snapshot) => holdsMessagesAfter(snapshot, versions.get(snapshot._id)))
    .map(({ _id }) => ({ conversationId: _id, since: versions.get(_id) }))
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
