import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import type { Teardown } from '@touchline/testing'

/** The way from a service to its Redis. Who listens elsewhere goes on hearing Redis while it is cut. */
export interface RedisLink {
  url: string
  /** Breaks what is connected and refuses what comes, as a Redis that has stopped does. */
  cut(): Promise<void>
  mend(): Promise<void>
}

export async function redisLink(t: Teardown, redisUrl: string): Promise<RedisLink> {
  const { hostname, port: redisPort } = new URL(redisUrl)
  const sockets = new Set<Socket>()
  const server: Server = createServer((near) => {
    const far = connect(Number(redisPort), hostname)
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      from.pipe(to)
      from.on('error', () => {})
      from.on('close', () => {
        sockets.delete(from)
        to.destroy()
      })
    }
  })
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    return address.port
  }
  const cut = async () => {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    for (const socket of sockets) socket.destroy()
    await closed
  }
  const port = await listen(0)
  t.teardown(cut)
  return {
    url: `redis://127.0.0.1:${port}`,
    cut,
    mend: async () => {
      await listen(port)
    },
  }
}
