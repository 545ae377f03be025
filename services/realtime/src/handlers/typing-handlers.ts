import { TouchlineError } from '@touchline/contracts'
import type { Handlers } from '../dispatch.ts'
import type { LocalConversations } from '../local-conversations.ts'
import type { Typing } from '../typing.ts'

export function typingHandlers(
  typing: Typing,
  conversations: LocalConversations,
): Pick<Handlers, 'typing:start' | 'typing:stop'> {
  return {
    async 'typing:start'(client, { conversationId }) {
      const conversation = conversations.get(conversationId)
      if (conversation === undefined || !client.person.isIn(conversationId)) {
        throw new TouchlineError('CONVERSATION_NOT_FOUND')
      }
      if (conversation.readOnly) throw new TouchlineError('CONVERSATION_READ_ONLY')
      typing.start(client, conversationId)
      return {}
    },

    async 'typing:stop'(client, { conversationId }) {
      if (!client.person.isIn(conversationId)) throw new TouchlineError('CONVERSATION_NOT_FOUND')
      typing.stop(client, conversationId)
      return {}
    },
  }
}
