import { join } from 'node:path'
import { conversationPlugin, createConversation } from '@touchline/conversation'
import { startPostgres } from '@touchline/embedded'
import { realtimePlugin } from '@touchline/realtime'
import { buildService, createEngine, listOf } from '@touchline/service-kit'
import { uploadPlugin } from '@touchline/upload'
import type { FastifyInstance } from 'fastify'
import type { StandaloneConfig } from './config.ts'
import { keepSecret } from './data-folder.ts'
import { makeDemoAcademy } from './demo-academy.ts'

export interface Standalone {
  app: FastifyInstance
  /** Whether this start has made the demo academy. */
  madeDemo: boolean
}

/**
 * The three services in one process on one port, not listening yet. Postgres is embedded, and bus, presence and socket
 * adapter stay in the process, unless the configuration names others. Closing the app stops what was started here.
 */
export async function buildStandalone(
  config: StandaloneConfig,
  onProgress: (text: string) => void,
): Promise<Standalone> {
  // Standard output is for people here: what is being done, and at the end where it is ready.
  const app = await buildService('touchline', config, process.stderr)
  try {
    const madeDemo = await compose(app, config, onProgress)
    return { app, madeDemo }
  } catch (error) {
    // What has been started must not outlive a start that failed.
    await app.close()
    throw error
  }
}

/** Hooks of `onClose` run last added first: sockets and routes end before the engine, Postgres last of all. */
async function compose(
  app: FastifyInstance,
  config: StandaloneConfig,
  onProgress: (text: string) => void,
): Promise<boolean> {
  const databaseUrl = config.DATABASE_URL ?? (await startEmbedded(app, config, onProgress))
  const engine = createEngine({
    redisUrl: config.REDIS_URL,
    sendsPerSecond: config.RATE_LIMIT_SENDS_PER_SECOND,
    logger: app.log,
  })
  app.addHook('onClose', () => engine.close())
  onProgress('Preparing the database')
  const conversation = await createConversation({
    databaseUrl,
    bus: engine.bus,
    log: app.log,
    metrics: app.metrics,
    contactAllowlist: config.CONTACT_ALLOWLIST,
  })
  app.addHook('onClose', () => conversation.close())
  if (config.REDIS_URL !== undefined) app.readiness.set('redis', () => engine.ready())

  await app.register(conversationPlugin, { conversation, engine })
  await app.register(realtimePlugin, { engine, commands: conversation.commands, config })
  await app.register(uploadPlugin, {
    commands: conversation.commands,
    uploadDir: config.UPLOAD_DIR ?? join(config.TOUCHLINE_DATA, 'uploads'),
    maxFileBytes: config.MAX_FILE_BYTES,
    linkSecret: keepSecret(config.TOUCHLINE_DATA, 'link-secret'),
    contactAllowlist: config.CONTACT_ALLOWLIST,
    crossOrigin: listOf(config.ALLOWED_ORIGINS).length > 0,
  })
  app.get('/', async (_request, reply) => reply.redirect('/docs'))
  return config.DEMO === '1' && makeDemoAcademy(conversation.services)
}

async function startEmbedded(
  app: FastifyInstance,
  { TOUCHLINE_DATA }: StandaloneConfig,
  onProgress: (text: string) => void,
): Promise<string> {
  const postgres = await startPostgres({ dataDir: join(TOUCHLINE_DATA, 'postgres'), onProgress })
  let stopping = false
  void postgres.ended.then(() => {
    if (stopping) return
    // Nothing here can bring it back with its data checked; a new start does.
    app.log.fatal({ log: postgres.logFile }, 'Postgres has ended; start Touchline again')
    process.kill(process.pid, 'SIGTERM')
  })
  app.addHook('onClose', async () => {
    stopping = true
    await postgres.stop()
  })
  return postgres.createDatabase('touchline')
}
