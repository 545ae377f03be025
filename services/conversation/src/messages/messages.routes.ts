import { restRoutes } from '@touchline/contracts'
import { created, ok, type RateLimiter } from '@touchline/service-kit'
import type { RouteRegistrar } from '../routes.ts'
import { budgetOf } from './budget.ts'
import type { MessagesService } from './messages.service.ts'
import type { SendService } from './send.service.ts'

interface MessageRoutesOptions {
  messages: MessagesService
  sender: SendService
  limiter: RateLimiter
}

export function messageRoutes(route: RouteRegistrar, { messages, sender, limiter }: MessageRoutesOptions): void {
  const spend = budgetOf(limiter)

  route(restRoutes.listMessages, async ({ userId, params, query }) =>
    ok(await messages.history(userId, params.id, query)),
  )
  route(restRoutes.listChanges, async ({ userId, params, query }) =>
    ok(await messages.changes(userId, params.id, query.since, query.limit)),
  )
  route(restRoutes.sendMessage, async ({ userId, params, body }) => {
    await spend(userId)
    const { message, created: isNew } = await sender.send({ senderId: userId, conversationId: params.id, ...body })
    return isNew ? created({ message }) : ok({ message })
  })
  route(restRoutes.editMessage, async ({ userId, params, body }) => {
    await spend(userId)
    const target = { userId, conversationId: params.id, messageId: params.messageId }
    return ok({ message: await messages.edit(target, body.content) })
  })
  route(restRoutes.deleteMessage, async ({ userId, params }) => {
    const target = { userId, conversationId: params.id, messageId: params.messageId }
    return ok({ message: await messages.remove(target) })
  })
}
