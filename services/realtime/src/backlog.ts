import { cutTransport } from './close-transport.ts'
import type { EngineConnection } from './socket-types.ts'

/** Bytes that may wait for a client that does not read them. */
const MOST_PENDING = 1024 * 1024
/** A burst in one turn is not a slow client: it has so long to begin to read, in milliseconds. */
const GRACE_MS = 1_000

const watched = new WeakSet<EngineConnection>()

/**
 * Closes a connection whose client does not keep up. Engine.IO keeps what is not sent without a limit; the client comes
 * back and fetches what it missed.
 */
export function watchBacklog(connection: EngineConnection, onClose: (pendingBytes: number) => void): void {
  // A client may leave and come back on the same connection.
  if (watched.has(connection)) return
  watched.add(connection)
  let pending = 0
  let timer: NodeJS.Timeout | undefined
  const clear = () => {
    pending = 0
    clearTimeout(timer)
    timer = undefined
  }
  connection.on('packetCreate', ({ data }: { data?: string | ArrayBufferView }) => {
    if (data !== undefined) pending += typeof data === 'string' ? data.length : data.byteLength
    if (pending <= MOST_PENDING || timer !== undefined) return
    timer = setTimeout(() => {
      onClose(pending)
      cutTransport(connection)
    }, GRACE_MS)
  })
  connection.on('flush', clear)
  connection.on('close', clear)
}
