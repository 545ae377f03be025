import { restRoutes } from '@touchline/contracts'
import { ok } from '@touchline/service-kit'
import type { RouteRegistrar } from '../routes.ts'
import type { SyncService } from './sync.service.ts'

export function syncRoutes(route: RouteRegistrar, sync: SyncService): void {
  route(restRoutes.sync, async ({ userId, body }) =>
    ok(await sync.sync(userId, new Map(Object.entries(body.versions)))),
  )
}
