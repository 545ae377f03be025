import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/**
 * Below the ports that systems give to outgoing connections (from 32768 on Linux, from 49152 elsewhere): a server that ends and
 * starts again on its port must not find it taken by somebody's connection or by a server that asked for any port.
 */
const FIRST = 20_000
const LAST = 32_767
const ATTEMPTS = 100

/**
 * A TCP port on 127.0.0.1 that was free a moment ago. Another process may take it before the caller does, so whoever
 * binds it should be ready to ask again.
 */
export async function freePort(): Promise<number> {
  for (let left = ATTEMPTS; left > 0; left -= 1) {
    const port = randomInt(FIRST, LAST + 1)
    if (await isFree(port)) return port
  }
  throw new Error(`no TCP port between ${FIRST} and ${LAST} is free on 127.0.0.1`)
}

function isFree(port: number): Promise<boolean> {
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
