import swagger from '@fastify/swagger'
import { type ErrorCode, errors, type RestRoute, restRoutes } from '@touchline/contracts'
import Fastify, { type FastifySchema } from 'fastify'

/** Codes that any route can answer with. */
const COMMON: readonly ErrorCode[] = ['VALIDATION', 'UNAVAILABLE', 'INTERNAL']

/**
 * OpenAPI 3.1 of every public route, whichever service answers it, from the schemas that the services check with. The
 * routes are registered on an instance that is never listened on.
 */
export async function openApiDocument(): Promise<object> {
  const catalogue = Fastify({ routerOptions: { maxParamLength: 300 } })
  await catalogue.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Touchline', version: '1', description: 'Safe chat between Admins, Coaches and Parents' },
      components: {
        securitySchemes: {
          user: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'sub: a person of the directory' },
          service: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'scope: directory' },
        },
      },
    },
  })
  for (const [operationId, route] of Object.entries<RestRoute>(restRoutes)) {
    catalogue.route({
      method: route.method,
      url: route.url,
      schema: { operationId, ...schemaOf(route) },
      // Nothing is validated or serialised here.
      validatorCompiler: () => () => true,
      serializerCompiler: () => () => '',
      handler: async () => undefined,
    })
  }
  await catalogue.ready()
  return catalogue.swagger()
}

function schemaOf(route: RestRoute): FastifySchema {
  const security = route.auth === 'none' ? [] : [{ [route.auth]: [] }]
  return {
    tags: [route.tag],
    summary: route.summary,
    security,
    ...(route.params === undefined ? {} : { params: route.params }),
    ...(route.querystring === undefined ? {} : { querystring: route.querystring }),
    ...(route.body === undefined ? {} : { body: route.body }),
    ...(route.consumes === undefined ? {} : { consumes: [route.consumes] }),
    response: { ...repliesOf(route), ...refusalsOf(route) },
  }
}

function repliesOf(route: RestRoute): Record<string, unknown> {
  const file = {
    description: 'the file',
    content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
  }
  return Object.fromEntries(
    Object.entries(route.replies).map(([status, schema]) => [
      status,
      schema === null ? file : { description: 'Success', content: { 'application/json': { schema } } },
    ]),
  )
}

/** One reply a status, which lists the codes that it can carry. */
function refusalsOf(route: RestRoute): Record<string, unknown> {
  const codes: ErrorCode[] = [
    ...(route.auth === 'none' ? [] : (['UNAUTHENTICATED'] as const)),
    ...COMMON,
    ...route.errors,
  ]
  const byStatus = Map.groupBy(new Set(codes), (code) => errors[code].status)
  return Object.fromEntries(
    [...byStatus].map(([status, list]) => [
      status,
      {
        description: list.map((code) => `\`${code}\`: ${errors[code].text}`).join('; '),
        content: { 'application/json': { schema: errorSchema(status, list) } },
      },
    ]),
  )
}

function errorSchema(status: number, codes: readonly ErrorCode[]) {
  return {
    type: 'object',
    required: ['statusCode', 'code', 'error', 'message'],
    properties: {
      statusCode: { const: status },
      code: { enum: codes },
      error: { type: 'string' },
      message: { type: 'string' },
    },
  }
}
