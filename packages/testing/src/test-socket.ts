import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client'
import { EventLog } from './event-log.ts'
import type { Teardown } from './teardown.ts'

export type TestSocketOptions = {
  token: string
  /** Default: websocket only, which is what most tests mean. */
  transports?: ('polling' | 'websocket')[]
  /** Whether the client comes back by itself after a lost connection. Default false. */
  reconnection?: boolean
  /** Deadline in milliseconds of reaching the server, of `next` and of `emitAck`, default 5,000. To be let in may take a minute. */
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

/** Only a hang reaches it, however busy the machine. */
const LET_IN_WITHIN_MS = 60_000

/**
 * Connects and resolves on `connect`; the socket is closed after the test.
 *
 * @throws the `connect_error`, whose message is the server's code, or that the connection was lost before it; with
 * `reconnection` only when the client does not come back by itself or is not let in for a minute
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
  await connected(socket)
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

async function connected(socket: Socket): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const refused = (error: Error) => {
    if (!socket.active || !socket.io.reconnection()) reject(error)
  }
  // A server that cannot let a client in closes the connection, which is no `connect_error`.
  const lost = (reason: string) => refused(new Error(`the connection was lost before the client was let in: ${reason}`))
  const timer = setTimeout(() => reject(new Error(`not let in within ${LET_IN_WITHIN_MS} ms`)), LET_IN_WITHIN_MS)
  socket.once('connect', resolve)
  socket.on('connect_error', refused)
  socket.on('disconnect', lost)
  socket.connect()
  try {
    await promise
  } finally {
    clearTimeout(timer)
    socket.off('connect', resolve)
    socket.off('connect_error', refused)
    socket.off('disconnect', lost)
  }
}
