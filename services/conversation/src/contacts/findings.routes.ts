import { restRoutes } from '@touchline/contracts'
import { ok } from '@touchline/service-kit'
import type { RouteRegistrar } from '../routes.ts'
import type { FindingsService } from './findings.service.ts'

export function findingRoutes(route: RouteRegistrar, findings: FindingsService): void {
  route(restRoutes.listFindings, async ({ userId, query }) =>
    ok(await findings.list(userId, query.limit, query.cursor)),
  )
}
