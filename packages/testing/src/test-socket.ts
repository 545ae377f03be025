import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client'
import { EventLog } from './event-log.ts'
import type { Teardown } from './teardown.ts'

export type TestSocketOptions = {
  token: string
  /** Default: websocket only, which is what most tests mean. */
  transports?: ('polling' | 'websocket')[]
  /** Whether the client comes back by itself after a lost connection. Default false. */
  reconnection?: boolean
  /** Deadline in milliseconds of the connection, of `next` and of `emitAck`, default 5,000. */
  timeoutMs?: number
  /** Anything else of Socket.IO's own options. */
  options?: Partial<ManagerOptions & SocketOptions>
}

/**
 * An ordinary client that remembers what it received, in order, from before the handshake on. Payloads have the
 * type that the caller says it expects.
 */
export type TestSocket = {
  /** The Socket.IO client itself. */
  socket: Socket
  /**
   * The oldest event of that name that satisfies the predicate and that `next` has not returned yet; one that has
   * arrived already counts. Rejects after `timeoutMs`, naming the event and what came instead.
   */
  next<Payload = unknown>(event: string, predicate?: (payload: Payload) => boolean): Promise<Payload>
  /** Every payload of that event so far, oldest first. */
  received<Payload = unknown>(event: string): Payload[]
  /** Sends and resolves with the acknowledgement. */
  emitAck<Answer = unknown>(event: string, ...args: unknown[]): Promise<Answer>
  close(): void
}

/**
 * Connects and resolves on `connect`; the socket is closed after the test.
 *
 * @throws the `connect_error`, whose message is the server's code
 */
export async function connectSocket(t: Teardown, url: string, settings: TestSocketOptions): Promise<TestSocket> {
  const timeoutMs = settings.timeoutMs ?? 5_000
  const socket = io(url, {
    auth: { token: settings.token },
    transports: settings.transports ?? ['websocket'],
    reconnection: settings.reconnection ?? false,
    forceNew: true,
    autoConnect: false,
    timeout: timeoutMs,
    ...settings.options,
  })
  t.teardown(() => socket.disconnect())
  const log = new EventLog(timeoutMs)
  socket.onAny(log.add)
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('connect_error', reject)
    socket.connect()
  })
  return {
    socket,
    next: (event, predicate) => log.next(event, predicate),
    received: (event) => log.received(event),
    emitAck: (event, ...args) =>
      socket
        .timeout(timeoutMs)
        .emitWithAck(event, ...args)
        .catch((cause: unknown) => {
          throw new Error(`no acknowledgement of ${event} within ${timeoutMs} ms`, { cause })
        }),
    close: () => void socket.disconnect(),
  }
}
