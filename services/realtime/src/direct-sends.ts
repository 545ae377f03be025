import { Writable } from 'node:stream'
import type { EngineConnection } from './socket-types.ts'
import { webSocketBelow } from './tcp-below.ts'
import { beginsWith, payloadText, turnMask, wholeTextFrame } from './text-frame-reader.ts'

/** An event as Socket.IO would have read it: its name, and its arguments without the acknowledgement. */
export interface DirectSend {
  readonly args: readonly unknown[]
  /** The number that the client asked for an acknowledgement with; undefined when it asked for none. */
  readonly ack: number | undefined
}

/** An Engine.IO packet, a message, that holds a Socket.IO packet, an event of the default namespace. */
const EVENT = '42'
const NAME = '["message:send",'
const PACKET = /^42(\d{0,9})\["message:send",/

/** `GET_INFO` of ws's receiver: it waits for the beginning of a frame. */
const AT_FRAME_START = 0

/**
 * Reads `message:send` where it comes as most clients send it, one WebSocket frame in one piece of bytes, past the layers of ws,
 * Engine.IO and Socket.IO, which cost more than all else that is done before it is stored. Whatever has another form goes their way,
 * and so does all that comes while something of theirs is unfinished: so the order stays, and every check and every error is theirs.
 *
 * `take` is asked with each such event, and says whether it took it. Should ws or Engine.IO be built another way than this knows,
 * nothing is taken. To be called when a client has sent something: a connection that was read directly before stays as it is, and one
 * that is no WebSocket yet may be one the next time.
 */
export function readSendsDirectly(connection: EngineConnection, take: (send: DirectSend) => boolean): void {
  const webSocket = webSocketBelow(connection)
  const receiver: unknown = webSocket === undefined ? undefined : Reflect.get(webSocket, '_receiver')
  if (!(receiver instanceof Writable) || Object.hasOwn(receiver, 'write')) return
  if (!isKnown(receiver)) return
  const write = receiver.write.bind(receiver)
  const takePiece = (piece: unknown) =>
    Buffer.isBuffer(piece) &&
    isAtRest(receiver) &&
    webSocketBelow(connection) === webSocket &&
    // While a heartbeat is awaited, Engine.IO counts whatever comes for one.
    Reflect.get(connection, 'pingTimeoutTimer') === null &&
    takeFrame(piece, take)
  Reflect.set(receiver, 'write', (piece: unknown, ...rest: []) => takePiece(piece) || write(piece, ...rest))
}

/** What is read of ws's receiver, as it is at the beginning of a frame. */
const AT_REST = { _state: AT_FRAME_START, _bufferedBytes: 0, _fragmented: 0, _loop: false, _errored: false } as const

const atRest = Object.entries(AT_REST)

function isKnown(receiver: Writable): boolean {
  return atRest.every(([name, value]) => typeof Reflect.get(receiver, name) === typeof value)
}

function isAtRest(receiver: Writable): boolean {
  if (!receiver.writable || receiver.writableLength > 0) return false
  for (const [name, value] of atRest) if (Reflect.get(receiver, name) !== value) return false
  return true
}

function takeFrame(piece: Buffer, take: (send: DirectSend) => boolean): boolean {
  const frame = wholeTextFrame(piece)
  if (frame === undefined || !beginsWith(piece, frame, EVENT)) return false
  turnMask(piece, frame)
  const send = readSend(payloadText(piece, frame.start) ?? '')
  if (send !== undefined && take(send)) return true
  turnMask(piece, frame)
  return false
}

function readSend(text: string): DirectSend | undefined {
  const match = PACKET.exec(text)
  if (match === null) return undefined
  try {
    const event: unknown = JSON.parse(text.slice(match[0].length - NAME.length))
    if (!Array.isArray(event)) return undefined
    const args: readonly unknown[] = event.slice(1)
    return { args, ack: match[1] === '' ? undefined : Number(match[1]) }
  } catch {
    return undefined
  }
}
