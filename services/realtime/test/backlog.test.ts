import { once } from 'node:events'
import { connect as connectTcp, createServer, type Socket } from 'node:net'
import { connectSocket, userToken, waitFor } from '@touchline/testing'
import t, { type Test } from 'tap'
import { openAcademy } from './academy.ts'

t.test('a client that does not read is closed; the others are served', { timeout: 60_000 }, async (t) => {
  const { connect, conversation, url, first } = await openAcademy(t)
  conversation.conversation('c1', ['anna', 'ben'])
  const proxy = await stoppableProxy(t, Number(new URL(url).port))
  await connectSocket(t, proxy.url, { token: userToken('anna') })
  const ben = await connect('ben')
  proxy.stopReading()
  const text = 'x'.repeat(4_000)
  let sent = 0
  await waitFor(
    'the slow client to be closed',
    async () => {
      for (let n = 0; n < 200; n += 1) await conversation.post('c1', 'ben', text)
      sent += 200
      return ben.received('user:offline').length > 0
    },
    { timeoutMs: 30_000, everyMs: 50 },
  )
  await waitFor('every message', () => ben.received('message:receive').length === sent, { timeoutMs: 20_000 })
  const sockets = await first.app.metrics.getSingleMetric('touchline_realtime_sockets')?.get()
  t.equal(sockets?.values[0]?.value, 1)
})

/** A way to the server whose client side stops reading, as a phone in a tunnel does. */
async function stoppableProxy(t: Test, port: number): Promise<{ url: string; stopReading(): void }> {
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    const far = connectTcp(port, '127.0.0.1')
    near.pipe(far)
    far.pipe(near)
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => {})
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    stopReading() {
      for (const socket of sockets) {
        socket.unpipe()
        socket.pause()
      }
    },
  }
}
