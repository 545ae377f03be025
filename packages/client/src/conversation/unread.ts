import { type ConversationState, countUnread, lastInWindow, ownReadSeq } from './state.ts'

/** The state after the viewer's read watermark has moved: what is still unread before the window. */
export function unreadBeforeMoved(before: ConversationState, after: ConversationState): ConversationState {
  const moved = ownReadSeq(after) - ownReadSeq(before)
  // Backwards only where what was read here is refused; what lay before the window then was forgotten.
  const isCertain = moved === 0 || (moved > 0 && after.unreadBefore === 0)
  return isCertain ? after : { ...after, unreadUnsure: true }
}

/** Takes over the server's count once the client is exactly where the server counted. */
export function settleUnread(state: ConversationState): ConversationState {
  const read = ownReadSeq(state)
  // Everything unread is in the window.
  if (state.from <= read + 1) {
    if (state.unreadBefore === 0 && !state.unreadUnsure && state.counted === undefined) return state
    return { ...state, unreadBefore: 0, unreadUnsure: false, counted: undefined }
  }
  const { counted } = state
  if (counted === undefined || counted.version > state.version) return state
  const isExact =
    counted.version === state.version &&
    state.known === state.version &&
    counted.lastReadSeq === read &&
    lastInWindow(state) === state.lastSeq
  if (!isExact) return { ...state, counted: undefined }
  const unreadBefore = Math.max(0, counted.count - countUnread(state.messages, state.me, read))
  return { ...state, unreadBefore, unreadUnsure: false, counted: undefined }
}
