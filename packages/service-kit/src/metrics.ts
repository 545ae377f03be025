import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client'

declare module 'fastify' {
  interface FastifyInstance {
    /** The registry behind `/metrics`; each plugin registers its own metrics here. */
    metrics: Registry
  }
}

/** `GET /metrics` for Prometheus, with the process's own metrics and the duration of HTTP requests by route. */
export const metricsPlugin = fp(
  async (app: FastifyInstance) => {
    const register = new Registry()
    collectDefaultMetrics({ register })
    app.decorate('metrics', register)
    const duration = new Histogram({
      name: 'touchline_http_request_duration_seconds',
      help: 'Duration of HTTP requests by route and status',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
      registers: [register],
    })
    app.addHook('onResponse', async (request, reply) => {
      // The route's pattern, never the path: paths hold ids, and each would be a series of its own.
      const route = request.routeOptions.url ?? 'unmatched'
      duration.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000)
    })
    app.get('/metrics', { logLevel: 'silent' }, async (_request, reply) => {
      return reply.type(register.contentType).send(await register.metrics())
    })
  },
  { name: 'touchline-metrics' },
)
