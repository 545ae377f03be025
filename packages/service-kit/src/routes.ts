import { closed, JSON_BODY_LIMIT, type RestRoute, validator } from '@touchline/contracts'
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteShorthandOptions } from 'fastify'
import type { Static, TObject, TSchema } from 'typebox'
import { authenticateService, authenticateUser } from './auth.ts'

type Part<Schema> = Schema extends TSchema ? Static<Schema> : undefined

/** What a route's handler is given, already checked. */
export interface RouteInput<Route extends RestRoute> {
  /** The caller's id; empty for a route that is not for people. */
  userId: string
  params: Part<Route['params']>
  query: Part<Route['querystring']>
  body: Part<Route['body']>
  request: FastifyRequest
  reply: FastifyReply
}

/** What a handler answers with: one of the contract’s statuses, with its body. */
export type RouteReply<Route extends RestRoute> = {
  [Status in keyof Route['replies']]: { status: Status; body: Part<Route['replies'][Status]> }
}[keyof Route['replies']]

/**
 * Registers a route of the contract. The token is checked before the body is read; then path, query and body are
 * validated without coercion (numbers of a query string apart), and the reply is typed by the contract.
 */
export function serve<Route extends RestRoute>(
  app: FastifyInstance,
  route: Route,
  handler: (input: RouteInput<Route>) => Promise<RouteReply<Route>>,
): void {
  const params = partOf(route, 'params')
  const query = partOf(route, 'querystring')
  const body = partOf(route, 'body')
  const callers = new WeakMap<FastifyRequest, string>()
  app.route({
    method: route.method,
    url: route.url,
    bodyLimit: route.bodyLimit ?? JSON_BODY_LIMIT,
    schema: { response: responseSchemas(route) },
    onRequest: async (request) => {
      if (route.auth === 'user') callers.set(request, await authenticateUser(request))
      if (route.auth === 'service') await authenticateService(request)
    },
    handler: async (request, reply) => {
      const result = await handler({
        userId: callers.get(request) ?? '',
        params: params(request.params),
        query: query(queryNumbers(route.querystring, request.query)),
        body: body(request.body),
        request,
        reply,
      })
      return reply.code(Number(result.status)).send(result.body)
    },
  })
}

type PartName = 'params' | 'querystring' | 'body'

const checkEmpty = validator(closed({}))

/** The check of one part of a request. Where the route describes no query string, there is to be none. */
function partOf<Route extends RestRoute, Name extends PartName>(
  route: Route,
  name: Name,
): (value: unknown) => Part<Route[Name]>
function partOf(route: RestRoute, name: PartName): (value: unknown) => unknown {
  const schema = route[name]
  if (schema !== undefined) return validator(schema).parse
  return (value) => {
    if (name === 'querystring') checkEmpty.parse(value)
    return undefined
  }
}

/** Schemas for Fastify's serialiser, which then writes known properties only. */
function responseSchemas(route: RestRoute): RouteShorthandOptions['schema'] {
  return Object.fromEntries(Object.entries(route.replies).filter(([, schema]) => schema !== null))
}

/** A query string holds text only: whole numbers become numbers, and what is left out takes its default. */
function queryNumbers(schema: TObject | undefined, query: unknown): unknown {
  if (schema === undefined || typeof query !== 'object' || query === null) return query
  const values: Record<string, unknown> = { ...query }
  for (const [key, property] of Object.entries<TSchema>(schema.properties)) {
    const text = values[key]
    if ('type' in property && property.type === 'integer' && typeof text === 'string' && /^-?\d+$/.test(text)) {
      values[key] = Number(text)
    }
    if (text === undefined && 'default' in property) values[key] = property.default
  }
  return values
}

/** A handler's answer with status 200. */
export const ok = <Body>(body: Body) => ({ status: 200, body }) as const

/** A handler's answer with status 201. */
export const created = <Body>(body: Body) => ({ status: 201, body }) as const
