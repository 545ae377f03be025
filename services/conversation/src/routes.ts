import type { RestRoute } from '@touchline/contracts'
import { type RouteInput, type RouteReply, serve } from '@touchline/service-kit'
import type { FastifyInstance } from 'fastify'
import { onStorage } from './database/faults.ts'

/** Registers a route of the contract whose handler works on the database. */
export type RouteRegistrar = <Route extends RestRoute>(
  route: Route,
  handler: (input: RouteInput<Route>) => Promise<RouteReply<Route>>,
) => void

/** `serve`, with `UNAVAILABLE` while Postgres is away. */
export function routeRegistrar(app: FastifyInstance): RouteRegistrar {
  return (route, handler) => serve(app, route, (input) => onStorage(() => handler(input)))
}
