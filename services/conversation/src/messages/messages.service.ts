import { Content, type Message, TouchlineError, validator } from '@touchline/contracts'
import { canEdit, canModerate, type Decision } from '@touchline/rules'
import type { ContactGuard, Hidden } from '../contacts/contact-guard.ts'
import { insertFindings } from '../contacts/findings.repository.ts'
import { noteLook } from '../contacts/split.repository.ts'
import type { SplitWatch } from '../contacts/split-watch.ts'
import { lockConversations } from '../conversations/conversations.repository.ts'
import { findPlace, type Place } from '../conversations/place.ts'
import type { Database } from '../database/database.ts'
import { isEntityId } from '../database/ids.ts'
import { inTransaction } from '../database/in-transaction.ts'
import type { Publisher } from '../publishing/publisher.ts'
import { storedContent } from './content.ts'
import { messageEvent } from './message-events.ts'
import { rewriteMessage, selectChanges, selectHistory, selectMessage } from './messages.repository.ts'

interface MessageTarget {
  userId: string
  conversationId: string
  messageId: string
}

export interface MessagesService {
  history(
    userId: string,
    conversationId: string,
    range: { before?: number | undefined; after?: number | undefined; limit: number },
  ): Promise<{ messages: Message[]; hasMore: boolean }>
  changes(
    userId: string,
    conversationId: string,
    since: number,
    limit: number,
  ): Promise<{ messages: Message[]; version: number; hasMore: boolean }>
  edit(target: MessageTarget, content: string): Promise<Message>
  remove(target: MessageTarget): Promise<Message>
}

interface MessagesServiceOptions {
  database: Database
  publisher: Publisher
  guard: ContactGuard
  splits: SplitWatch
}

const checkContent = validator(Content)

export function createMessagesService({ database, publisher, guard, splits }: MessagesServiceOptions): MessagesService {
  const { kysely, reads } = database

  /** Rewrites a message if the rule allows it, with the conversation locked from the look-up to the commit. */
  async function rewrite(
    target: MessageTarget,
    decide: (place: Place, message: Message) => Decision,
    change: { kind: 'edit' | 'delete'; content: Hidden },
  ): Promise<Message> {
    const { userId, conversationId, messageId } = target
    const changed = await inTransaction(kysely, async (tx) => {
      if (isEntityId(conversationId)) await lockConversations(tx, [conversationId])
      const place = await findPlace(tx, userId, conversationId)
      const message = isEntityId(messageId) ? await selectMessage(tx, conversationId, messageId) : undefined
      if (message === undefined) throw new TouchlineError('MESSAGE_NOT_FOUND')
      const decision = decide(place, message)
      if (!decision.allowed) throw new TouchlineError(decision.code)
      const { kind, content } = change
      const rewritten = await rewriteMessage(tx, {
        conversationId,
        seq: message.seq,
        changedBy: userId,
        kind,
        content: content.text,
      })
      const finding = { place: 'edit', userId, conversationId, messageId } as const
      await insertFindings(
        tx,
        content.kinds.map((contact) => ({ ...finding, kind: contact })),
      )
      if (kind === 'edit') await noteLook(tx, conversationId, message.seq)
      return rewritten
    })
    guard.count('edit', change.content.kinds)
    publisher.publish(changed.map((message) => messageEvent('message.updated', message)))
    const [message] = changed
    if (message === undefined) throw new TouchlineError('MESSAGE_NOT_FOUND')
    return message
  }

  return {
    async history(userId, conversationId, range) {
      await findPlace(reads, userId, conversationId)
      // One more than asked for tells whether there are more.
      const found = await selectHistory(reads, conversationId, { ...range, limit: range.limit + 1 })
      const hasMore = found.length > range.limit
      if (!hasMore) return { messages: found, hasMore }
      return { messages: range.after === undefined ? found.slice(1) : found.slice(0, range.limit), hasMore }
    },

    async changes(userId, conversationId, since, limit) {
      const place = await findPlace(reads, userId, conversationId)
      const found = await selectChanges(reads, conversationId, since, limit + 1)
      const messages = found.slice(0, limit)
      const hasMore = found.length > limit
      const last = messages.at(-1)
      // What was committed after the place was read may be among the messages already. A `since` that the conversation has
      // never reached is not answered with itself: the client would go on missing what comes.
      const version = Math.max(hasMore ? 0 : place.version, last?.version ?? 0)
      return { messages, version, hasMore }
    },

    async edit(target, content) {
      checkContent.parse(content)
      const stored = storedContent(content, 'text', guard)
      const message = await rewrite(target, (place, message) => canEdit(factsOf(place, message)), {
        kind: 'edit',
        content: stored,
      })
      splits.look([message])
      return message
    },

    async remove(target) {
      return rewrite(target, (place, message) => canModerate({ ...factsOf(place, message), role: place.role }), {
        kind: 'delete',
        content: { text: '', kinds: [] },
      })
    },
  }
}

function factsOf(place: Place, message: Message) {
  return { ...place, isSender: message.senderId === place.userId, isTombstone: message.deletedAt !== undefined }
}
