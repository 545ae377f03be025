import type { ServerToClient } from '@touchline/contracts'
import { Lane } from './lane.ts'
import type { EngineConnection, RealtimeServer, RealtimeSocket } from './socket-types.ts'
import { Strand } from './strand.ts'
import { textFrame } from './web-socket-frame.ts'

/** What was written to waits until writing has taken no more than one part in `factor` of the time; and no longer. */
interface Hold {
  readonly factor: number
  readonly longestMs: number
}

/** Where events come one at a time a wait saves little; the more of them come in a turn, the more there is to save. */
const holdFor = (eventsInTurn: number): Hold =>
  eventsInTurn > 1 ? { factor: 15, longestMs: Math.min(100, 20 + eventsInTurn) } : { factor: 3, longestMs: 20 }

/** A span of time in which no socket is written to twice for what is emitted. */
interface Span {
  readonly number: number
  readonly startedAt: number
  endsAt: number
  /** What writing has taken in it: it moves the end. */
  writingMs: number
  /** The most that came in one turn. */
  eventsInTurn: number
}

/**
 * Emits to rooms of this instance what is emitted most. To clients it is what `io.local.to(room).emit` does; it costs less:
 *
 * - an event is encoded once, to the bytes of the WebSocket frame, and passes the layers in between;
 * - everything for one socket in one turn of the event loop leaves in one write, for a small write costs the kernel several
 *   times what it costs to make its packet;
 * - under load more than one turn: time goes in spans, which last some times as long as the writing in them takes, and what was
 *   written to in a span waits for its end. So the busier an instance is the more messages share a write, and a quiet one never waits.
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
  #span: Span = { number: 0, startedAt: 0, endsAt: 0, writingMs: 0, eventsInTurn: 0 }

  constructor(io: RealtimeServer) {
    this.#io = io
    io.engine.on('flush', (connection: EngineConnection) => this.#beforeFlush(connection))
    // Whoever follows a strand gets what comes: a room that has other people now has another strand.
    const end = (room: string) => void this.#strands.delete(room)
    io.sockets.adapter.on('join-room', end)
    io.sockets.adapter.on('leave-room', end)
  }

  /** Lets a connected socket take part. */
  add({ id, conn, rooms }: RealtimeSocket): void {
    const lane = new Lane(conn)
    this.#lanes.set(id, lane)
    this.#byConnection.set(conn, lane)
    for (const room of rooms) this.#strands.delete(room)
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
    const strand = this.#strandOf(room, ids)
    const from = strand.push(`4${packet}`)
    this.#emitted += 1
    // Also where every socket takes another way: at the end what was emitted is forgotten.
    this.#expectEnd()
    const now = performance.now()
    const { idle } = strand
    strand.idle = []
    for (const lane of idle) {
      if (!lane.isHolding && !lane.isDirect()) {
        lane.connection.write(packet)
        strand.idle.push(lane)
      } else if (lane.follow(strand, from)) this.#schedule(lane, now)
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

  #strandOf(room: string, ids: ReadonlySet<string>): Strand {
    const known = this.#strands.get(room)
    if (known !== undefined) return known
    const strand = new Strand([...ids].flatMap((id) => this.#lanes.get(id) ?? []))
    this.#strands.set(room, strand)
    return strand
  }

  #schedule(lane: Lane, now: number): void {
    if (lane.writtenIn !== this.#span.number || now >= this.#span.endsAt) this.#thisTurn.push(lane)
    else {
      this.#held.push(lane)
      this.#expectSpanEnd(now)
    }
  }

  #expectSpanEnd(now: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      const then = performance.now()
      if (then < this.#span.endsAt) this.#expectSpanEnd(then)
      else this.#writeHeld()
    }, this.#span.endsAt - now)
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
    if (startedAt >= this.#span.endsAt) {
      this.#span = { number: this.#span.number + 1, startedAt, endsAt: 0, writingMs: 0, eventsInTurn: 0 }
    }
    const span = this.#span
    span.writingMs += performance.now() - startedAt
    span.eventsInTurn = Math.max(span.eventsInTurn, this.#emitted)
    this.#emitted = 0
    const { factor, longestMs } = holdFor(span.eventsInTurn)
    span.endsAt = span.startedAt + Math.min(longestMs, factor * span.writingMs)
    for (const lane of lanes) lane.writtenIn = span.number
  }
}
