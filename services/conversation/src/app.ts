import { buildService, createEngine } from '@touchline/service-kit'
import type { FastifyInstance } from 'fastify'
import type { ConversationConfig } from './config.ts'
import { createConversation } from './conversation.ts'
import { conversationPlugin } from './plugin.ts'

/** The conversation service as one process of a cluster runs it. Tests build the same app. */
export async function buildConversation(config: ConversationConfig): Promise<FastifyInstance> {
  const app = await buildService('conversation', config)
  const engine = createEngine({
    redisUrl: config.REDIS_URL,
    sendsPerSecond: config.RATE_LIMIT_SENDS_PER_SECOND,
    logger: app.log,
  })
  app.addHook('onClose', () => engine.close())
  const conversation = await createConversation({
    databaseUrl: config.DATABASE_URL,
    bus: engine.bus,
    log: app.log,
    metrics: app.metrics,
    contactAllowlist: config.CONTACT_ALLOWLIST,
    limiter: engine.limiter,
  })
  // Hooks run in the order of their adding, last first: what is untold is told before the bus is closed.
  app.addHook('onClose', () => conversation.close())
  app.readiness.set('redis', () => engine.ready())
  await app.register(conversationPlugin, { conversation, engine, internalSecret: config.INTERNAL_SECRET })
  return app
}
