import { connect } from 'node:net'
import type { Teardown } from '@touchline/testing'

/** Opens so many idle connections from one address and says how many of them the other side keeps. */
export async function openConnections(t: Teardown, base: string, count: number, localAddress: string): Promise<number> {
  const { hostname, port } = new URL(base)
  let kept = 0
  for (let n = 0; n < count; n += 1) {
    const socket = connect({ host: hostname, port: Number(port), localAddress })
    t.teardown(() => socket.destroy())
    socket.on('error', () => {})
    // A request of which the first line is answered for, so that a connection that is kept says so.
    socket.write('GET /open HTTP/1.1\r\nHost: gateway\r\n\r\n')
    const isKept = await new Promise<boolean>((resolve) => {
      socket.once('data', () => resolve(true))
      socket.once('close', () => resolve(false))
    })
    if (isKept) kept += 1
  }
  return kept
}
