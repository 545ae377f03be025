import type { Conversation } from '@touchline/contracts'
import type { ServerSocket } from './connection.ts'
import type { Conversations } from './conversation/conversations.ts'
import type { ConversationEvent } from './conversation/events.ts'
import type { Presence } from './people/presence.ts'
import type { Typing } from './people/typing.ts'

interface ServerListeners {
  readonly conversations: Conversations
  readonly typing: Typing
  /** Made after the connection, which it needs. */
  presence(): Presence
  conversationTold(conversation: Conversation, isChange: boolean): void
  /** Something happened that this client cannot place. */
  missed(): void
}

/** What each event of the server does here. */
export function listenToServer(socket: ServerSocket, listeners: ServerListeners): void {
  const { conversations, typing, presence, conversationTold, missed } = listeners
  const tell = (id: string, event: ConversationEvent) => {
    if (!conversations.dispatch(id, event)) missed()
  }
  socket.on('message:receive', (message) => {
    tell(message.conversationId, { type: 'message', message })
    typing.stopped(message.conversationId, message.senderId)
  })
  socket.on('message:updated', (message) => tell(message.conversationId, { type: 'message', message }))
  socket.on('message:read', ({ conversationId, userId, lastReadSeq }) =>
    tell(conversationId, { type: 'read', userId, lastReadSeq }),
  )
  socket.on('message:delivered', ({ conversationId, userId, lastDeliveredSeq }) =>
    tell(conversationId, { type: 'delivered', userId, lastDeliveredSeq }),
  )
  socket.on('conversation:new', (conversation) => conversationTold(conversation, false))
  socket.on('conversation:updated', (conversation) => conversationTold(conversation, true))
  socket.on('conversation:removed', ({ conversationId }) => {
    conversations.touch(conversationId)
    conversations.remove(conversationId)
  })
  socket.on('typing:start', ({ conversationId, ...person }) => typing.started(conversationId, person))
  socket.on('typing:stop', ({ conversationId, userId }) => typing.stopped(conversationId, userId))
  socket.on('user:online', ({ userId }) => presence().cameOnline(userId))
  socket.on('user:offline', ({ userId, lastSeenAt }) => presence().wentOffline(userId, lastSeenAt))
  socket.on('sync:required', () => {
    // A sync brings no presence.
    presence().doubt()
    missed()
  })
}
