import { join } from 'node:path'
import { startPostgres } from '@touchline/embedded'
import { buildService, createEngine, listOf } from '@touchline/service-kit'
import { webPlugin } from '@touchline/web-server'
import type { FastifyInstance } from 'fastify'
import type { StandaloneConfig } from './config.ts'
import { keepSecret, rememberDemo } from './data-folder.ts'
import { demoRoutes } from './demo/demo.routes.ts'
import { makeDemoAcademy } from './demo/demo-academy.ts'

export interface Standalone {
  app: FastifyInstance
  /** Whether this start has made the demo academy. */
  madeDemo: boolean
}

export interface StandaloneOptions {
  /** Told what takes time, one short line each. */
  onProgress?: (text: string) => void
  /** The folder of the built chat page, which may still be under way. Left out: `/` leads to the reference. */
  web?: Promise<string>
}

/**
 * The three services in one process on one port, not listening yet. Postgres is embedded, and bus, presence and socket
 * adapter stay in the process, unless the configuration names others. Closing the app stops what was started here.
 */
export async function buildStandalone(config: StandaloneConfig, options: StandaloneOptions = {}): Promise<Standalone> {
  // Standard output is for people here: what is being done, and at the end where it is ready.
  const app = await buildService('touchline', config, process.stderr)
  try {
    const madeDemo = await compose(app, config, options)
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
  { onProgress = () => {}, web }: StandaloneOptions,
): Promise<boolean> {
  const loading = loadServices()
  // A failure is told below, once Postgres has started and is known to `onClose`.
  loading.catch(() => {})
  const databaseUrl = config.DATABASE_URL ?? (await startEmbedded(app, config, onProgress))
  const { conversationPlugin, createConversation, realtimePlugin, uploadPlugin } = await loading
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
    limiter: engine.limiter,
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
  if (web === undefined) app.get('/', async (_request, reply) => reply.redirect('/docs'))
  else await app.register(webPlugin, { dist: await web, parentOrigins: listOf(config.WEB_PARENT_ORIGINS) })
  if (config.DEMO === '0') return false
  await app.register(demoRoutes, { conversation, config })
  return makeDemoAcademy(conversation.services, (id) => rememberDemo(config.TOUCHLINE_DATA, id))
}

/** Here and not on top, so that Postgres starts while they are read: some hundred modules, a second on a small machine. */
async function loadServices() {
  const [conversation, realtime, upload] = await Promise.all([
    import('@touchline/conversation'),
    import('@touchline/realtime'),
    import('@touchline/upload'),
  ])
  const { conversationPlugin, createConversation } = conversation
  return {
    conversationPlugin,
    createConversation,
    realtimePlugin: realtime.realtimePlugin,
    uploadPlugin: upload.uploadPlugin,
  }
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
