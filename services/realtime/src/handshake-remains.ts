import type { IncomingMessage } from 'node:http'
import type { RealtimeSocket } from './socket-types.ts'

/** What Socket.IO tells of a handshake, with nothing in it. */
const nothing = Object.freeze({ headers: Object.freeze({}), query: Object.freeze({}), auth: Object.freeze({}) })

/**
 * Lets go of what a handshake was made of and nobody asks for again: the request with its headers and its stream, and the
 * token. They would stay in memory as long as the connection.
 */
export function forgetHandshake(socket: RealtimeSocket): void {
  Reflect.set(socket.conn, 'request', null)
  Reflect.set(socket, 'handshake', nothing)
}

/**
 * Engine.IO makes a response for each upgrade, for middlewares that wait for its `close`: here are none. By that listener,
 * an arrow function that it has just added with `once`, the TCP connection would hold the response and its request as long
 * as it stands. To be called where Engine.IO asks whether the request is allowed.
 */
export function forgetUpgrade({ socket }: IncomingMessage): void {
  const added = socket.rawListeners('close').at(-1)
  const listener: unknown = added === undefined ? undefined : Reflect.get(added, 'listener')
  if (added === undefined || typeof listener !== 'function' || listener.name !== '') return
  Reflect.apply(socket.removeListener, socket, ['close', added])
}
