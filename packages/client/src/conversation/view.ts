import type { Conversation, Participant } from '@touchline/contracts'
import { type ConversationState, ownReadSeq, unreadCount, watermarkOf } from './state.ts'

/** Makes the contract's shape of a conversation from its state; what has not changed stays the same object. */
export class ConversationView {
  #state: ConversationState | undefined
  #conversation: Conversation | undefined
  #participants: Participant[] = []

  of(state: ConversationState): Conversation {
    if (this.#conversation !== undefined && this.#state === state) return this.#conversation
    if (!sameParticipants(this.#state, state)) this.#participants = participantsOf(state)
    this.#state = state
    const { lastMessage: _, ...snapshot } = state.snapshot
    this.#conversation = {
      ...snapshot,
      participants: this.#participants,
      ...(state.lastMessage === undefined ? {} : { lastMessage: state.lastMessage }),
      lastSeq: state.lastSeq,
      version: state.version,
      unreadCount: unreadCount(state),
      updatedAt: state.updatedAt,
    }
    return this.#conversation
  }
}

function sameParticipants(one: ConversationState | undefined, other: ConversationState): boolean {
  return one?.snapshot === other.snapshot && one.watermarks === other.watermarks && one.readHere === other.readHere
}

/** The roster with the watermarks as they are now; the viewer's own counts from the moment of reading. */
function participantsOf(state: ConversationState): Participant[] {
  return state.snapshot.participants.map((participant) => {
    const { read, delivered } = watermarkOf(state, participant.userId)
    if (participant.userId !== state.me) return { ...participant, lastReadSeq: read, lastDeliveredSeq: delivered }
    const ownRead = ownReadSeq(state)
    return { ...participant, lastReadSeq: ownRead, lastDeliveredSeq: Math.max(delivered, ownRead) }
  })
}
