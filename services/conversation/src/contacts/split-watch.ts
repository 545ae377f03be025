import type { Message } from '@touchline/contracts'
import { findSplitContact, HIDDEN, mayBeSplitPart, type SplitContact } from '@touchline/rules'
import type { FastifyBaseLogger } from 'fastify'
import { lockConversations } from '../conversations/conversations.repository.ts'
import type { Database } from '../database/database.ts'
import { messageEvent } from '../messages/message-events.ts'
import { rewriteMessage } from '../messages/messages.repository.ts'
import type { Publisher } from '../publishing/publisher.ts'
import type { ContactGuard } from './contact-guard.ts'
import { insertFindings, type NewFinding } from './findings.repository.ts'
import { type OwnMessage, scrubRevisions, selectOwnAround } from './split.repository.ts'

/**
 * Looks for contacts that a sender took apart over several messages, and hides the parts afterwards. Runs after a message
 * was acknowledged, so that nobody waits for it.
 */
export interface SplitWatch {
  look(messages: readonly Message[]): void
  /** Resolves when every look that has begun is done. */
  idle(): Promise<void>
}

interface SplitWatchOptions {
  database: Database
  publisher: Publisher
  guard: ContactGuard
  log: FastifyBaseLogger
}

export function createSplitWatch({ database, publisher, guard, log }: SplitWatchOptions): SplitWatch {
  const { kysely } = database
  const underWay = new Set<Promise<void>>()

  /** Every window of the sender's messages is read; each answers at its newest message. */
  function splitsIn(messages: readonly OwnMessage[]): SplitContact[] {
    const found = messages.flatMap((_, end) => findSplitContact(messages.slice(0, end + 1), guard.allowlist))
    return [...new Map(found.map((split) => [split.ids.join(), split])).values()]
  }

  async function check(message: Message): Promise<void> {
    const { conversationId, senderId, seq } = message
    const recent = await selectOwnAround(kysely, conversationId, senderId, seq)
    if (splitsIn(recent).length > 0) await hide(message)
  }

  /** Looks again with the conversation locked, for another message or edit may have come in between. */
  async function hide({ _id: messageId, conversationId, senderId, seq }: Message): Promise<void> {
    const { changed, kinds } = await kysely.transaction().execute(async (tx) => {
      await lockConversations(tx, [conversationId])
      const recent = await selectOwnAround(tx, conversationId, senderId, seq)
      const splits = splitsIn(recent)
      const parts = new Set(splits.flatMap(({ ids }) => ids))
      const seqs = recent.filter(({ id }) => parts.has(id)).map((part) => part.seq)
      const changed: Message[] = []
      for (const part of seqs) {
        const change = { conversationId, seq: part, content: HIDDEN, changedBy: senderId, kind: 'mask' } as const
        changed.push(...(await rewriteMessage(tx, change)))
      }
      if (seqs.length > 0) await scrubRevisions(tx, conversationId, seqs)
      const kinds = splits.map(({ kind }) => kind)
      const finding: Omit<NewFinding, 'kind'> = { place: 'split', userId: senderId, conversationId, messageId }
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
    look(messages) {
      for (const message of messages) {
        if (!mayBeSplitPart(message.content)) continue
        const looking = check(message).catch((err: unknown) => log.error({ err }, 'could not look for a split contact'))
        underWay.add(looking)
        void looking.then(() => underWay.delete(looking))
      }
    },
    async idle() {
      await Promise.all(underWay)
    },
  }
}
