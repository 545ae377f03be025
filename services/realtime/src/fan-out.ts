import type { Socket } from 'node:net'
import type { ServerToClient } from '@touchline/contracts'
import type { EngineConnection, RealtimeServer } from './socket-types.ts'
import { type TurnWrites, tcpBelow } from './turn-writes.ts'
import { textFrame } from './web-socket-frame.ts'

/**
 * Emits to rooms of this instance what is emitted most. Does what `io.local.to(room).emit` does, with less: the event is
 * encoded once, to the bytes of the WebSocket frame, and they are written to each connection past the layers in between.
 */
export class FanOut {
  readonly #io: RealtimeServer
  readonly #writes: TurnWrites

  constructor(io: RealtimeServer, writes: TurnWrites) {
    this.#io = io
    this.#writes = writes
  }

  /** Answers to how many sockets it went. */
  emit<Name extends keyof ServerToClient>(room: string, name: Name, ...args: Parameters<ServerToClient[Name]>): number {
    const { adapter, sockets } = this.#io.sockets
    const ids = adapter.rooms.get(room)
    if (ids === undefined) return 0
    // A Socket.IO packet: an event of the default namespace.
    const packet = `2${JSON.stringify([name, ...args])}`
    // An Engine.IO packet: a message.
    const frame = textFrame(`4${packet}`)
    for (const id of ids) {
      const conn = sockets.get(id)?.conn
      if (conn === undefined) continue
      const socket = directWay(conn)
      if (socket === undefined) conn.write(packet)
      else {
        this.#writes.cork(socket)
        socket.write(frame)
      }
    }
    return ids.size
  }
}

/**
 * The connection, where a frame may be written to it at once. Not while Engine.IO holds packets back, which come first; nor
 * when the client does not read, so that what waits for it is counted in one place (`watchBacklog`).
 */
function directWay(conn: EngineConnection): Socket | undefined {
  if (!conn.transport.writable) return undefined
  const socket = tcpBelow(conn)
  if (socket === undefined || socket.writableNeedDrain) return undefined
  return socket.writableLength > 0 && socket.writableCorked === 0 ? undefined : socket
}
