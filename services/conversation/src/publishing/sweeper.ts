import type { FastifyBaseLogger } from 'fastify'
import type { SplitWatch } from '../contacts/split-watch.ts'
import { loadSnapshots } from '../conversations/conversations.repository.ts'
import type { Database } from '../database/database.ts'
import { messageEvent } from '../messages/message-events.ts'
import type { PublishedMarks } from './published-marks.ts'
import type { Publisher, Told } from './publisher.ts'
import { conversationEvent, membershipEvents, userEvent } from './roster-events.ts'
import {
  selectUntold,
  selectUntoldMessages,
  selectUntoldRoster,
  selectUntoldUsers,
  type UntoldConversation,
} from './sweeper.repository.ts'

/** Milliseconds between sweeps. What an instance left untold is told again within two of them. */
const SWEEP_MS = 1_500
/** Milliseconds between writings of what has been told. */
const FLUSH_MS = 500
const CONVERSATIONS_A_SWEEP = 5_000
const PEOPLE_A_SWEEP = 5_000
const MESSAGES_A_PAGE = 500

export interface Sweeper {
  /** Looks once for what has stayed untold since the look before, and tells it. */
  sweep(): Promise<void>
  start(): void
  stop(): Promise<void>
}

interface SweeperOptions {
  splits: Pick<SplitWatch, 'finishLeft'>
  database: Database
  publisher: Publisher
  marks: PublishedMarks
  log: FastifyBaseLogger
  /** Called for each conversation and person that had to be told again. */
  onRepublish(): void
}

/**
 * Publishes again what a crash, or a bus that was away, left untold, and finishes the looks for split contacts. It runs in every instance; who receives an event twice
 * knows it by its version.
 */
export function createSweeper({ database, publisher, marks, splits, log, onRepublish }: SweeperOptions): Sweeper {
  const { kysely } = database
  /** The version that each untold conversation had at the sweep before. */
  let seen = new Map<string, number>()
  let seenUsers = new Map<string, number>()
  let timers: NodeJS.Timeout[] = []
  let running: Promise<void> = Promise.resolve()

  async function sweep(): Promise<void> {
    await publisher.tellKeptReceipts()
    await marks.flush()
    await sweepUsers()
    await sweepConversations()
    await splits.finishLeft()
  }

  async function sweepConversations(): Promise<void> {
    const untold = await selectUntold(kysely, CONVERSATIONS_A_SWEEP)
    // What was committed just now is being told by whoever committed it. What was there a sweep ago is not.
    const stale = untold.filter(({ id, publishedVersion }) => (seen.get(id) ?? 0) > publishedVersion)
    seen = new Map(untold.map(({ id, version }) => [id, version]))
    for (const conversation of stale) {
      // While the bus is away, one failed attempt a sweep is enough.
      if (!(await tellConversation(conversation))) return
      onRepublish()
    }
  }

  /** Tells page after page. Answers whether the bus took all of it. */
  async function tellConversation({ id, version, publishedVersion: since }: UntoldConversation): Promise<boolean> {
    let told = since
    while (told < version) {
      const next = await tellPage(id, since, told)
      if (next === undefined) return false
      told = next
    }
    log.info({ conversationId: id, since, told }, 'told the bus again what had stayed untold')
    return true
  }

  /**
   * Tells a page of what came after `since` and has not been told up to `position`. Answers with the next position;
   * undefined when the bus is away.
   */
  async function tellPage(id: string, since: number, position: number): Promise<number | undefined> {
    // One moment for all of it: what is committed in between must not be marked as told.
    const { messages, snapshot, roster } = await kysely
      .transaction()
      .setIsolationLevel('repeatable read')
      .setAccessMode('read only')
      .execute(async (tx) => ({
        messages: await selectUntoldMessages(tx, id, { since, position, limit: MESSAGES_A_PAGE }),
        snapshot: (await loadSnapshots(tx, [id]))[0],
        roster: await selectUntoldRoster(tx, id, since),
      }))
    if (snapshot === undefined) throw new Error('a conversation is gone')
    const isLastPage = messages.length < MESSAGES_A_PAGE
    const events: Told[] = messages.map(({ message, isNew }) =>
      messageEvent(isNew ? 'message.created' : 'message.updated', message),
    )
    // Told with the first page, for once the mark has moved nobody would look for them again.
    if (position === since) events.unshift(...membershipEvents({ snapshot, ...roster }))
    const lastMessage = messages.at(-1)?.message.version ?? position
    // Told at the version of a message it would pass for that message's change with whoever lost the message on the way.
    // Where the conversation's own change was not the last, the versions of the messages show a gap, and a gap is read.
    if (isLastPage && snapshot.version > lastMessage) events.push(conversationEvent({ snapshot, isNew: since === 0 }))
    if (!(await publisher.deliver(events))) return undefined
    const told = isLastPage ? snapshot.version : lastMessage
    marks.addRange(id, position + 1, told)
    await marks.flush()
    return told
  }

  async function sweepUsers(): Promise<void> {
    const untold = await selectUntoldUsers(kysely, PEOPLE_A_SWEEP)
    const stale = untold.filter(({ user, revision }) => seenUsers.get(user.id) === revision)
    seenUsers = new Map(untold.map(({ user, revision }) => [user.id, revision]))
    if (stale.length === 0) return
    const revisions = stale.map(({ user, revision }) => ({ id: user.id, revision }))
    if (
      await publisher.deliver(
        stale.map(({ user }) => userEvent(user)),
        revisions,
      )
    )
      onRepublish()
  }

  /** Timed work never overlaps itself, and a fault of it is not the process's. */
  function inTurn(work: () => Promise<void>): () => void {
    return () => {
      running = running
        .then(work)
        .catch((error: unknown) => log.warn({ err: error }, 'a sweep failed; the next one goes on'))
    }
  }

  return {
    sweep,
    start() {
      timers = [
        setInterval(inTurn(sweep), SWEEP_MS),
        setInterval(
          inTurn(() => marks.flush()),
          FLUSH_MS,
        ),
      ]
      for (const timer of timers) timer.unref()
    },
    async stop() {
      for (const timer of timers) clearInterval(timer)
      await running
    },
  }
}
