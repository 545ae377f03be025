import type { FastifyRequest } from 'fastify'

interface DrainLimits {
  /** Bytes that are still taken in. */
  bytes: number
  /** Milliseconds after which the connection is closed. */
  ms: number
}

/**
 * Lets a client that is still sending read its reply: what it sends is taken in and thrown away, up to a limit, and then
 * the connection is closed. Closed at once, with bytes unread, the system would reset it, and many clients would see a
 * broken connection in place of the reply.
 */
export function drainUnread({ raw }: FastifyRequest, limits: DrainLimits): void {
  if (raw.complete || raw.destroyed) return
  let left = limits.bytes
  const close = () => raw.socket.destroy()
  const timer = setTimeout(close, limits.ms).unref()
  raw.once('close', () => clearTimeout(timer))
  raw.unpipe()
  raw.on('data', (chunk: Buffer) => {
    left -= chunk.length
    if (left < 0) close()
  })
  raw.resume()
}
