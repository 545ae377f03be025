import { Socket } from 'node:net'
import type { EngineConnection } from './socket-types.ts'

/**
 * Holds back what is written to connections until the end of the turn of the event loop, so that everything for one client
 * leaves in one write. A small write costs the kernel several times what it costs to make its packet.
 */
export class TurnWrites {
  #corked: Socket[] = []

  /** Holds back what is written to this connection from now to the end of the turn. */
  cork(socket: Socket): void {
    if (socket.writableCorked > 0) return
    socket.cork()
    if (this.#corked.push(socket) === 1) setImmediate(() => this.#uncork())
  }

  #uncork(): void {
    const corked = this.#corked
    this.#corked = []
    for (const socket of corked) socket.uncork()
  }
}

/**
 * The TCP connection below, where it carries a WebSocket that is open and nothing else; undefined for HTTP long-polling, and
 * should Engine.IO or ws ever be built another way.
 */
export function tcpBelow({ transport, readyState }: EngineConnection): Socket | undefined {
  if (readyState !== 'open' || transport.name !== 'websocket') return undefined
  const webSocket: unknown = Reflect.get(transport, 'socket')
  if (typeof webSocket !== 'object' || webSocket === null || Reflect.get(webSocket, 'readyState') !== OPEN)
    return undefined
  const socket: unknown = Reflect.get(webSocket, '_socket')
  return socket instanceof Socket ? socket : undefined
}

/** `WebSocket.OPEN`: a close frame has neither come nor gone. */
const OPEN = 1
