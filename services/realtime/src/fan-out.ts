import type { ServerToClient } from '@touchline/contracts'
import { Lane } from './lane.ts'
import { Pace } from './pace.ts'
import { eventJson, replyJson } from './packet-json.ts'
import type { EngineConnection, RealtimeServer, RealtimeSocket } from './socket-types.ts'
import { Strand } from './strand.ts'
import { textFrame } from './web-socket-frame.ts'

/** Whoever got so many events in one write waits for the whole time, after one for half of it. */
const EVENTS_FOR_WHOLE_HOLD = 2
/** Where something is said all the time, the bytes of what was said are kept for so many spans of time at most. */
const LONGEST_STRAND = 8

/**
 * Emits to rooms of this instance what is emitted most. To clients it is what `io.local.to(room).emit` does; it costs less:
 *
 * - an event is encoded once, to the bytes of the WebSocket frame, and passes the layers in between;
 * - everything for one socket in one turn of the event loop leaves in one write, for a small write costs the kernel several
 *   times what it costs to make its packet;
 * - under load more than one turn: what was just written to waits for some times as long as writing takes (`Pace`). So the busier an
 *   instance is the more messages share a write, and a quiet one never waits.
 *
 * An acknowledgement, or anything else that Socket.IO itself emits, waits for nothing and takes along what is held. So what is held for a
 * client that is to be acknowledged soon waits for that, half as long again at most.
 */
export class FanOut {
  readonly #io: RealtimeServer
  readonly #lanes = new Map<string, Lane>()
  readonly #byConnection = new WeakMap<EngineConnection, Lane>()
  /** What was emitted to each room in the last moments: its sockets share it. */
  readonly #strands = new Map<string, Strand<Lane>>()
  #thisTurn: Lane[] = []
  /** Those that wait for their time. */
  #queue: Lane[] = []
  #turnEnds = false
  #timer: NodeJS.Timeout | undefined
  /** When the timer fires. */
  #nextDueAt = Number.POSITIVE_INFINITY
  /** Events since the last writing. */
  #emitted = 0
  readonly #pace = new Pace()

  constructor(io: RealtimeServer) {
    this.#io = io
    io.engine.on('flush', (connection: EngineConnection) => this.#beforeFlush(connection))
    // Whoever follows a strand gets what comes: a room that has other people now has another strand.
    const endStrand = (room: string) => void this.#strands.delete(room)
    io.sockets.adapter.on('join-room', endStrand)
    io.sockets.adapter.on('leave-room', endStrand)
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
    const packet = `2${eventJson(name, args)}`
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

  /** Says that an acknowledgement is coming for this client: what is held for it may wait a little longer, and go along with it. */
  expectAcknowledge({ id }: RealtimeSocket): void {
    const lane = this.#lanes.get(id)
    if (lane !== undefined) lane.awaited += 1
  }

  /** Answers an event that a client wanted acknowledged by this number, in the same write as what else goes to it in this turn. */
  acknowledge({ id, conn }: RealtimeSocket, ack: number, reply: object): void {
    const packet = `3${ack}${replyJson(reply)}`
    const lane = this.#lanes.get(id)
    if (lane !== undefined && lane.awaited > 0) lane.awaited -= 1
    if (lane?.isDirect()) {
      lane.add(textFrame(`4${packet}`))
      this.#thisTurn.push(lane)
      this.#expectEnd()
    } else conn.write(packet)
  }

  /** Writes what is held for one client: to be called before its connection is closed. */
  flush({ id }: RealtimeSocket): void {
    this.#lanes.get(id)?.write()
  }

  /** Writes all that is held. */
  close(): void {
    this.#writeDue(Number.POSITIVE_INFINITY)
    this.#endTurn()
  }

  #strandOf(room: string, ids: ReadonlySet<string>): Strand<Lane> {
    const known = this.#strands.get(room)
    if (known !== undefined) return known
    const strand = new Strand([...ids].flatMap((id) => this.#lanes.get(id) ?? []))
    this.#strands.set(room, strand)
    return strand
  }

  #schedule(lane: Lane, now: number): void {
    if (now >= lane.quietUntil) this.#thisTurn.push(lane)
    else {
      if (!lane.isQueued) this.#queue.push(lane)
      lane.isQueued = true
      this.#expectDue(lane.quietUntil, now)
    }
  }

  #expectDue(at: number, now: number): void {
    if (at >= this.#nextDueAt) return
    clearTimeout(this.#timer)
    this.#nextDueAt = at
    // Those whose time comes soon after go along.
    this.#timer = setTimeout(() => this.#writeDue(performance.now() + this.#pace.holdMs / 8), Math.max(0, at - now))
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
    if (this.#queue.length === 0) this.#strands.clear()
    const lanes = this.#thisTurn
    this.#thisTurn = []
    this.#write(lanes)
  }

  /** Writes to those whose time comes until then. */
  #writeDue(limit: number): void {
    clearTimeout(this.#timer)
    this.#nextDueAt = Number.POSITIVE_INFINITY
    const due: Lane[] = []
    const later: Lane[] = []
    let next = Number.POSITIVE_INFINITY
    const forAcknowledgeMs = this.#pace.holdMs / 2
    for (const lane of this.#queue) {
      const dueAt = lane.awaited > 0 ? lane.quietUntil + forAcknowledgeMs : lane.quietUntil
      // Nothing is held any more where an acknowledgement took it along.
      if (!lane.isHolding) lane.isQueued = false
      else if (dueAt <= limit) {
        lane.isQueued = false
        due.push(lane)
      } else {
        next = Math.min(next, dueAt)
        later.push(lane)
      }
    }
    this.#queue = later
    this.#write(due)
    if (later.length > 0) this.#expectDue(next, performance.now())
    else this.#strands.clear()
  }

  #write(lanes: readonly Lane[]): void {
    const startedAt = performance.now()
    for (const lane of lanes) {
      lane.write()
      lane.uncork()
    }
    const now = performance.now()
    if (this.#pace.wrote(startedAt, now, this.#emitted)) this.#forgetStrands()
    this.#emitted = 0
    const { holdMs } = this.#pace
    // Whoever gets little of what makes the instance busy waits little.
    for (const lane of lanes) lane.quietUntil = now + holdMs * Math.min(1, lane.eventsWritten / EVENTS_FOR_WHOLE_HOLD)
  }

  /** Of rooms where nothing was said lately, and of what has become long. Whoever holds some of it has it. */
  #forgetStrands(): void {
    for (const [room, strand] of this.#strands) {
      strand.age += 1
      if (!strand.isFresh || strand.age >= LONGEST_STRAND) this.#strands.delete(room)
      strand.isFresh = false
    }
  }
}
