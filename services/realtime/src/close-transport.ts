import type { RealtimeSocket } from './socket-types.ts'

/** A client that does not take its last packets is cut after so long, in milliseconds. */
const PATIENCE_MS = 5_000

/**
 * Closes the connection below a socket once it has sent what it holds. Other than after `disconnect()` a client comes
 * back by itself.
 */
export function closeTransport({ conn }: RealtimeSocket): void {
  conn.close()
  if (conn.readyState === 'closed') return
  const timer = setTimeout(() => conn.close(true), PATIENCE_MS)
  conn.once('close', () => clearTimeout(timer))
}
