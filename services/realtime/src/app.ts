import { buildService, createEngine, httpCommands } from '@touchline/service-kit'
import type { FastifyInstance } from 'fastify'
import type { RealtimeConfig } from './config.ts'
import { realtimePlugin } from './plugin.ts'

/** The realtime service as it runs in a container: commands by HTTP, events by Redis. */
export async function buildRealtime(config: RealtimeConfig): Promise<FastifyInstance> {
  const app = await buildService('realtime', config)
  const engine = createEngine({
    redisUrl: config.REDIS_URL,
    sendsPerSecond: config.RATE_LIMIT_SENDS_PER_SECOND,
    logger: app.log,
  })
  const conversation = httpCommands({ url: config.CONVERSATION_URL, secret: config.INTERNAL_SECRET })
  app.addHook('onClose', async () => {
    await Promise.all([engine.close(), conversation.close()])
  })
  await app.register(realtimePlugin, { engine, commands: conversation.commands, config })
  return app
}
