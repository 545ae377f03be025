import { once } from 'node:events'
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Teardown } from '@touchline/testing'
import { connectToOne } from './tcp-link.ts'

/** The ports of the replicas of each service. */
export interface Upstreams {
  readonly conversation: readonly number[]
  readonly realtime: readonly number[]
  readonly upload: readonly number[]
}

/** Keeps the requests of one long-polling session together, as the gateway of a deployment does. */
const STICKY = 'replica'

/**
 * Routes by path as the gateway of a deployment does, on a free port of 127.0.0.1, and answers with it. A replica that
 * takes no connection is passed over; where none does the answer is 503.
 */
export async function openGateway(t: Teardown, upstreams: Upstreams): Promise<number> {
  let turn = 0
  const replicasFor = (
    request: IncomingMessage,
  ): { name: keyof Upstreams; ports: readonly number[]; first: number } => {
    const name = serviceFor(request.url ?? '')
    const sticky = new RegExp(`\\b${STICKY}=(\\d+)`).exec(request.headers.cookie ?? '')?.[1]
    turn += 1
    return { name, ports: upstreams[name], first: name === 'realtime' && sticky !== undefined ? Number(sticky) : turn }
  }

  async function forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { name, ports, first } = replicasFor(request)
    const connection = await connectToOne(ports, first)
    if (connection === undefined) return unavailable(response)
    const passed = httpRequest({
      createConnection: () => connection,
      method: request.method,
      path: request.url,
      headers: { ...request.headers, connection: 'close' },
    })
    response.once('close', () => passed.destroy())
    pipeline(request, passed).catch(() => {})
    try {
      const [reply]: IncomingMessage[] = await once(passed, 'response')
      if (reply === undefined) return unavailable(response)
      passed.on('error', () => {})
      const headers = { ...reply.headers }
      if (name === 'realtime')
        headers['set-cookie'] = [`${STICKY}=${ports.indexOf(connection.remotePort ?? 0)}; Path=/`]
      response.writeHead(reply.statusCode ?? 502, headers)
      await pipeline(reply, response)
    } catch {
      unavailable(response)
    } finally {
      connection.destroy()
    }
  }

  async function upgrade(request: IncomingMessage, client: Duplex, head: Buffer): Promise<void> {
    client.on('error', () => {})
    const { ports, first } = replicasFor(request)
    const connection = await connectToOne(ports, first)
    if (connection === undefined || client.destroyed) {
      client.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
      connection?.destroy()
      return
    }
    const lines = [`${request.method} ${request.url} HTTP/1.1`]
    for (let index = 0; index < request.rawHeaders.length; index += 2) {
      lines.push(`${request.rawHeaders[index]}: ${request.rawHeaders[index + 1]}`)
    }
    connection.write(`${lines.join('\r\n')}\r\n\r\n`)
    if (head.length > 0) connection.write(head)
    const end = () => {
      connection.destroy()
      client.destroy()
    }
    connection.once('close', end)
    client.once('close', end)
    connection.pipe(client)
    client.pipe(connection)
  }

  const server = createServer((request, response) => void forward(request, response))
  server.on('upgrade', (request, client, head) => void upgrade(request, client, head))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.close()
    server.closeAllConnections()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the gateway listens on no port')
  return address.port
}

function serviceFor(url: string): keyof Upstreams {
  const path = url.split('?')[0] ?? ''
  if (path.startsWith('/socket.io/')) return 'realtime'
  return path.startsWith('/uploads/') || path.endsWith('/upload') ? 'upload' : 'conversation'
}

/** The answer was lost, or there was none to be had: whether the request was carried out is not known. */
function unavailable(response: ServerResponse): void {
  if (response.headersSent) response.destroy()
  else response.writeHead(503, { 'retry-after': '1' }).end()
}
