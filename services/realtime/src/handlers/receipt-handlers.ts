import type { ConversationCommands } from '@touchline/contracts'
import type { Handlers } from '../dispatch.ts'

/** Watermarks are stored by the conversation service, which tells of them on the bus. */
export function receiptHandlers(
  commands: Pick<ConversationCommands, 'markRead' | 'markDelivered'>,
): Pick<Handlers, 'message:read' | 'message:delivered'> {
  return {
    'message:read': ({ person }, payload) => {
      const { conversationId } = payload
      const messageIds = 'upTo' in payload ? [payload.upTo] : payload.messageIds
      return commands.markRead({ userId: person.userId, conversationId, messageIds })
    },

    'message:delivered': ({ person }, { conversationId, upTo }) =>
      commands.markDelivered({ userId: person.userId, conversationId, messageId: upTo }),
  }
}
