import type { Participant } from '@touchline/client'

/** How far a message has come with the others. */
export interface Reading {
  readonly read: number
  readonly delivered: number
  /** The participants besides its sender. */
  readonly others: number
}

export function readingOf(seq: number, senderId: string, participants: readonly Participant[]): Reading {
  const others = participants.filter(({ userId }) => userId !== senderId)
  return {
    read: others.filter(({ lastReadSeq }) => lastReadSeq >= seq).length,
    delivered: others.filter(({ lastDeliveredSeq }) => lastDeliveredSeq >= seq).length,
    others: others.length,
  }
}
