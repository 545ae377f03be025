import type { Conversation, Message } from '@touchline/client'
import { useLayoutEffect, useRef, useState } from 'react'
import { canBeLooking } from '../ui/can-be-looking.ts'
import type { MessageListHandle } from './message-list.tsx'

interface DividerInput {
  readonly conversation: Conversation
  readonly messages: readonly Message[]
  /** How many of the person's own are on their way. */
  readonly outgoingCount: number
  readonly userId: string
  readonly list: React.RefObject<MessageListHandle | null>
}

/**
 * After which `seq` the "new messages" divider stands; undefined for nowhere. It comes with what was unread on opening, and
 * with what arrives while nobody can be looking at it: in a hidden tab, or below what is in view. It goes when the person
 * answers, and once it is out of view with everything read. Where it is in view it never goes by itself, for what is being
 * read would move.
 */
export function useDivider({ conversation, messages, outgoingCount, userId, list }: DividerInput): number | undefined {
  const { unreadCount, participants } = conversation
  const readSeq = participants.find((person) => person.userId === userId)?.lastReadSeq ?? 0
  const [after, setAfter] = useState(unreadCount === 0 ? undefined : readSeq)
  const lastSeq = messages.at(-1)?.seq
  const known = useRef({ lastSeq, outgoingCount })
  // After the list has followed what is new, or not: its effects come before those of what it is in.
  useLayoutEffect(() => {
    const before = known.current
    known.current = { lastSeq, outgoingCount }
    if (outgoingCount > before.outgoingCount) setAfter(undefined)
    if (before.lastSeq === undefined || lastSeq === undefined || lastSeq <= before.lastSeq) return
    const from = Math.max(0, before.lastSeq + 1 - (messages[0]?.seq ?? 0))
    const fresh = messages
      .slice(from)
      .filter(({ senderId, deletedAt }) => senderId !== userId && deletedAt === undefined)
    const isInView = list.current?.isDividerInView() === true
    const isFollowed = list.current?.followsEnd() === true
    if (fresh.length === 0 || (isFollowed && canBeLooking())) {
      if (!isInView) setAfter((now) => (unreadCount > fresh.length ? now : undefined))
      return
    }
    const wasAllRead = unreadCount <= fresh.length
    const newest = before.lastSeq
    setAfter((now) => {
      if (now === undefined) return wasAllRead ? newest : readSeq
      return wasAllRead && (isFollowed || !isInView) ? newest : now
    })
  }, [lastSeq, messages, outgoingCount, userId, list, unreadCount, readSeq])
  return after
}
