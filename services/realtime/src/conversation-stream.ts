import { type BusEvent, type ConversationSnapshot, conversationFor, type ServerToClient } from '@touchline/contracts'
import type { FanOut } from './fan-out.ts'
import type { ConversationsListener, LocalConversation } from './local-conversations.ts'
import type { Memberships } from './memberships.ts'
import type { RealtimeMetrics } from './metrics.ts'
import { personRoom } from './rooms.ts'
import type { RealtimeServer } from './socket-types.ts'
import type { Typing } from './typing.ts'

interface Surroundings {
  readonly io: RealtimeServer
  readonly fanOut: FanOut
  readonly typing: Typing
  readonly metrics: RealtimeMetrics
  /** Made after the conversations, which it needs. */
  memberships(): Memberships
}

/**
 * What each event of a conversation becomes at the sockets of this instance. Every instance with interest hears the bus
 * itself, so all of it stays local; through the adapter each event would arrive once for every instance.
 */
export function conversationStream({ io, fanOut, typing, metrics, memberships }: Surroundings): ConversationsListener {
  function tellAll<Name extends keyof ServerToClient>(
    { room }: LocalConversation,
    event: Name,
    ...args: Parameters<ServerToClient[Name]>
  ): void {
    metrics.deliveries.inc({ event }, fanOut.emit(room, event, ...args))
  }

  function conversationChanged(conversation: LocalConversation, snapshot: ConversationSnapshot): void {
    memberships().removeMissing(conversation, snapshot)
    conversation.readOnly = snapshot.readOnly
    for (const { userId, clients } of conversation.people) {
      metrics.deliveries.inc({ event: 'conversation:updated' }, clients.size)
      io.local.to(personRoom(userId)).emit('conversation:updated', conversationFor(snapshot, userId))
    }
  }

  function apply(conversation: LocalConversation, event: BusEvent): void {
    metrics.busEvents.inc({ type: event.type })
    switch (event.type) {
      case 'message.created':
        tellAll(conversation, 'message:receive', event.data)
        typing.clear(event.data.senderId, conversation.id)
        return
      case 'message.updated':
        tellAll(conversation, 'message:updated', event.data)
        return
      case 'receipt.updated': {
        const { kind, ...receipt } = event.data
        if ('readAt' in receipt) tellAll(conversation, 'message:read', receipt)
        else tellAll(conversation, 'message:delivered', receipt)
        return
      }
      case 'conversation.created':
      case 'conversation.updated':
        conversationChanged(conversation, event.data)
        return
      default:
        // What happens to single people is told on their own channels.
        return
    }
  }

  return {
    apply,
    snapshotRead: (conversation, snapshot) => memberships().removeMissing(conversation, snapshot),
    gapFound: () => metrics.gaps.inc(),
  }
}
