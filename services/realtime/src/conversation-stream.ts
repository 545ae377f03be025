import { type BusEvent, type ConversationSnapshot, conversationFor, type ServerEventName } from '@touchline/contracts'
import type { ConversationsListener, LocalConversation } from './local-conversations.ts'
import type { Memberships } from './memberships.ts'
import type { RealtimeMetrics } from './metrics.ts'
import { conversationRoom, personRoom } from './rooms.ts'
import type { RealtimeServer } from './socket-types.ts'
import type { Typing } from './typing.ts'

interface Surroundings {
  readonly io: RealtimeServer
  readonly typing: Typing
  readonly metrics: RealtimeMetrics
  /** Made after the conversations, which it needs. */
  memberships(): Memberships
}

/**
 * What each event of a conversation becomes at the sockets of this instance. Every instance with interest hears the bus
 * itself, so all of it stays local; through the adapter each event would arrive once for every instance.
 */
export function conversationStream({ io, typing, metrics, memberships }: Surroundings): ConversationsListener {
  const everyone = (conversation: LocalConversation, event: ServerEventName) => {
    const room = conversationRoom(conversation.id)
    metrics.deliveries.inc({ event }, io.sockets.adapter.rooms.get(room)?.size ?? 0)
    return io.local.to(room)
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
        everyone(conversation, 'message:receive').emit('message:receive', event.data)
        typing.clear(event.data.senderId, conversation.id)
        return
      case 'message.updated':
        everyone(conversation, 'message:updated').emit('message:updated', event.data)
        return
      case 'receipt.updated': {
        const { kind, ...receipt } = event.data
        if ('readAt' in receipt) everyone(conversation, 'message:read').emit('message:read', receipt)
        else everyone(conversation, 'message:delivered').emit('message:delivered', receipt)
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
