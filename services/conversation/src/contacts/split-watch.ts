import type { Message } from '@touchline/contracts'
import { findSplitContacts, HIDDEN, mayBeSplitPart, type SplitContact, type SplitPart } from '@touchline/rules'
import type { FastifyBaseLogger } from 'fastify'
import { lockConversations } from '../conversations/conversations.repository.ts'
import type { Database, Handle } from '../database/database.ts'
import { inTransaction } from '../database/in-transaction.ts'
import { messageEvent } from '../messages/message-events.ts'
import { rewriteMessage } from '../messages/messages.repository.ts'
import type { Publisher } from '../publishing/publisher.ts'
import type { ContactGuard } from './contact-guard.ts'
import { insertFindings } from './findings.repository.ts'
import {
  claimLooks,
  deleteLook,
  hideFileName,
  type OwnMessage,
  type SplitLook,
  scrubRevisions,
  selectNotedAt,
  selectOwnAround,
} from './split.repository.ts'
import { createSplitQueue } from './split-queue.ts'

/**
 * Looks for contacts that a sender took apart over several messages, and hides the parts afterwards. Runs after a message
 * was acknowledged, so that nobody waits for it. Each look is noted with its message, so that none is lost by a crash.
 */
export interface SplitWatch {
  /** Whether a message needs a look, and so a note of it, when it is stored. */
  needsLook(content: string, hasFile: boolean): boolean
  /** Looks at messages that have been noted. */
  look(messages: readonly Message[]): void
  /** Takes on what another instance, or this one before, left unfinished; resolves before it is done. */
  finishLeft(): Promise<void>
  /** Resolves when the looks under way are done; the sweeper of another instance, or of the next start, makes the others. */
  stop(): Promise<void>
}

interface SplitWatchOptions {
  database: Database
  publisher: Publisher
  guard: ContactGuard
  log: FastifyBaseLogger
}

/** A look that is older was left by somebody who died, or failed. */
const LEFT_AFTER_SECONDS = 5
const LEFT_AT_ONCE = 500

export function createSplitWatch({ database, publisher, guard, log }: SplitWatchOptions): SplitWatch {
  const { kysely } = database
  const queue = createSplitQueue(check, (err) => log.error({ err }, 'a look for a split contact waits for the sweeper'))

  /** The windows that end at a message and, as after an edit, at those that came later. */
  function splitsIn(messages: readonly OwnMessage[], seq: number): SplitContact[] {
    const ends = messages.flatMap((message, index) => (message.seq >= seq ? [index + 1] : []))
    return ends.flatMap((end) => findSplitContacts(messages.slice(0, end), guard.allowlist))
  }

  async function check(look: SplitLook): Promise<void> {
    // Before the messages are read: what is noted later has not been looked at.
    const notedAt = await selectNotedAt(kysely, look)
    if (notedAt === undefined) return
    if (splitsIn(await selectOwnAround(kysely, look), look.seq).length > 0) await hide(look)
    await deleteLook(kysely, look, notedAt)
  }

  /** Looks again with the conversation locked, for another message or edit may have come in between. */
  async function hide(look: SplitLook): Promise<void> {
    const { conversationId, senderId: userId, messageId } = look
    const { changed, kinds } = await inTransaction(kysely, async (tx) => {
      await lockConversations(tx, [conversationId])
      const recent = await selectOwnAround(tx, look)
      const splits = splitsIn(recent, look.seq)
      const changed: Message[] = []
      for (const { id, seq } of recent) {
        const parts = splits.flatMap((split) => split.parts).filter((part) => part.id === id)
        changed.push(...(await hideParts(tx, { ...look, seq }, parts)))
      }
      const kinds = splits.map(({ kind }) => kind)
      const finding = { place: 'split', userId, conversationId, messageId } as const
      await insertFindings(
        tx,
        kinds.map((kind) => ({ ...finding, kind })),
      )
      return { changed, kinds }
    })
    guard.count('split', kinds)
    publisher.publish(changed.map((message) => messageEvent('message.updated', message)))
  }

  return {
    needsLook: (content, hasFile) => hasFile || mayBeSplitPart(content),
    look(messages) {
      for (const { _id: messageId, conversationId, senderId, seq } of messages) {
        queue.add({ messageId, conversationId, senderId, seq })
      }
    },
    async finishLeft() {
      // The queue works on by itself: while people write it is never empty, and what calls this has other work to do.
      for (const look of await claimLooks(kysely, LEFT_AFTER_SECONDS, LEFT_AT_ONCE)) queue.add(look)
    },
    stop: () => queue.stop(),
  }
}

/** Answers with the messages that changed: the one with the parts, and those that quote it. */
async function hideParts(tx: Handle, look: SplitLook, parts: readonly SplitPart[]): Promise<Message[]> {
  if (parts.length === 0) return []
  const { conversationId, senderId: changedBy, seq } = look
  const fields = new Set(parts.map(({ field }) => field))
  if (fields.has('fileName')) await hideFileName(tx, conversationId, seq)
  const content = fields.has('text') ? HIDDEN : undefined
  const changed = await rewriteMessage(tx, { conversationId, seq, content, changedBy, kind: 'mask' })
  await scrubRevisions(tx, conversationId, [seq])
  return changed
}
