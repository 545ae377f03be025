import { type ConversationCommands, TouchlineError } from '@touchline/contracts'
import type { Handlers } from '../dispatch.ts'
import type { Memberships } from '../memberships.ts'
import { conversationRoom, quietRoom } from '../rooms.ts'
import type { Typing } from '../typing.ts'

interface Surroundings {
  readonly commands: Pick<ConversationCommands, 'announceConversation'>
  readonly memberships: Memberships
  readonly typing: Typing
}

export function conversationHandlers({
  commands,
  memberships,
  typing,
}: Surroundings): Pick<Handlers, 'conversation:join' | 'conversation:leave' | 'conversation:created'> {
  return {
    async 'conversation:join'({ person, socket, muted }, { conversationId }) {
      // What is known here follows the bus; before a refusal the conversation service is asked.
      if (!person.isIn(conversationId)) await memberships.load(person)
      if (!person.isIn(conversationId)) throw new TouchlineError('CONVERSATION_NOT_FOUND')
      muted.delete(conversationId)
      void socket.leave(quietRoom(conversationId))
      void socket.join(conversationRoom(conversationId))
      return {}
    },

    async 'conversation:leave'(client, { conversationId }) {
      const { person, socket, muted } = client
      if (!person.isIn(conversationId)) throw new TouchlineError('CONVERSATION_NOT_FOUND')
      typing.stop(client, conversationId)
      muted.add(conversationId)
      void socket.join(quietRoom(conversationId))
      void socket.leave(conversationRoom(conversationId))
      return {}
    },

    'conversation:created': ({ person }, { conversationId }) =>
      commands.announceConversation({ userId: person.userId, conversationId }),
  }
}
