import { io, type ManagerOptions, type SocketOptions } from 'socket.io-client'
import type { Test } from 'tap'

/** Tries to connect with Socket.IO's own options and says how it ended: `connected`, or the refusal's message. */
export async function attempt(t: Test, url: string, options: Partial<ManagerOptions & SocketOptions>): Promise<string> {
  const socket = io(url, { transports: ['websocket'], reconnection: false, forceNew: true, ...options })
  t.teardown(() => socket.disconnect())
  const { promise, resolve } = Promise.withResolvers<string>()
  socket.once('connect', () => resolve('connected'))
  socket.once('connect_error', ({ message }) => resolve(message))
  return promise
}
