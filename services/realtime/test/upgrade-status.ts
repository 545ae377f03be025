import { once } from 'node:events'
import { request } from 'node:http'

/** The status that a WebSocket upgrade is answered with, as a page of this origin would ask for it. */
export async function upgradeStatus(url: string, origin?: string): Promise<number> {
  const asked = request(`${url}/socket.io/?EIO=4&transport=websocket`, {
    headers: {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': Buffer.from('0123456789abcdef').toString('base64'),
      ...(origin === undefined ? {} : { origin }),
    },
  })
  asked.end()
  const { promise, resolve } = Promise.withResolvers<number>()
  asked.on('upgrade', (response, socket) => {
    socket.destroy()
    resolve(response.statusCode ?? 0)
  })
  asked.on('response', (response) => resolve(response.statusCode ?? 0))
  asked.on('error', () => resolve(0))
  const status = await promise
  if (!asked.destroyed) {
    const closed = once(asked, 'close')
    asked.destroy()
    await closed
  }
  return status
}
