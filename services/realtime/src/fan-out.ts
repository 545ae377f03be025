import type { ServerToClient } from '@touchline/contracts'
import { Lane } from './lane.ts'
import type { EngineConnection, RealtimeServer, RealtimeSocket } from './socket-types.ts'
import { Strand } from './strand.ts'
import { textFrame } from './web-socket-frame.ts'

/** A socket is written to no sooner again than `factor` times what the last writing took, so that messages pile up; and not later. */
interface Hold {
  readonly factor: number
  readonly longestMs: number
}

/** Where events come one at a time, a short while; where several came in a turn more will, and a longer one. */
const HOLD_AFTER_ONE: Hold = { factor: 3, longestMs: 20 }
const HOLD_AFTER_SEVERAL: Hold = { factor: 15, longestMs: 80 }

/**
 * Emits to rooms of this instance what is emitted most. To clients it is what `io.local.to(room).emit` does; it costs less:
 *
 * - an event is encoded once, to the bytes of the WebSocket frame, and passes the layers in between;
 * - everything for one socket in one turn of the event loop leaves in one write, for a small write costs the kernel several
 *   times what it costs to make its packet;
 * - under load more than one turn: what was just written to waits some times as long as the writing to all took. So the
 *   busier an instance is the more messages share a write, and a quiet one never waits.
 *
 * An acknowledgement, or anything else that Socket.IO itself emits, waits for nothing and takes along what is held.
 */
export class FanOut {
  readonly #io: RealtimeServer
  readonly #lanes = new Map<string, Lane>()
  readonly #byConnection = new WeakMap<EngineConnection, Lane>()
  /** What was emitted to each room since the last writing: its sockets share it. */
  readonly #strands = new Map<string, Strand>()
  #thisTurn: Lane[] = []
  #held: Lane[] = []
  #turnEnds = false
  #timer: NodeJS.Timeout | undefined
  /** Events since the last writing. */
  #emitted = 0

  constructor(io: RealtimeServer) {
    this.#io = io
    io.engine.on('flush', (connection: EngineConnection) => this.#beforeFlush(connection))
  }

  /** Lets a connected socket take part. */
  add({ id, conn }: RealtimeSocket): void {
    const lane = new Lane(conn)
    this.#lanes.set(id, lane)
    this.#byConnection.set(conn, lane)
  }

  remove({ id }: RealtimeSocket): void {
    this.#lanes.delete(id)
  }

  /** Answers to how many sockets it went. */
  emit<Name extends keyof ServerToClient>(room: string, name: Name, ...args: Parameters<ServerToClient[Name]>): number {
    const ids = this.#io.sockets.adapter.rooms.get(room)
    if (ids === undefined) return 0
    // A Socket.IO packet, an event of the default namespace; and, framed, an Engine.IO packet of it, a message.
    const packet = `2${JSON.stringify([name, ...args])}`
    const strand = this.#strandOf(room)
    strand.push(textFrame(`4${packet}`))
    this.#emitted += 1
    // Also where every socket takes another way: at the end what was emitted is forgotten.
    this.#expectEnd()
    const now = performance.now()
    for (const id of ids) {
      const lane = this.#lanes.get(id)
      if (lane === undefined) continue
      if (!lane.isHolding && !lane.isDirect()) lane.connection.write(packet)
      else if (lane.hold(strand)) this.#schedule(lane, now)
    }
    return ids.size
  }

  /** Answers an event that a client wanted acknowledged by this number, in the same write as what else goes to it in this turn. */
  acknowledge({ id, conn }: RealtimeSocket, ack: number, reply: object): void {
    const packet = `3${ack}${JSON.stringify([reply])}`
    const lane = this.#lanes.get(id)
    if (lane?.isDirect()) {
      lane.add(textFrame(`4${packet}`))
      this.#thisTurn.push(lane)
      this.#expectEnd()
    } else conn.write(packet)
  }

  /** Writes what is held. */
  close(): void {
    this.#writeHeld()
    this.#endTurn()
  }

  #strandOf(room: string): Strand {
    const known = this.#strands.get(room)
    if (known !== undefined) return known
    const strand = new Strand()
    this.#strands.set(room, strand)
    return strand
  }

  #schedule(lane: Lane, now: number): void {
    if (now >= lane.quietUntil) {
      this.#thisTurn.push(lane)
      return
    }
    this.#held.push(lane)
    this.#timer ??= setTimeout(() => this.#writeHeld(), lane.quietUntil - now)
  }

  /** What Socket.IO emits must not overtake what is held for the same client. Called before it is written. */
  #beforeFlush(connection: EngineConnection): void {
    const lane = this.#byConnection.get(connection)
    if (lane === undefined) return
    if (lane.cork()) this.#thisTurn.push(lane)
    lane.write()
    this.#expectEnd()
  }

  #expectEnd(): void {
    if (this.#turnEnds) return
    this.#turnEnds = true
    setImmediate(() => this.#endTurn())
  }

  #endTurn(): void {
    this.#turnEnds = false
    if (this.#held.length === 0) this.#strands.clear()
    const lanes = this.#thisTurn
    this.#thisTurn = []
    this.#write(lanes)
  }

  #writeHeld(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#strands.clear()
    const lanes = this.#held
    this.#held = []
    this.#write(lanes)
  }

  #write(lanes: readonly Lane[]): void {
    const startedAt = performance.now()
    for (const lane of lanes) {
      lane.write()
      lane.uncork()
    }
    const now = performance.now()
    const { factor, longestMs } = this.#emitted > 1 ? HOLD_AFTER_SEVERAL : HOLD_AFTER_ONE
    const quietUntil = now + Math.min(longestMs, factor * (now - startedAt))
    for (const lane of lanes) lane.quietUntil = quietUntil
    this.#emitted = 0
  }
}
