import { restRoutes } from '@touchline/contracts'
import { ok } from '@touchline/service-kit'
import type { RouteRegistrar } from '../routes.ts'
import type { ReceiptsService } from './receipts.service.ts'

export function receiptRoutes(route: RouteRegistrar, receipts: ReceiptsService): void {
  route(restRoutes.markRead, async ({ userId, params, body }) =>
    ok(await receipts.markRead(userId, params.id, 'upTo' in body ? [body.upTo] : body.messageIds)),
  )
  route(restRoutes.listReaders, async ({ userId, params }) =>
    ok({ readers: await receipts.readers(userId, params.id, params.messageId) }),
  )
}
