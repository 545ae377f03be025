import { restRoutes } from '@touchline/contracts'
import { created, ok } from '@touchline/service-kit'
import type { RouteRegistrar } from '../routes.ts'
import type { ConversationsService } from './conversations.service.ts'

export function conversationRoutes(route: RouteRegistrar, conversations: ConversationsService): void {
  route(restRoutes.listConversations, async ({ userId, query }) =>
    ok(await conversations.list(userId, query.limit, query.cursor)),
  )
  route(restRoutes.openConversation, async ({ userId, body }) => {
    const { conversation, isNew } = await conversations.open(userId, body)
    return isNew ? created({ conversation }) : ok({ conversation })
  })
  route(restRoutes.getConversation, async ({ userId, params }) =>
    ok({ conversation: await conversations.get(userId, params.id) }),
  )
}
