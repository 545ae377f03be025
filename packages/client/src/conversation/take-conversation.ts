import type { Conversation } from '@touchline/contracts'
import { type ConversationState, type Watermark, watermarkOf, watermarksOf } from './state.ts'
import { later } from './take-messages.ts'
import { unreadBeforeMoved } from './unread.ts'
import { markKnown } from './versions.ts'

/**
 * Takes in the conversation as it was at its version. The roster is taken over unless a newer one is held; watermarks,
 * which have no version, only move forward, so those of an old conversation do no harm.
 */
export function takeConversation(state: ConversationState, conversation: Conversation): ConversationState {
  const told = conversation.lastMessage
  const isNewerMessage =
    told !== undefined &&
    (state.lastMessage === undefined ||
      told.seq > state.lastMessage.seq ||
      (told.seq === state.lastMessage.seq && told.version > state.lastMessage.version))
  const merged = {
    ...state,
    snapshot: conversation.version >= state.snapshot.version ? conversation : state.snapshot,
    watermarks: mergeWatermarks(state, conversation),
    lastMessage: isNewerMessage ? told : state.lastMessage,
    lastSeq: Math.max(state.lastSeq, conversation.lastSeq),
    updatedAt: later(conversation.updatedAt, state.updatedAt),
    counted: {
      version: conversation.version,
      lastReadSeq: watermarksOf(conversation).get(state.me)?.read ?? 0,
      count: conversation.unreadCount,
    },
  }
  return markKnown(unreadBeforeMoved(state, merged), conversation.version)
}

/** Everybody's, those who are not in the roster included: a receipt may overtake the news that its reader has joined. */
function mergeWatermarks(state: ConversationState, conversation: Conversation): ReadonlyMap<string, Watermark> {
  const merged = new Map(state.watermarks)
  for (const [userId, told] of watermarksOf(conversation)) {
    const known = watermarkOf(state, userId)
    merged.set(userId, { read: Math.max(known.read, told.read), delivered: Math.max(known.delivered, told.delivered) })
  }
  return merged
}
