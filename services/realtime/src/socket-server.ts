import type { Server as HttpServer, IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { createAdapter } from '@socket.io/redis-adapter'
import type { Engine } from '@touchline/service-kit'
import { Server } from 'socket.io'
import { forgetUpgrade } from './handshake-remains.ts'
import { isOriginAllowed, refuseUpgrade } from './origin.ts'
import { nameGatewayIn } from './session-id.ts'
import type { RealtimeServer } from './socket-types.ts'
import { within } from './within.ts'

/** The most bytes of one packet; a larger one closes the connection. */
const MAX_PACKET_BYTES = 64 * 1024

interface SocketServerOptions {
  readonly engine: Engine
  readonly allowedOrigins: readonly string[]
  /** Whether new connections are refused because this instance is about to end. */
  isDraining(): boolean
}

/** The Socket.IO server on a service's own HTTP server, at `/socket.io/`. */
export function createSocketServer(
  httpServer: HttpServer,
  { engine, allowedOrigins, isDraining }: SocketServerOptions,
): RealtimeServer {
  const refusal = (request: IncomingMessage) => {
    if (!isOriginAllowed(request.headers.origin, request.headers.host, allowedOrigins)) return '403 Forbidden'
    return isDraining() ? '503 Service Unavailable' : undefined
  }
  const io: RealtimeServer = new Server(httpServer, {
    path: '/socket.io/',
    serveClient: false,
    maxHttpBufferSize: MAX_PACKET_BYTES,
    perMessageDeflate: false,
    allowRequest(request, answer) {
      if (request.headers.upgrade !== undefined) forgetUpgrade(request)
      const refused = refusal(request)
      if (refused !== undefined && request.headers.upgrade !== undefined) refuseUpgrade(request, refused)
      else answer(refused?.slice(4), refused === undefined)
    },
    ...(allowedOrigins.length > 0 ? { cors: { origin: [...allowedOrigins], credentials: true } } : {}),
    ...(engine.redis === undefined ? {} : { adapter: createAdapter(engine.redis.pub, engine.redis.sub) }),
  })
  const generateId = io.engine.generateId.bind(io.engine)
  io.engine.generateId = async (request: IncomingMessage) => nameGatewayIn(await generateId(request), request)
  return io
}

/** A client that does not answer the end of its WebSocket would keep the HTTP server from closing for half a minute. */
const GOODBYE_MS = 500

/**
 * What closes the sockets for good and leaves the HTTP server to its owner. Made before connections come in, because it
 * has to know them.
 */
export function socketServerClosing(httpServer: HttpServer, io: RealtimeServer): () => Promise<void> {
  const connections = new Set<Duplex>()
  // One listener for all of them, for each one's memory.
  function forget(this: Duplex): void {
    connections.delete(this)
  }
  httpServer.on('upgrade', (_request, connection) => {
    connections.add(connection)
    connection.on('close', forget)
  })
  return async () => {
    await io.sockets.adapter.close()
    io.engine.close()
    const ended = [...connections].map((connection) => new Promise((resolve) => connection.once('close', resolve)))
    if (!(await within(GOODBYE_MS, Promise.all(ended)))) for (const connection of connections) connection.destroy()
  }
}
