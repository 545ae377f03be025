import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import type { Teardown } from '@touchline/testing'

/** A stretch of network between two parts that a test breaks: it passes bytes on, and balances over several upstreams. */
export interface TcpLink {
  readonly port: number
  /** Destroys every connection on it; new ones pass. */
  cut(): void
  /** Nothing passes any more and nothing is closed, as behind a host that hangs or a cable that is out. */
  stall(): void
  /** Destroys every connection and each new one at once, as where nothing listens. */
  refuse(): void
  /** Ends a stall or a refusal. */
  restore(): void
}

/**
 * Opens the link on a free port of 127.0.0.1. Each connection goes to the next upstream port that takes it.
 */
export async function openLink(t: Teardown, upstreams: readonly number[]): Promise<TcpLink> {
  const sockets = new Set<Socket>()
  let state: 'open' | 'stalled' | 'refusing' = 'open'
  let turn = 0
  const cut = () => {
    for (const socket of sockets) socket.destroy()
  }
  const pass = (from: Socket, to: Socket) => {
    sockets.add(from)
    from.on('data', (data) => {
      // Reading waits for the slower side, as on a real network.
      if (!to.write(data)) from.pause()
    })
    to.on('drain', () => {
      if (state !== 'stalled') from.resume()
    })
    from.on('error', () => {})
    from.on('end', () => to.end())
    from.on('close', () => {
      sockets.delete(from)
      to.destroy()
    })
    if (state === 'stalled') from.pause()
  }
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (near) => {
    near.on('error', () => {})
    if (state === 'refusing') {
      near.destroy()
      return
    }
    turn += 1
    void connectToOne(upstreams, turn).then((far) => {
      if (far === undefined || near.destroyed || state === 'refusing') {
        near.destroy()
        far?.destroy()
        return
      }
      pass(near, far)
      pass(far, near)
      if (state !== 'stalled') near.resume()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    cut()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the link listens on no port')
  return {
    port: address.port,
    cut,
    stall() {
      state = 'stalled'
      for (const socket of sockets) socket.pause()
    },
    refuse() {
      state = 'refusing'
      cut()
    },
    restore() {
      state = 'open'
      for (const socket of sockets) socket.resume()
    },
  }
}

/** A connection to the first of these ports that takes one, beginning with the one whose turn it is. */
export async function connectToOne(ports: readonly number[], turn: number): Promise<Socket | undefined> {
  for (let count = 0; count < ports.length; count += 1) {
    const port = ports[(turn + count) % ports.length]
    if (port === undefined) continue
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    const connected = await once(socket, 'connect').then(
      () => true,
      () => false,
    )
    // Until somebody listens to it, an error must not end the process.
    socket.on('error', () => {})
    if (connected) return socket
  }
  return undefined
}
