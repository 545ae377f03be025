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
    const { lastMessage: _, ...snapshot } = state.snapshot
    const conversation = {
      ...snapshot,
      participants: this.#participants,
      ...(state.lastMessage === undefined ? {} : { lastMessage: state.lastMessage }),
      lastSeq: state.lastSeq,
      version: state.version,
      unreadCount: unreadCount(state),
      updatedAt: state.updatedAt,
    }
    const before = this.#conversation
    // Reading older pages, for one, changes the state but nothing of this.
    const isSame = before !== undefined && this.#state?.snapshot === state.snapshot && isEqual(before, conversation)
    this.#state = state
    this.#conversation = isSame ? before : conversation
    return this.#conversation
  }
}

/** Whether two views of one snapshot say the same. */
function isEqual(one: Conversation, other: Conversation): boolean {
  return (
    one.participants === other.participants &&
    one.lastMessage === other.lastMessage &&
    one.lastSeq === other.lastSeq &&
    one.version === other.version &&
    one.unreadCount === other.unreadCount &&
    one.updatedAt === other.updatedAt
  )
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
