import type { EngineConnection, RealtimeSocket } from './socket-types.ts'

/** A client that does not take its last packets is cut after so long, in milliseconds. */
const PATIENCE_MS = 5_000

/**
 * Closes the connection below a socket once it has sent what it holds. Other than after `disconnect()` a client comes
 * back by itself.
 */
export function closeTransport({ conn }: RealtimeSocket): void {
  conn.close()
  if (conn.readyState === 'closed') return
  const timer = setTimeout(() => cutTransport(conn), PATIENCE_MS)
  conn.once('close', () => clearTimeout(timer))
}

/** Closes a connection whatever it still holds, and without waiting for the other side to agree. */
export function cutTransport(conn: EngineConnection): void {
  conn.close(true)
  const webSocket: unknown = Reflect.get(conn.transport, 'socket')
  if (canTerminate(webSocket)) webSocket.terminate()
}

function canTerminate(value: unknown): value is { terminate(): void } {
  return typeof value === 'object' && value !== null && 'terminate' in value && typeof value.terminate === 'function'
}
