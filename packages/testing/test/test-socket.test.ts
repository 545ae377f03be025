import { createServer } from 'node:http'
import { Server } from 'socket.io'
import t from 'tap'
import { connectSocket, freePort, type Teardown } from '../src/index.ts'

async function startServer(t: Teardown): Promise<string> {
  const http = createServer()
  const io = new Server(http)
  let lets = false
  io.use((socket, next) => {
    const { token } = socket.handshake.auth
    if (token === 'good' || (token === 'second time' && lets)) next()
    else if (token === 'bad') next(new Error('UNAUTHENTICATED'))
    else socket.conn.close()
    lets = true
  })
  io.on('connection', (socket) => {
    socket.emit('greeting', { n: 1 })
    socket.on('count', (to: number, ack: (answer: { counted: number }) => void) => {
      for (let n = 1; n <= to; n += 1) socket.emit('number', { n })
      ack({ counted: to })
    })
  })
  const port = await freePort()
  await new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve))
  t.teardown(() => io.close())
  return `http://127.0.0.1:${port}`
}

t.test('remembers what arrives and hands each event out once', async (t) => {
  const url = await startServer(t)
  const socket = await connectSocket(t, url, { token: 'good' })
  t.same(await socket.next('greeting'), { n: 1 }, 'even what came with the handshake')
  t.same(await socket.emitAck('count', 3), { counted: 3 })
  t.same(await socket.next<{ n: number }>('number', ({ n }) => n === 2), { n: 2 })
  t.same(await socket.next('number'), { n: 1 })
  t.same(await socket.next('number'), { n: 3 })
  t.same(socket.received('number'), [{ n: 1 }, { n: 2 }, { n: 3 }])
  const later = socket.next('number')
  await socket.emitAck('count', 1)
  t.same(await later, { n: 1 }, 'waits for one that has not arrived')
})

t.test('what does not come is named', async (t) => {
  const url = await startServer(t)
  const socket = await connectSocket(t, url, { token: 'good', timeoutMs: 100 })
  await t.rejects(socket.next('message:receive'), /no event "message:receive" that fits within 100 ms; .*greeting/)
  await t.rejects(socket.emitAck('nobody:listens'), /no acknowledgement of nobody:listens within 100 ms/)
})

t.test('a refused handshake rejects with the server’s code, over both transports', async (t) => {
  const url = await startServer(t)
  for (const transport of ['websocket', 'polling'] as const) {
    await t.rejects(connectSocket(t, url, { token: 'bad', transports: [transport] }), { message: 'UNAUTHENTICATED' })
  }
})

t.test(
  'a connection that is lost before the client was let in rejects, or is made again where the client comes back',
  async (t) => {
    const url = await startServer(t)
    await t.rejects(connectSocket(t, url, { token: 'none' }), /the connection was lost before the client was let in/)
    const again = await startServer(t)
    const socket = await connectSocket(t, again, { token: 'second time', reconnection: true })
    t.ok(socket.socket.connected)
    await t.rejects(connectSocket(t, url, { token: 'bad', reconnection: true }), { message: 'UNAUTHENTICATED' })
  },
)
