import { restRoutes } from '@touchline/contracts'
import { ok } from '@touchline/service-kit'
import type { RouteRegistrar } from '../routes.ts'
import type { PeopleService } from './people.service.ts'

export function peopleRoutes(route: RouteRegistrar, people: PeopleService): void {
  route(restRoutes.listContacts, async ({ userId }) => ok({ contacts: await people.contacts(userId) }))
  route(restRoutes.listBatches, async ({ userId }) => ok({ batches: await people.batches(userId) }))
}
