import { setTimeout as sleep } from 'node:timers/promises'
import cors from '@fastify/cors'
import { JSON_BODY_LIMIT, TouchlineError } from '@touchline/contracts'
import closeWithGrace from 'close-with-grace'
import Fastify, { type FastifyInstance, LogController } from 'fastify'
import { authPlugin } from './auth.ts'
import { type CommonConfig, ConfigError, listOf } from './config.ts'
import { answerClientError, sendError, useErrorReplies } from './errors.ts'
import { healthPlugin } from './health.ts'
import { loggerOptions } from './logging.ts'
import { metricsPlugin } from './metrics.ts'

export type ServiceConfig = Pick<
  CommonConfig,
  'LOG_LEVEL' | 'ALLOWED_ORIGINS' | 'JWT_SECRET' | 'JWT_SECRET_OLD' | 'JWT_PUBLIC_KEY' | 'JWKS_URL' | 'JWT_AUDIENCE'
>

/**
 * A Fastify app with what every service does alike: logs without secrets, errors with registered codes, token
 * verification, `/health`, `/ready`, `/metrics`. Tests build the same app as `server.ts` does. Logs go to `logTo`.
 */
export async function buildService(
  name: string,
  config: ServiceConfig,
  logTo: NodeJS.WritableStream = process.stdout,
): Promise<FastifyInstance> {
  const app = Fastify({
    logger: loggerOptions(name, config.LOG_LEVEL, logTo),
    // Requests are logged by the gateway and counted by the metrics; here only what goes wrong is said.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: JSON_BODY_LIMIT,
    // Only a proxy on a private network may say whom it speaks for.
    trustProxy: ['loopback', 'linklocal', 'uniquelocal'],
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    // A stored file's name is up to 255 characters long; the default would answer 404.
    routerOptions: { maxParamLength: 300 },
    clientErrorHandler: answerClientError,
    frameworkErrors: (_error, _request, reply) => {
      sendError(reply, new TouchlineError('VALIDATION', 'The address is not valid'))
    },
  })
  useErrorReplies(app)
  endConnectionsWithLastReply(app)
  // Many clients name JSON on a DELETE that has no body: an empty one is none, and each route says whether it wants one.
  const parseJson = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body.length === 0) done(null, undefined)
    else parseJson(request, body.toString(), done)
  })
  const origins = listOf(config.ALLOWED_ORIGINS)
  if (origins.length > 0) {
    await app.register(cors, { origin: origins, methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] })
  }
  await app.register(healthPlugin)
  await app.register(metricsPlugin)
  await app.register(authPlugin, config)
  return app
}

/**
 * Seconds that an instance which was told to stop goes on as before, with `/ready` off, until load balancers have noticed
 * and send nothing new. Never longer than the drain.
 */
const NOTICE_SECONDS = 3

/**
 * When the app closes, idle connections are closed. One that is just being answered would be kept alive after it, and hold
 * the end of the process up for more than a minute.
 */
function endConnectionsWithLastReply(app: FastifyInstance): void {
  let closing = false
  app.addHook('preClose', (done) => {
    closing = true
    // For replies whose headers have gone out already. Milliseconds.
    app.server.keepAliveTimeout = 1
    done()
  })
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (closing) reply.header('connection', 'close')
    done(null, payload)
  })
}

interface RunOptions {
  host: string
  port: number
  /** Seconds that draining may take, after the notice; the process is ended 10 s later at the latest. */
  drainSeconds: number
}

/**
 * Connections that may wait to be taken. After an outage everybody comes back in the same second; whoever finds no room is
 * not refused but left to try again a second later, and then three. The system may allow fewer.
 */
const BACKLOG = 8_192

/**
 * Listens until SIGTERM or SIGINT, then turns `/ready` 503, gives notice, drains and ends. A second signal ends at once, and so
 * does an error that nothing caught.
 */
export async function runService(app: FastifyInstance, { host, port, drainSeconds }: RunOptions): Promise<void> {
  const noticeSeconds = Math.min(NOTICE_SECONDS, drainSeconds)
  const delay = (noticeSeconds + drainSeconds + 10) * 1000
  const grace = closeWithGrace({ delay, logger: app.log }, async ({ err }) => {
    app.startDraining()
    if (err) app.log.fatal({ err }, 'stopping after an error that nothing caught')
    else await sleep(noticeSeconds * 1000)
    await app.close()
  })
  try {
    await app.listen({ host, port, backlog: BACKLOG })
  } catch (error) {
    // What was started before must not keep a process alive that serves nothing.
    grace.uninstall()
    await app.close()
    throw error
  }
}

/** Starts a service, or ends the process with a text that says what to mend. */
export async function startOrExplain(start: () => Promise<void>): Promise<void> {
  try {
    await start()
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`)
    process.exitCode = 1
  }
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if ('code' in error && error.code === 'EADDRINUSE' && 'port' in error) {
    return `Port ${error.port} is taken. Stop what uses it, or set PORT to another.`
  }
  // An error without a code was written to be read; one with a code comes from below and needs its place.
  return error instanceof ConfigError || !('code' in error) ? error.message : (error.stack ?? error.message)
}
