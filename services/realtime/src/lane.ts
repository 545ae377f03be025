import { Socket } from 'node:net'
import type { EngineConnection } from './socket-types.ts'

/** Frames in their order. Sockets that are to get the same ones share them, and the bytes that they make together. */
export class Strand {
  readonly #frames: Buffer[] = []
  #joined: { from: number; to: number; bytes: Buffer } | undefined

  get length(): number {
    return this.#frames.length
  }

  push(frame: Buffer): void {
    this.#frames.push(frame)
  }

  /** A strand of its own with the frames from this place on. */
  copy(from: number): Strand {
    const strand = new Strand()
    for (const frame of this.#frames.slice(from)) strand.push(frame)
    return strand
  }

  last(): Buffer {
    return this.#frames.at(-1) ?? Buffer.alloc(0)
  }

  /** The bytes of the frames from this place to that one. */
  bytes(from: number, to: number): Buffer {
    if (to - from === 1) return this.#frames[from] ?? Buffer.alloc(0)
    if (this.#joined?.from !== from || this.#joined.to !== to) {
      this.#joined = { from, to, bytes: Buffer.concat(this.#frames.slice(from, to)) }
    }
    return this.#joined.bytes
  }
}

/** The way to one client, past Engine.IO and ws where that changes nothing for it. */
export class Lane {
  readonly connection: EngineConnection
  /** Until then, by `performance.now()`, what comes is held. */
  quietUntil = 0
  #strand: Strand | undefined
  /** What is held: the frames of the strand from this place up to that one. */
  #from = 0
  #to = 0
  #isOwn = false
  #corked: Socket | undefined

  constructor(connection: EngineConnection) {
    this.connection = connection
  }

  /**
   * Whether frames may be written to the connection below at once. Not while Engine.IO holds packets back, which come first;
   * nor when the client does not read, so that what waits for it is counted in one place (`watchBacklog`).
   */
  isDirect(): boolean {
    if (!this.connection.transport.writable) return false
    const socket = tcpBelow(this.connection)
    if (socket === undefined || socket.writableNeedDrain) return false
    return socket.writableLength === 0 || this.#corked === socket
  }

  /** Holds the newest frame of a strand. Says whether it is the first that is held. */
  hold(strand: Strand): boolean {
    if (this.#strand === undefined) {
      this.#strand = strand
      this.#isOwn = false
      this.#from = strand.length - 1
      this.#to = strand.length
      return true
    }
    if (this.#strand === strand && this.#to === strand.length - 1) {
      this.#to = strand.length
      return false
    }
    // Of another room, or of this one with something missing in between.
    if (!this.#isOwn) {
      this.#strand = this.#strand.copy(this.#from)
      this.#isOwn = true
    }
    this.#strand.push(strand.last())
    this.#from = 0
    this.#to = this.#strand.length
    return false
  }

  /** Writes what is held. */
  write(): void {
    const strand = this.#strand
    if (strand === undefined) return
    this.#strand = undefined
    tcpBelow(this.connection)?.write(strand.bytes(this.#from, this.#to))
  }

  /** From now to `uncork` what is written is kept together. Says whether there is anything to keep so. */
  cork(): boolean {
    if (this.#corked !== undefined) return false
    const socket = tcpBelow(this.connection)
    if (socket === undefined) return false
    socket.cork()
    this.#corked = socket
    return true
  }

  uncork(): void {
    this.#corked?.uncork()
    this.#corked = undefined
  }
}

/**
 * The TCP connection below, where it carries a WebSocket that is open and nothing else; undefined for HTTP long-polling, and
 * should Engine.IO or ws ever be built another way.
 */
function tcpBelow({ transport, readyState }: EngineConnection): Socket | undefined {
  if (readyState !== 'open' || transport.name !== 'websocket') return undefined
  const webSocket: unknown = Reflect.get(transport, 'socket')
  if (typeof webSocket !== 'object' || webSocket === null || Reflect.get(webSocket, 'readyState') !== OPEN)
    return undefined
  const socket: unknown = Reflect.get(webSocket, '_socket')
  return socket instanceof Socket ? socket : undefined
}

/** `WebSocket.OPEN`: a close frame has neither come nor gone. */
const OPEN = 1
