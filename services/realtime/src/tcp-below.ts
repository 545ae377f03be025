import { Socket } from 'node:net'
import type { EngineConnection } from './socket-types.ts'

/** `WebSocket.OPEN`: a close frame has neither come nor gone. */
const OPEN = 1

/** The WebSocket of ws that a connection has changed over to, or began with, while it is open; undefined for HTTP long-polling. */
export function webSocketBelow({ transport, readyState }: EngineConnection): object | undefined {
  if (readyState !== 'open' || transport.name !== 'websocket') return undefined
  const webSocket: unknown = Reflect.get(transport, 'socket')
  if (typeof webSocket !== 'object' || webSocket === null || Reflect.get(webSocket, 'readyState') !== OPEN)
    return undefined
  return webSocket
}

/**
 * The TCP connection below, where it carries a WebSocket that is open and nothing else; undefined for HTTP long-polling, and
 * should Engine.IO or ws ever be built another way.
 */
export function tcpBelow(connection: EngineConnection): Socket | undefined {
  const webSocket = webSocketBelow(connection)
  if (webSocket === undefined) return undefined
  const socket: unknown = Reflect.get(webSocket, '_socket')
  return socket instanceof Socket ? socket : undefined
}
