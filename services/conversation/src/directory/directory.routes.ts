import { restRoutes } from '@touchline/contracts'
import { created, ok } from '@touchline/service-kit'
import type { RouteRegistrar } from '../routes.ts'
import type { DirectoryService } from './directory.service.ts'

export function directoryRoutes(route: RouteRegistrar, directory: DirectoryService): void {
  route(restRoutes.putUser, async ({ params, body }) => {
    const { user, isNew } = await directory.putUser(params.id, body)
    return isNew ? created({ user }) : ok({ user })
  })
  route(restRoutes.putBatch, async ({ params, body }) => {
    const { batch, isNew } = await directory.putBatch(params.id, body)
    return isNew ? created({ batch }) : ok({ batch })
  })
  route(restRoutes.importDirectory, async ({ body }) => ok(await directory.importAll(body)))
}
