import scalar from '@scalar/fastify-api-reference'
import { asyncApiDocument } from '@touchline/contracts'
import type { FastifyInstance } from 'fastify'
import { openApiDocument } from './openapi.ts'

/** `/docs`: a readable page, `/docs/openapi.json` and `/docs/asyncapi.json`, all made from the contracts. */
export async function docsPlugin(app: FastifyInstance): Promise<void> {
  const openApi = await openApiDocument()
  const asyncApi = asyncApiDocument()
  app.get('/docs/openapi.json', async () => openApi)
  app.get('/docs/asyncapi.json', async () => asyncApi)
  await app.register(scalar, {
    routePrefix: '/docs',
    configuration: { title: 'Touchline', url: '/docs/openapi.json' },
  })
}
