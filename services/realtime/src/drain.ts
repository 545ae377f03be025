import { setTimeout as sleep } from 'node:timers/promises'
import { closeTransport, cutTransport } from './close-transport.ts'
import type { FanOut } from './fan-out.ts'
import type { RealtimeServer, RealtimeSocket } from './socket-types.ts'

/** With few sockets there is no burst to spread: no more than this for each, in milliseconds. */
const MOST_EACH_MS = 100
const BATCH_EVERY_MS = 100
/** After the last close the connections may take so long to end, in milliseconds. */
const LINGER_MS = 1_000

/**
 * Closes every socket, in random order and in batches that are spread over the time given, so that clients do not all
 * come back at once. Resolves when they have gone.
 */
export async function drainSockets(
  io: RealtimeServer,
  fanOut: Pick<FanOut, 'flush'>,
  drainSeconds: number,
): Promise<void> {
  const close = (socket: RealtimeSocket) => {
    fanOut.flush(socket)
    closeTransport(socket)
  }
  const sockets = shuffled([...io.sockets.sockets.values()])
  const spreadMs = Math.min(drainSeconds * 1_000, sockets.length * MOST_EACH_MS)
  const batches = Math.max(1, Math.ceil(spreadMs / BATCH_EVERY_MS))
  for (let batch = 0; batch < batches; batch += 1) {
    if (batch > 0) await sleep(BATCH_EVERY_MS)
    const from = Math.floor((sockets.length * batch) / batches)
    const to = Math.floor((sockets.length * (batch + 1)) / batches)
    for (const socket of sockets.slice(from, to)) {
      if (batches === 1) close(socket)
      else setTimeout(() => close(socket), Math.random() * BATCH_EVERY_MS)
    }
  }
  // Whoever was in the middle of a handshake is in by now, or was refused.
  const deadline = Date.now() + BATCH_EVERY_MS + LINGER_MS
  while (io.sockets.sockets.size > 0 && Date.now() < deadline) {
    for (const socket of io.sockets.sockets.values()) close(socket)
    await sleep(10)
  }
  for (const socket of io.sockets.sockets.values()) cutTransport(socket.conn)
}

function shuffled<T>(items: T[]): T[] {
  return items
    .map((item) => ({ item, key: Math.random() }))
    .sort((one, other) => one.key - other.key)
    .map(({ item }) => item)
}
