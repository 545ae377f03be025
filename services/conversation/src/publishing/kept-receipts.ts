import type { BusMessage } from '@touchline/service-kit'

/** Of what more there is clients learn when they sync. */
const MOST = 10_000

/**
 * Receipts that the bus did not take, until it does. They have no version by which the sweeper would find them, and whoever
 * misses one shows an unread count that is wrong until the next sync. Watermarks only grow: of each the newest is kept.
 */
export interface KeptReceipts {
  keep(events: readonly BusMessage[]): void
  /** Those of these events that were kept are told. */
  told(events: readonly BusMessage[]): void
  list(): readonly BusMessage[]
}

export function createKeptReceipts(): KeptReceipts {
  const kept = new Map<string, { seq: number; told: BusMessage }>()

  return {
    keep(events) {
      for (const told of events) {
        const mark = markOf(told)
        if (mark === undefined) continue
        const { key, seq } = mark
        const before = kept.get(key)
        if (before === undefined ? kept.size < MOST : before.seq < seq) kept.set(key, { seq, told })
      }
    },
    told(events) {
      for (const event of events) {
        const mark = markOf(event)
        if (mark !== undefined && (kept.get(mark.key)?.seq ?? 0) <= mark.seq) kept.delete(mark.key)
      }
    },
    list: () => [...kept.values()].map(({ told }) => told),
  }
}

/** Whose watermark of which kind a receipt moves, and how far. */
function markOf({ event }: BusMessage): { key: string; seq: number } | undefined {
  if (event.type !== 'receipt.updated') return undefined
  const { data } = event
  const seq = data.kind === 'read' ? data.lastReadSeq : data.lastDeliveredSeq
  return { key: `${data.kind} ${data.conversationId} ${data.userId}`, seq }
}
