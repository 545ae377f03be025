import type { ConversationEvent, Need } from './events.ts'
import { type ConversationState, watermarkOf } from './state.ts'
import { takeConversation } from './take-conversation.ts'
import { takeMessages, takeOlder } from './take-messages.ts'
import { settleUnread, unreadBeforeMoved } from './unread.ts'
import { advance, applied, markKnown } from './versions.ts'

/**
 * The state after an event. Pure. Events may come twice, late, in any order, or not at all: what is newer wins, nothing
 * goes backwards, and `needOf` says what has to be read to have everything.
 */
export function reduce(state: ConversationState, event: ConversationEvent): ConversationState {
  return settleUnread(take(state, event))
}

function take(state: ConversationState, event: ConversationEvent): ConversationState {
  switch (event.type) {
    case 'message':
      return applied(takeMessages(state, [event.message]), [event.message.version])
    case 'conversation': {
      const taken = takeConversation(state, event.conversation)
      return event.isChange ? applied(taken, [event.conversation.version]) : taken
    }
    case 'synced': {
      // Asked on behalf of a state that has been forgotten since: it may leave out what this one has never seen.
      if (event.since > state.version) return state
      const { version } = event.conversation
      const taken = takeMessages(takeConversation(state, event.conversation), event.messages)
      return event.hasMore ? reachedLast(taken, event) : advance(taken, version, event.messages)
    }
    case 'changes': {
      if (event.since > state.version) return state
      const taken = takeMessages(state, event.messages)
      return event.hasMore ? reachedLast(taken, event) : advance(taken, event.version, event.messages)
    }
    case 'older:asked':
      return { ...state, passing: new Map() }
    case 'older':
      return takeOlder(state, event.messages)
    case 'older:failed':
      return { ...state, passing: undefined }
    case 'read':
      return moveWatermark(state, event.userId, { read: event.lastReadSeq, delivered: event.lastReadSeq })
    case 'delivered':
      return moveWatermark(state, event.userId, { read: 0, delivered: event.lastDeliveredSeq })
    case 'read:here':
      return event.seq <= state.readHere ? state : unreadBeforeMoved(state, { ...state, readHere: event.seq })
    case 'read:settled':
      return event.seq < state.readHere ? state : unreadBeforeMoved(state, { ...state, readHere: 0 })
  }
}

/** A page that does not hold everything: all is there up to its last message, and there is more. */
function reachedLast(
  state: ConversationState,
  { since, messages }: Extract<ConversationEvent, { type: 'synced' | 'changes' }>,
): ConversationState {
  const reached = messages.at(-1)?.version ?? since
  return markKnown(advance(state, reached, messages), reached + 1)
}

function moveWatermark(
  state: ConversationState,
  userId: string,
  to: { read: number; delivered: number },
): ConversationState {
  const known = watermarkOf(state, userId)
  const read = Math.max(known.read, to.read)
  const delivered = Math.max(known.delivered, to.delivered)
  if (read === known.read && delivered === known.delivered) return state
  const moved = { ...state, watermarks: new Map(state.watermarks).set(userId, { read, delivered }) }
  return userId === state.me ? unreadBeforeMoved(state, moved) : moved
}

/** What has to be read to have everything, changes before the conversation. */
export function needOf(state: ConversationState): Need {
  if (state.known > state.version) return { changesSince: state.version }
  if (state.snapshot.version < state.rosterDue) return { conversation: true }
  // A count by the server would not know yet what was read here.
  const countable = state.readHere <= watermarkOf(state, state.me).read
  return state.unreadUnsure && countable ? { conversation: true } : undefined
}
