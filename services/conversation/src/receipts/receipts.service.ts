import {
  type BusEventOf,
  conversationChannel,
  type DeliveredReceipt,
  type Reader,
  type ReadReceipt,
  TouchlineError,
} from '@touchline/contracts'
import { findPlace } from '../conversations/place.ts'
import type { Database } from '../database/database.ts'
import { isEntityId, newId } from '../database/ids.ts'
import type { Publisher, Told } from '../publishing/publisher.ts'
import { countUnread, moveDeliveredWatermark, moveReadWatermark, selectReaders } from './receipts.repository.ts'

export interface ReceiptsService {
  /** Moves the read watermark forward to the newest of the messages; backwards it does not move. */
  markRead(
    userId: string,
    conversationId: string,
    messageIds: readonly string[],
  ): Promise<{ lastReadSeq: number; unreadCount: number }>
  markDelivered(userId: string, conversationId: string, messageId: string): Promise<void>
  readers(userId: string, conversationId: string, messageId: string): Promise<Reader[]>
}

interface ReceiptsServiceOptions {
  database: Database
  publisher: Publisher
}

export function createReceiptsService({ database, publisher }: ReceiptsServiceOptions): ReceiptsService {
  const { kysely, reads } = database

  /** Watermarks are a participant's own: an Admin who looks into a closed conversation has none. */
  async function requirePart(userId: string, conversationId: string): Promise<void> {
    const place = await findPlace(reads, userId, conversationId)
    if (!place.takesPart) throw new TouchlineError('CONVERSATION_READ_ONLY')
  }

  return {
    async markRead(userId, conversationId, messageIds) {
      await requirePart(userId, conversationId)
      const wanted = [...new Set(messageIds)]
      if (!wanted.every(isEntityId)) throw new TouchlineError('MESSAGE_NOT_FOUND')
      const move = await moveReadWatermark(kysely, conversationId, userId, wanted)
      if (move === undefined) throw new TouchlineError('CONVERSATION_NOT_FOUND')
      if (move.found !== wanted.length) throw new TouchlineError('MESSAGE_NOT_FOUND')
      const lastReadSeq = move.after ?? move.before
      if (move.after !== null) {
        const receipt = {
          conversationId,
          userId,
          messageIds: move.messageIds,
          lastReadSeq,
          readAt: move.readAt.toISOString(),
        }
        publisher.publish([receiptEvent({ kind: 'read', ...receipt })])
      }
      return { lastReadSeq, unreadCount: await countUnread(reads, conversationId, userId) }
    },

    async markDelivered(userId, conversationId, messageId) {
      await requirePart(userId, conversationId)
      if (!isEntityId(messageId)) throw new TouchlineError('MESSAGE_NOT_FOUND')
      const move = await moveDeliveredWatermark(kysely, conversationId, userId, messageId)
      if (move === undefined) throw new TouchlineError('CONVERSATION_NOT_FOUND')
      if (!move.found) throw new TouchlineError('MESSAGE_NOT_FOUND')
      if (move.after !== null) {
        publisher.publish([receiptEvent({ kind: 'delivered', conversationId, userId, lastDeliveredSeq: move.after })])
      }
    },

    async readers(userId, conversationId, messageId) {
      await findPlace(reads, userId, conversationId)
      const readers = isEntityId(messageId) ? await selectReaders(reads, conversationId, messageId) : undefined
      if (readers === undefined) throw new TouchlineError('MESSAGE_NOT_FOUND')
      return readers
    },
  }
}

type Receipt = ({ kind: 'read' } & ReadReceipt) | ({ kind: 'delivered' } & DeliveredReceipt)

/** Watermarks do not move the version, so a receipt carries none. */
function receiptEvent(receipt: Receipt): Told {
  const event: BusEventOf<'receipt.updated'> = {
    id: newId(),
    type: 'receipt.updated',
    v: 1,
    at: new Date().toISOString(),
    conversationId: receipt.conversationId,
    data: receipt,
  }
  return { channel: conversationChannel(receipt.conversationId), event }
}
