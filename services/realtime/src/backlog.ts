import { cutTransport } from './close-transport.ts'
import type { EngineConnection } from './socket-types.ts'

/** Bytes that may wait for a client that does not read them. */
const MOST_PENDING = 1024 * 1024
/** A burst in one turn is not a slow client: it has so long to begin to read, in milliseconds. */
const GRACE_MS = 1_000

/**
 * Closes connections whose clients do not keep up. Engine.IO keeps what is not sent without a limit; the client comes back
 * and fetches what it missed. `onClose` is told how many bytes waited.
 */
export function backlogWatch(onClose: (pendingBytes: number) => void): (connection: EngineConnection) => void {
  // The listeners are the same for all connections, which most of the time have nothing pending and so nothing here.
  const pending = new WeakMap<EngineConnection, number>()
  const timers = new WeakMap<EngineConnection, NodeJS.Timeout>()
  const watched = new WeakSet<EngineConnection>()

  function created(this: EngineConnection, { data }: { data?: string | ArrayBufferView }): void {
    if (data === undefined) return
    const bytes = (pending.get(this) ?? 0) + (typeof data === 'string' ? data.length : data.byteLength)
    pending.set(this, bytes)
    if (bytes <= MOST_PENDING || timers.has(this)) return
    const close = () => {
      onClose(pending.get(this) ?? 0)
      cutTransport(this)
    }
    timers.set(this, setTimeout(close, GRACE_MS))
  }

  function clear(this: EngineConnection): void {
    pending.delete(this)
    clearTimeout(timers.get(this))
    timers.delete(this)
  }

  return (connection) => {
    // A client may leave and come back on the same connection.
    if (watched.has(connection)) return
    watched.add(connection)
    connection.on('packetCreate', created)
    connection.on('flush', clear)
    connection.on('close', clear)
  }
}
