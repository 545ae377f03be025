import type { Socket } from 'node:net'
import type { EngineConnection } from './socket-types.ts'
import type { Strand } from './strand.ts'
import { tcpBelow } from './tcp-below.ts'

/** A part of a strand: up to a place, or as long as this is undefined to the strand's end. */
interface Stretch {
  readonly strand: Strand<Lane>
  readonly from: number
  /** How many frames the strand had before it. */
  readonly before: number
  to: number | undefined
}

/**
 * What consists of several pieces is put together here, in one place again and again. Only what the kernel takes at once may lie
 * here: what waits in a stream would be written over.
 */
let workspace = Buffer.allocUnsafeSlow(64 * 1024)

/** The way to one client, past Engine.IO and ws where that changes nothing for it. */
export class Lane {
  readonly connection: EngineConnection
  /** Until then, by `performance.now()`, what comes is held. */
  quietUntil = 0
  /** Acknowledgements that the client is to get soon: what is held goes along with the next of them. */
  awaited = 0
  /** How many events the last write held; acknowledgements do not count. */
  eventsWritten = 0
  /** Whether it is among those who are looked at when their time is over. */
  isQueued = false
  /** What is held, in its order. */
  #held: (Stretch | Buffer)[] = []
  /** Events among what is held that are not followed any more. */
  #events = 0
  #corked: Socket | undefined
  readonly #tcp: () => Socket | undefined

  constructor(connection: EngineConnection) {
    this.connection = connection
    this.#tcp = tcpBelow(connection)
  }

  /**
   * Whether frames may be written to the connection below at once. Not while Engine.IO holds packets back, which come first;
   * nor when the client does not read, so that what waits for it is counted in one place (`watchBacklog`).
   */
  isDirect(): boolean {
    if (!this.connection.transport.writable) return false
    const socket = this.#tcp()
    if (socket === undefined || socket.writableNeedDrain) return false
    return socket.writableLength === 0 || this.#corked === socket
  }

  /** Whether something is held: then what follows it is held too, for whatever goes another way first writes what is held. */
  get isHolding(): boolean {
    return this.#held.length > 0
  }

  /** Holds all of a strand from this place on, until it is written or anything else is held. Says whether it is the first that is held. */
  follow(strand: Strand<Lane>, from: number): boolean {
    this.#endStretch()
    this.#held.push({ strand, from, before: strand.frames - 1, to: undefined })
    return this.#held.length === 1
  }

  /** Holds a frame for this client alone. */
  add(frame: Buffer): void {
    this.#endStretch()
    this.#held.push(frame)
  }

  /** Writes what is held. */
  write(): void {
    this.#endStretch()
    const pieces = this.#held
    if (pieces.length === 0) return
    this.#held = []
    this.eventsWritten = this.#events
    this.#events = 0
    const socket = this.#tcp()
    if (socket !== undefined) writePieces(socket, pieces)
  }

  /** What a strand gets from now on does not belong to the stretch any more; the next event begins another. */
  #endStretch(): void {
    const last = this.#held.at(-1)
    if (last === undefined || Buffer.isBuffer(last) || last.to !== undefined) return
    last.to = last.strand.length
    this.#events += last.strand.frames - last.before
    last.strand.idle.push(this)
  }

  /** From now to `uncork` what is written is kept together. Says whether there is anything to keep so. */
  cork(): boolean {
    if (this.#corked !== undefined) return false
    const socket = this.#tcp()
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

const bytesOf = (piece: Stretch | Buffer): Buffer =>
  Buffer.isBuffer(piece) ? piece : piece.strand.bytes(piece.from, piece.to ?? piece.strand.length)

function writePieces(socket: Socket, pieces: readonly (Stretch | Buffer)[]): void {
  const [first] = pieces
  if (first !== undefined && pieces.length === 1) socket.write(bytesOf(first))
  else if (socket.writableCorked > 0 || socket.writableLength > 0) socket.write(Buffer.concat(pieces.map(bytesOf)))
  else {
    socket.write(together(pieces))
    if (socket.writableLength > 0) workspace = Buffer.allocUnsafeSlow(workspace.length)
  }
}

function together(pieces: readonly (Stretch | Buffer)[]): Buffer {
  let length = 0
  for (const piece of pieces) {
    const bytes = bytesOf(piece)
    if (length + bytes.length > workspace.length) return Buffer.concat(pieces.map(bytesOf))
    length += bytes.copy(workspace, length)
  }
  return workspace.subarray(0, length)
}
