import { Redis, type RedisOptions } from 'ioredis'
import type { EngineLogger } from './engine-logger.ts'

/** How often a connection is asked whether it is alive, in milliseconds; unanswered until the next time, it is not. */
const HEARTBEAT_MS = 5_000
const CONNECT_MS = 5_000
const LONGEST_RETRY_MS = 2_000

/** Settings of every connection. RESP2 is what ioredis 5 speaks. */
const shared: RedisOptions = {
  connectTimeout: CONNECT_MS,
  disableClientInfo: true,
  retryStrategy: (attempt) => Math.random() * 50 + Math.min(50 * 2 ** Math.min(attempt, 10), LONGEST_RETRY_MS),
}

/**
 * For commands that somebody waits for: while Redis is away they fail at once, and one that was under way when the
 * connection broke fails instead of being sent again.
 */
export const impatient: RedisOptions = {
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  autoResendUnfulfilledCommands: false,
  commandTimeout: 3_000,
}

/** For subscriptions that nobody waits for, as the Socket.IO adapter makes them: they are kept and made again. */
export const patient: RedisOptions = { enableOfflineQueue: true, maxRetriesPerRequest: null, autoResubscribe: true }

/** A client whose failed commands never end the process, also where the caller (the Socket.IO adapter) ignores them. */
class UnattendedRedis extends Redis {
  override sendCommand(...args: Parameters<Redis['sendCommand']>): unknown {
    const answer = super.sendCommand(...args)
    if (answer instanceof Promise) answer.catch(() => {})
    return answer
  }
}

/**
 * Opens a connection that comes back by itself and says in the log, once for each outage, that it is gone and that it
 * is back.
 */
export function openRedis(url: string, name: string, logger: EngineLogger, options: RedisOptions): Redis {
  const client = new UnattendedRedis(url, { ...shared, ...options })
  let away = false
  const lost = (err?: Error) => {
    if (away || client.status === 'end') return
    away = true
    logger.warn({ err, connection: name }, 'lost Redis; trying to reach it again')
  }
  client.on('error', lost)
  client.on('close', () => lost())
  client.on('ready', () => {
    if (away) logger.info({ connection: name }, 'Redis is back')
    away = false
  })
  watchPulse(client)
  return client
}

/**
 * Gives a connection up that is open and dead, as that of a frozen Redis is. (ioredis's own `socketTimeout` may hit the
 * connection after the one it was meant for.)
 */
function watchPulse(client: Redis): void {
  let answered = true
  const alive = () => {
    answered = true
  }
  const heartbeat = setInterval(() => {
    if (client.status !== 'ready') return
    if (answered) {
      answered = false
      client.ping().then(alive, () => {})
    } else {
      client.disconnect(true)
    }
  }, HEARTBEAT_MS)
  heartbeat.unref()
  // A new connection does not answer for the one before it.
  client.on('ready', alive)
  client.once('end', () => clearInterval(heartbeat))
}

const settling = new WeakMap<Redis, Promise<void>>()

/** Resolves once it is known whether a connection that is being opened works. At once in every other state. */
export async function settled(client: Redis): Promise<void> {
  if (client.status !== 'connecting' && client.status !== 'connect') return
  // One pair of listeners, however many wait.
  const outcome = settling.get(client) ?? firstOutcome(client)
  settling.set(client, outcome)
  await outcome
}

function firstOutcome(client: Redis): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      settling.delete(client)
      client.off('ready', done)
      client.off('close', done)
      resolve()
    }
    client.on('ready', done)
    client.on('close', done)
  })
}

/** Ends a connection without waiting for a Redis that may be away. */
export async function closeRedis(client: Redis): Promise<void> {
  // Between two attempts there is no connection whose end could be told.
  const isConnected = !['end', 'close', 'reconnecting'].includes(client.status)
  const ended = isConnected ? new Promise((resolve) => client.once('end', resolve)) : undefined
  client.disconnect()
  await ended
}
