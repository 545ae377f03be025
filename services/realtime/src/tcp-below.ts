import { Socket } from 'node:net'
import type { EngineConnection } from './socket-types.ts'

/** `WebSocket.OPEN`: a close frame has neither come nor gone. */
const OPEN = 1

/** A WebSocket of ws, as far as it is looked at. */
interface WebSocketOfWs {
  readonly readyState: unknown
}

/** The WebSocket of ws that a connection has changed over to, or began with, while it is open; undefined for HTTP long-polling. */
export function webSocketBelow({ transport, readyState }: EngineConnection): WebSocketOfWs | undefined {
  if (readyState !== 'open' || transport.name !== 'websocket') return undefined
  const webSocket: unknown = Reflect.get(transport, 'socket')
  return isWebSocket(webSocket) && webSocket.readyState === OPEN ? webSocket : undefined
}

const isWebSocket = (value: unknown): value is WebSocketOfWs =>
  typeof value === 'object' && value !== null && 'readyState' in value

/**
 * Finds the TCP connection below one connection, where it carries a WebSocket that is open and nothing else; undefined for HTTP
 * long-polling, and should Engine.IO or ws ever be built another way. It is asked for each writing: what cannot change as long as
 * the transport is the same is looked up once.
 */
export function tcpBelow(connection: EngineConnection): () => Socket | undefined {
  let transport: EngineConnection['transport'] | undefined
  let webSocket: WebSocketOfWs | undefined
  let socket: Socket | undefined
  return () => {
    if (connection.transport === transport)
      return connection.readyState === 'open' && webSocket?.readyState === OPEN ? socket : undefined
    webSocket = webSocketBelow(connection)
    const found: unknown = webSocket === undefined ? undefined : Reflect.get(webSocket, '_socket')
    socket = found instanceof Socket ? found : undefined
    // Until there is one, the next look may find it.
    transport = socket === undefined ? undefined : connection.transport
    return socket
  }
}
