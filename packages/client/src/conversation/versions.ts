import type { Message } from '@touchline/contracts'
import type { ConversationState } from './state.ts'

/** Notes versions whose changes have been applied, in whatever order; `version` follows as far as none is missing. */
export function applied(state: ConversationState, versions: readonly number[]): ConversationState {
  const news = versions.filter((version) => version > state.version)
  if (news.length === 0) return state
  return follow({ ...state, known: Math.max(state.known, ...news), ahead: new Set([...state.ahead, ...news]) })
}

/** Notes that there are changes up to this version, which were not applied. */
export function markKnown(state: ConversationState, version: number): ConversationState {
  return version > state.known ? { ...state, known: version } : state
}

/**
 * Notes that every message is as it was at this version. A version that none of the messages has was a change of the
 * conversation itself, or a message's that another change of it followed: unless the roster is newer than it, the roster
 * has to be read.
 */
export function advance(state: ConversationState, version: number, messages: readonly Message[]): ConversationState {
  if (version <= state.version) return state
  const explained = new Set([...state.ahead, ...messages.map((message) => message.version)])
  const base = Math.max(state.version, state.snapshot.version)
  let unexplained = 0
  for (let each = version; each > base && unexplained === 0; each -= 1) if (!explained.has(each)) unexplained = each
  return follow({
    ...state,
    version,
    known: Math.max(state.known, version),
    rosterDue: Math.max(state.rosterDue, unexplained),
  })
}

function follow(state: ConversationState): ConversationState {
  let { version } = state
  while (state.ahead.has(version + 1)) version += 1
  const ahead = new Set([...state.ahead].filter((each) => each > version))
  return { ...state, version, ahead }
}
