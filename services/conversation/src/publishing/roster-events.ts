import {
  type BusEvent,
  type ConversationSnapshot,
  conversationChannel,
  type User,
  userChannel,
} from '@touchline/contracts'
import { newId } from '../database/ids.ts'
import type { Told } from './publisher.ts'

/** A change of a conversation itself, with the people whom it let in or out. */
export interface RosterChange {
  snapshot: ConversationSnapshot
  isNew: boolean
  joined: readonly string[]
  left: readonly string[]
}

/** What the bus is told of a change of the roster: first whom it let in or out, then the conversation as it is now. */
export function rosterEvents(change: RosterChange): Told[] {
  return [...membershipEvents(change), conversationEvent(change)]
}

/** Who left is told first, so that nobody hears of a conversation what happened after they were taken out of it. */
export function membershipEvents({ snapshot, joined, left }: Omit<RosterChange, 'isNew'>): Told[] {
  const { _id: conversationId, version } = snapshot
  const about = { conversationId, version }
  return [
    ...left.map((userId) => ({
      channel: userChannel(userId),
      event: envelope({ type: 'participant.removed', ...about, data: { userId, conversationId } }),
    })),
    ...joined.map((userId) => ({
      channel: userChannel(userId),
      event: envelope({ type: 'participant.added', ...about, data: { userId, conversation: snapshot } }),
    })),
  ]
}

/** The conversation as it is now. */
export function conversationEvent({ snapshot, isNew }: Pick<RosterChange, 'snapshot' | 'isNew'>): Told {
  const { _id: conversationId, version } = snapshot
  const type = isNew ? 'conversation.created' : 'conversation.updated'
  return {
    channel: conversationChannel(conversationId),
    event: envelope({ type, conversationId, version, data: snapshot }),
  }
}

/** Tells the participants of a conversation about it, each on their own channel, once more. */
export function announcementEvents(snapshot: ConversationSnapshot): Told[] {
  const { _id: conversationId, version } = snapshot
  return snapshot.participants.map(({ userId }) => ({
    channel: userChannel(userId),
    event: envelope({ type: 'conversation.created', conversationId, version, data: snapshot }),
  }))
}

export function userEvent(user: User): Told {
  return { channel: userChannel(user.id), event: envelope({ type: 'user.updated', data: user }) }
}

type Unsealed<Event> = Event extends BusEvent ? Omit<Event, 'id' | 'v' | 'at'> : never

function envelope(event: Unsealed<BusEvent>): BusEvent {
  return { id: newId(), v: 1, at: new Date().toISOString(), ...event }
}
