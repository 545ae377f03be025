import { closed, validator } from '@touchline/contracts'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import Type from 'typebox'

/** Whether something that a service needs is there right now. */
export type ReadinessCheck = () => Promise<boolean>

declare module 'fastify' {
  interface FastifyInstance {
    /** What `/ready` asks, by name. Plugins add what they need. */
    readiness: Map<string, ReadinessCheck>
    /** Turns `/ready` 503 for good; called first when the process is told to stop. */
    startDraining(): void
  }
}

/** Milliseconds after which a silent dependency counts as not ready. */
const CHECK_TIMEOUT_MS = 2_000

/** A load balancer that keeps clients on an instance that drains, and takes them from one that fails, asks so. */
const tellsDrainingApart = validator(closed({ draining: Type.Literal('404') }))

/**
 * `GET /health`: the process answers. `GET /ready`: it can do its work; 503 while it drains or misses something;
 * `/ready?draining=404` says 404 while it drains.
 */
export const healthPlugin = fp(
  async (app: FastifyInstance) => {
    let draining = false
    app.decorate('readiness', new Map<string, ReadinessCheck>())
    app.decorate('startDraining', () => {
      draining = true
    })
    app.get('/health', { logLevel: 'silent' }, async () => ({ status: 'ok' }))
    app.get('/ready', { logLevel: 'silent' }, async (request, reply) => {
      const entries = [...app.readiness].map(async ([name, check]) => [name, await passes(check)] as const)
      const checks = Object.fromEntries(await Promise.all(entries))
      const ready = !draining && Object.values(checks).every(Boolean)
      const status = draining ? 'draining' : ready ? 'ready' : 'unavailable'
      const refusal = draining && tellsDrainingApart.is(request.query) ? 404 : 503
      return reply.code(ready ? 200 : refusal).send({ status, checks })
    })
  },
  { name: 'touchline-health' },
)

async function passes(check: ReadinessCheck): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>()
  const timer = setTimeout(resolve, CHECK_TIMEOUT_MS, false)
  try {
    return await Promise.race([check(), late])
  } catch {
    return false
  } finally {
    clearTimeout(timer)
  }
}
