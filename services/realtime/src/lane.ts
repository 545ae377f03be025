import type { Socket } from 'node:net'
import type { EngineConnection } from './socket-types.ts'
import { Strand } from './strand.ts'
import { tcpBelow } from './tcp-below.ts'

/** The frames of a strand from one place up to another. */
interface Stretch {
  readonly strand: Strand
  readonly from: number
  to: number
}

/** The way to one client, past Engine.IO and ws where that changes nothing for it. */
export class Lane {
  readonly connection: EngineConnection
  /** The number of the span of time in which it was written to last. */
  writtenIn = 0
  /** What is held, in its order. */
  #held: Stretch[] = []
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

  /** Whether something is held: then what follows it is held too, for whatever goes another way first writes what is held. */
  get isHolding(): boolean {
    return this.#held.length > 0
  }

  /** Holds the newest frame of a strand. Says whether it is the first that is held. */
  hold(strand: Strand): boolean {
    const to = strand.length
    const last = this.#held.at(-1)
    if (last?.strand === strand && last.to === to - 1) {
      last.to = to
      return false
    }
    // The first; or of another room, or of this one with something missing in between.
    this.#held.push({ strand, from: to - 1, to })
    return this.#held.length === 1
  }

  /** Holds a frame for this client alone. Says whether it is the first that is held. */
  add(frame: Buffer): boolean {
    const strand = new Strand()
    strand.push(frame)
    return this.hold(strand)
  }

  /** Writes what is held. */
  write(): void {
    const held = this.#held
    const [first] = held
    if (first === undefined) return
    this.#held = []
    const bytes = held.length === 1 ? bytesOf(first) : Buffer.concat(held.map(bytesOf))
    tcpBelow(this.connection)?.write(bytes)
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

const bytesOf = ({ strand, from, to }: Stretch): Buffer => strand.bytes(from, to)
