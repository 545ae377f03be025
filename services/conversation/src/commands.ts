import type { ConversationCommands } from '@touchline/contracts'
import type { ConversationsService } from './conversations/conversations.service.ts'
import { onStorage } from './database/faults.ts'
import type { FilesService } from './files/files.service.ts'
import type { SpendBudget } from './messages/budget.ts'
import type { MessagesService } from './messages/messages.service.ts'
import type { SendService } from './messages/send.service.ts'
import type { PeopleService } from './people/people.service.ts'
import type { ReceiptsService } from './receipts/receipts.service.ts'
import type { SessionsService } from './sessions/sessions.service.ts'

interface Services {
  conversations: ConversationsService
  files: FilesService
  messages: MessagesService
  people: PeopleService
  receipts: ReceiptsService
  sender: SendService
  sessions: SessionsService
  /** Asked for each upload; whoever hands messages over has asked already. */
  spend: SpendBudget
}

/** The commands of the contract, over the services. Each rejects with `UNAVAILABLE` while Postgres is away. */
export function createCommands(services: Services): ConversationCommands {
  const { conversations, files, messages, people, receipts, sender, sessions, spend } = services
  return {
    openSessions: (request) => onStorage(() => sessions.open(request)),
    catchUp: (request) => onStorage(() => sessions.catchUp(request)),
    sendMessages: ({ sends }) => onStorage(async () => ({ results: await sender.sendAll(sends) })),
    editMessage: ({ content, ...target }) => onStorage(async () => ({ message: await messages.edit(target, content) })),
    deleteMessage: (target) => onStorage(async () => ({ message: await messages.remove(target) })),
    markRead: ({ userId, conversationId, messageIds }) =>
      onStorage(() => receipts.markRead(userId, conversationId, messageIds)),
    markDelivered: ({ userId, conversationId, messageId }) =>
      onStorage(async () => {
        await receipts.markDelivered(userId, conversationId, messageId)
        return {}
      }),
    announceConversation: ({ userId, conversationId }) =>
      onStorage(async () => {
        await conversations.announce(userId, conversationId)
        return {}
      }),
    findPeers: ({ userId, userIds }) => onStorage(async () => ({ userIds: await people.peers(userId, userIds) })),
    authorizeUpload: ({ userId, conversationId }) =>
      onStorage(async () => {
        await files.authorize(userId, conversationId)
        await spend(userId)
        return {}
      }),
    createDraftFile: ({ userId, conversationId, file }) =>
      onStorage(async () => ({ file: await files.createDraft(userId, conversationId, file) })),
    sendFile: ({ userId, conversationId, file, content, clientId }) =>
      onStorage(() => files.sendFile(userId, conversationId, file, { content, clientId })),
    findFiles: ({ userId, storedNames }) =>
      onStorage(async () => ({ files: await files.readable(userId, storedNames) })),
    expireDrafts: ({ olderThanSeconds }) =>
      onStorage(async () => ({ storedNames: await files.expireDrafts(olderThanSeconds) })),
  }
}
