import { connect, type Socket } from 'node:net'
import { clientFrame, FrameReader } from './frames.ts'

/** A connection to make: where, what its Socket.IO handshake holds, and the conversation that it writes to. */
export interface Seat {
  /** Base URL of the server. */
  readonly url: string
  readonly auth: Readonly<Record<string, string>>
  readonly conversationId: string
}

export interface RawClientListener {
  /** `message:receive`. The payload is `buffer` from `start` to `end`, and gone when this returns. */
  received(client: RawClient, buffer: Buffer, start: number, end: number): void
  /** An acknowledgement, with the number that it was asked for with. */
  acknowledged(ack: number, buffer: Buffer, start: number, end: number): void
}

// What the packets of Engine.IO and Socket.IO begin with.
const [OPEN, PING, MESSAGE] = [0x30, 0x32, 0x34]
const [CONNECT, EVENT, ACK, CONNECT_ERROR] = [0x30, 0x32, 0x33, 0x34]

/** All connections read into one piece of memory: whatever comes is looked at before the next read. */
const shared = Buffer.allocUnsafe(256 * 1024)
const connectMs = 30_000

/** A Socket.IO client without Socket.IO: WebSocket and packets by hand, so that it costs next to nothing. */
export class RawClient {
  readonly seat: Seat
  /** Of `message:receive`, since it was set to 0 last. */
  deliveries = 0
  /** Whether the listener looks into what this client receives; the others only count. */
  isProbe = false
  /** The seq that was received last, where anybody looks. */
  lastSeq = 0
  readonly #listener: RawClientListener
  readonly #socket: Socket
  readonly #frames = new FrameReader((buffer, start, end) => this.#read(buffer, start, end))
  #header = ''
  #upgraded = false
  #settle: ((error?: Error) => void) | undefined

  constructor(seat: Seat, listener: RawClientListener) {
    this.seat = seat
    this.#listener = listener
    const { hostname, port } = new URL(seat.url)
    this.#socket = connect({
      host: hostname,
      port: Number(port),
      noDelay: true,
      onread: {
        buffer: shared,
        callback: (bytes) => {
          this.#piece(shared.subarray(0, bytes))
          return true
        },
      },
    })
  }

  /** Resolves once the namespace is joined; rejects when that is refused, or takes too long. */
  connect(): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#settle?.(new Error('no answer to the handshake')), connectMs)
      this.#settle = (error) => {
        clearTimeout(timer)
        this.#settle = undefined
        if (error === undefined) resolve()
        else reject(error)
      }
      this.#socket.on('error', (error) => this.#settle?.(error))
      this.#socket.on('close', () => this.#settle?.(new Error('closed during the handshake')))
      this.#socket.write(
        'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n' +
          'Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
      )
    })
  }

  /** Emits an event and asks for an acknowledgement with this number. */
  emit(ack: number, event: string, payload: object): void {
    this.#socket.write(clientFrame(`42${ack}${JSON.stringify([event, payload])}`))
  }

  close(): void {
    this.#socket.destroy()
  }

  #piece(piece: Buffer): void {
    if (this.#upgraded) {
      this.#frames.push(piece)
      return
    }
    this.#header += piece.toString('latin1')
    const end = this.#header.indexOf('\r\n\r\n')
    if (end < 0) return
    const status = this.#header.slice(0, this.#header.indexOf('\r\n'))
    if (!status.includes(' 101 ')) {
      this.#settle?.(new Error(status))
      return
    }
    const rest = this.#header.slice(end + 4)
    this.#header = ''
    this.#upgraded = true
    if (rest !== '') this.#frames.push(Buffer.from(rest, 'latin1'))
  }

  #read(buffer: Buffer, start: number, end: number): void {
    const type = buffer[start]
    if (type === MESSAGE) this.#packet(buffer, start, end)
    else if (type === PING) this.#socket.write(clientFrame('3'))
    else if (type === OPEN) this.#socket.write(clientFrame(`40${JSON.stringify(this.seat.auth)}`))
  }

  #packet(buffer: Buffer, start: number, end: number): void {
    const type = buffer[start + 1]
    if (type === EVENT) {
      // 42["message:rec… and not …rea…; presence and the like are of no interest here.
      if (buffer[start + 4] !== 0x6d || buffer[start + 14] !== 0x63) return
      this.deliveries += 1
      if (this.isProbe) this.#listener.received(this, buffer, start, end)
    } else if (type === ACK) {
      let at = start + 2
      let ack = 0
      for (; buffer[at] !== 0x5b; at += 1) ack = ack * 10 + (buffer[at] ?? 0x30) - 0x30
      this.#listener.acknowledged(ack, buffer, at, end)
    } else if (type === CONNECT) this.#settle?.()
    else if (type === CONNECT_ERROR) this.#settle?.(new Error(buffer.toString('utf8', start + 2, end)))
  }
}
