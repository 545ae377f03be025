import { errors, type RestRoute, restRoutes } from '@touchline/contracts'
import t from 'tap'
import { startHarness } from './harness.ts'

interface Parameter {
  name: string
  in: string
  required?: boolean
}
interface Operation {
  operationId: string
  parameters?: Parameter[]
  requestBody?: { content: Record<string, { schema: unknown }> }
  responses: Record<string, { description: string; content?: Record<string, unknown> }>
  security: object[]
}
interface Document {
  openapi: string
  info: { title: string; version: string }
  paths: Record<string, Record<string, Operation>>
}

const harness = await startHarness(t)

/** Every value below a place of a document, with its path. */
function* walk(value: unknown, path = '#'): Generator<{ path: string; value: object }> {
  if (typeof value !== 'object' || value === null) return
  yield { path, value }
  for (const [key, child] of Object.entries(value)) yield* walk(child, `${path}/${key}`)
}

t.test('OpenAPI describes every route', async (t) => {
  const reply = await harness.app.inject('/docs/openapi.json')
  t.equal(reply.statusCode, 200)
  t.match(reply.headers['content-type'], /^application\/json/)
  const document: Document = reply.json()
  t.match(document, { openapi: '3.1.0', info: { title: 'Touchline', version: String } })

  const routes = Object.entries<RestRoute>(restRoutes)
  for (const [name, route] of routes) {
    const operation = document.paths[route.url.replaceAll(/:(\w+)/g, '{$1}')]?.[route.method.toLowerCase()]
    t.equal(operation?.operationId, name, `${route.method} ${route.url}`)
    if (operation === undefined) continue
    const inPath = [...route.url.matchAll(/:(\w+)/g)].map(([, key]) => key)
    const named = (place: string) =>
      (operation.parameters ?? []).filter((one) => one.in === place).map((one) => one.name)
    t.same(named('path').toSorted(), inPath.toSorted(), `${name}: path`)
    t.same(named('query').toSorted(), Object.keys(route.querystring?.properties ?? {}).toSorted(), `${name}: query`)
    t.ok(
      (operation.parameters ?? []).every((one) => one.in !== 'path' || one.required),
      `${name}: required`,
    )
    const types = Object.keys(operation.requestBody?.content ?? {})
    if (route.body !== undefined) t.same(types, [route.consumes ?? 'application/json'], `${name}: body`)
    t.equal(operation.security.length, route.auth === 'none' ? 0 : 1, `${name}: security`)
    const statuses = [...Object.keys(route.replies), ...route.errors.map((code) => `${errors[code].status}`)]
    for (const status of statuses) t.ok(operation.responses[status]?.description, `${name}: ${status}`)
  }
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path))
  t.equal(operations.length, routes.length, 'and nothing else')

  for (const { path, value } of walk(document)) {
    const odd = Object.keys(value).filter((key) => key.startsWith('~') || key === '$id')
    if (odd.length > 0) t.fail(`${path} shows ${odd}`)
    if ('$ref' in value && typeof value.$ref === 'string') {
      const target = value.$ref
        .slice(2)
        .split('/')
        .reduce<unknown>((at, key) => Object(at)[key], document)
      t.ok(target, `${path}: ${value.$ref} leads somewhere`)
    }
  }
})

t.test('the other documents', async (t) => {
  const asyncApi = await harness.app.inject('/docs/asyncapi.json')
  t.match(asyncApi.json(), { asyncapi: '3.0.0', channels: { socket: {}, bus: {} } })
  const page = await harness.app.inject('/docs/')
  t.equal(page.statusCode, 200)
  t.match(page.headers['content-type'], /^text\/html/)
  t.match(page.body, /openapi\.json/)
  t.ok([200, 301, 302].includes((await harness.app.inject('/docs')).statusCode), 'without the slash too')
})
