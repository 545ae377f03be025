import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { Teardown } from '@touchline/testing'

/** In the place of the web container: answers with the path and the headers that reach it. */
export async function startEchoWeb(t: Teardown): Promise<{ addresses: string[]; port: number }> {
  const server = createServer(({ url, headers }, response) => {
    const seen: { web: true; url: string | undefined; headers: IncomingHttpHeaders } = { web: true, url, headers }
    response.end(JSON.stringify(seen))
  })
  t.teardown(() => server.close())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the stand-in for web listens on no port')
  return { addresses: ['127.0.0.1'], port: address.port }
}
