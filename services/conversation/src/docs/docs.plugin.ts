import scalar from '@scalar/fastify-api-reference'
import { asyncApiDocument } from '@touchline/contracts'
import type { FastifyInstance } from 'fastify'
import { openApiDocument } from './openapi.ts'

/** `/docs`: a readable page, `/docs/openapi.json` and `/docs/asyncapi.json`, all made from the contracts. */
export async function docsPlugin(app: FastifyInstance): Promise<void> {
  // Made when first asked for: it takes a good part of a second, which no start should wait for.
  let openApi: Promise<object> | undefined
  app.get('/docs/openapi.json', async () => {
    openApi ??= openApiDocument()
    return openApi
  })
  app.get('/docs/asyncapi.json', async () => asyncApiDocument())
  await app.register(scalar, {
    routePrefix: '/docs',
    configuration: { title: 'Touchline', url: '/docs/openapi.json' },
  })
}
