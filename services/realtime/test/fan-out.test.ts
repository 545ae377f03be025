import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect as connectTcp } from 'node:net'
import { Server } from 'socket.io'
import { io as connectClient, type Socket } from 'socket.io-client'
import t, { type Test } from 'tap'
import { closeTransport } from '../src/close-transport.ts'
import { FanOut } from '../src/fan-out.ts'
import type { RealtimeServer, RealtimeSocket } from '../src/socket-types.ts'
import { tcpBelow } from '../src/tcp-below.ts'

/** A server whose sockets are all in the rooms `one` and `two`. */
async function openServer(t: Test) {
  const http = createServer()
  const io: RealtimeServer = new Server(http, { perMessageDeflate: false })
  const fanOut = new FanOut(io)
  io.on('connection', (socket) => {
    void socket.join(['one', 'two'])
    fanOut.add(socket)
    socket.once('disconnect', () => fanOut.remove(socket))
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  t.teardown(async () => {
    fanOut.close()
    await io.close()
  })
  const address = http.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const url = `http://127.0.0.1:${address.port}`
  return { io, fanOut, url, port: address.port }
}

async function openClient(t: Test, url: string, transports: string[]): Promise<{ client: Socket; heard: number[] }> {
  const client = connectClient(url, { transports, forceNew: true })
  t.teardown(() => client.close())
  const heard: number[] = []
  client.on('message:delivered', ({ lastDeliveredSeq }) => void heard.push(lastDeliveredSeq))
  await next(client, 'connect')
  return { client, heard }
}

/** A WebSocket by hand, so that a test sees the pieces in which bytes arrive. Resolves once it is connected. */
async function openTcp(t: Test, io: RealtimeServer, port: number) {
  const connected = once(io, 'connection')
  const tcp = connectTcp({ host: '127.0.0.1', port })
  t.teardown(() => tcp.destroy())
  tcp.write(
    'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  )
  await once(tcp, 'data')
  // The text "40", masked with zeroes.
  tcp.write(Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0x34, 0x30]))
  await connected
  return tcp
}

/** Makes each write to a socket take 10 ms. Answers with what is written, one text for each. */
function writesSlowly({ conn }: RealtimeSocket): string[] {
  const tcp = tcpBelow(conn)()
  if (tcp === undefined) throw new Error('no connection')
  const written: string[] = []
  const write = tcp.write.bind(tcp)
  Reflect.set(tcp, 'write', (bytes: Buffer) => {
    written.push(bytes.toString('latin1'))
    const until = performance.now() + 10
    while (performance.now() < until);
    return write(bytes)
  })
  return written
}

/** What comes with the next event of this name. */
const next = (client: Socket, event: string): Promise<unknown[]> =>
  new Promise((resolve) => client.once(event, (...args: unknown[]) => resolve(args)))

const told = (n: number, userId = 'anna') => ({ conversationId: 'c1', userId, lastDeliveredSeq: n })

for (const transports of [['websocket'], ['polling'], ['polling', 'websocket']]) {
  t.test(`whatever is emitted by whichever way arrives once and in order: ${transports.join(' to ')}`, async (t) => {
    const { io, fanOut, url } = await openServer(t)
    const { client, heard } = await openClient(t, url, transports)
    let n = 0
    for (let turn = 0; turn < 60; turn += 1) {
      for (let step = 0; step < 7; step += 1) {
        n += 1
        if (step === 3) io.local.to('one').emit('message:delivered', told(n))
        else fanOut.emit(step === 5 ? 'two' : 'one', 'message:delivered', told(n))
      }
      await new Promise((resolve) => (turn % 5 === 0 ? setTimeout(resolve, 2) : setImmediate(resolve)))
    }
    const last = next(client, 'conversation:removed')
    fanOut.emit('two', 'conversation:removed', { conversationId: 'c1' })
    await last
    t.same(
      heard,
      Array.from({ length: n }, (_, index) => index + 1),
    )
  })
}

t.test('a frame of any length is read as it was written', async (t) => {
  const { fanOut, url } = await openServer(t)
  const { client } = await openClient(t, url, ['websocket'])
  const overhead = `42${JSON.stringify(['message:delivered', told(1, '')])}`.length
  for (const length of [overhead, 125, 126, 127, 65_535, 65_536, 70_000]) {
    const userId = 'é'.repeat(Math.max(0, length - overhead) % 2).concat('x'.repeat(Math.max(0, length - overhead)))
    const arrived = next(client, 'message:delivered')
    fanOut.emit('one', 'message:delivered', told(1, userId))
    const [payload] = await arrived
    t.same(payload, told(1, userId), `${length} bytes`)
  }
})

t.test('what is emitted to a socket in one turn reaches it in one piece', async (t) => {
  const { io, fanOut, port } = await openServer(t)
  const pieces: string[] = []
  const tcp = await openTcp(t, io, port)
  tcp.on('data', (piece) => void pieces.push(piece.toString('latin1')))
  for (let n = 1; n <= 100; n += 1) fanOut.emit(n % 2 === 0 ? 'one' : 'two', 'message:delivered', told(n))
  while (!pieces.join('').includes('"lastDeliveredSeq":100}')) await once(tcp, 'data')
  const withEvents = pieces.filter((piece) => piece.includes('message:delivered'))
  t.equal(withEvents.length, 1)
  t.equal(withEvents[0]?.split('message:delivered').length, 101)
})

t.test('nothing is kept for a room whose sockets take another way', async (t) => {
  const { fanOut, url } = await openServer(t)
  const { client, heard } = await openClient(t, url, ['polling'])
  for (let n = 1; n <= 3; n += 1) {
    const arrived = next(client, 'message:delivered')
    t.equal(fanOut.emit('one', 'message:delivered', told(n)), 1)
    await arrived
  }
  t.same(heard, [1, 2, 3])
  t.equal(fanOut.emit('nobody', 'message:delivered', told(1)), 0)
})

t.test('who leaves a room and comes back within a turn misses what was said meanwhile, and nothing else', async (t) => {
  const { io, fanOut, url } = await openServer(t)
  const leaving = await openClient(t, url, ['websocket'])
  const [socket] = io.sockets.sockets.values()
  const staying = await openClient(t, url, ['websocket'])
  fanOut.emit('one', 'message:delivered', told(1))
  void socket?.leave('one')
  fanOut.emit('one', 'message:delivered', told(2))
  void socket?.join('one')
  fanOut.emit('one', 'message:delivered', told(3))
  fanOut.emit('two', 'message:delivered', told(4))
  const last = Promise.all([next(leaving.client, 'conversation:removed'), next(staying.client, 'conversation:removed')])
  fanOut.emit('two', 'conversation:removed', { conversationId: 'c1' })
  await last
  t.same(leaving.heard, [1, 3, 4])
  t.same(staying.heard, [1, 2, 3, 4])
})

t.test('an acknowledgement keeps its place among what is emitted', async (t) => {
  for (const transports of [['websocket'], ['polling']]) {
    const { io, fanOut, url } = await openServer(t)
    const { client, heard } = await openClient(t, url, transports)
    const [socket] = io.sockets.sockets.values()
    if (socket === undefined) throw new Error('nobody is connected')
    socket.onAny(() => {
      fanOut.emit('one', 'message:delivered', told(1))
      fanOut.acknowledge(socket, 0, { success: true })
      fanOut.emit('one', 'message:delivered', told(2))
      fanOut.emit('two', 'message:delivered', told(3))
    })
    client.emit('conversation:join', {}, (answer: unknown) => {
      t.same(answer, { success: true })
      heard.push(0)
    })
    while (!heard.includes(3)) await next(client, 'message:delivered')
    t.same(heard, [1, 0, 2, 3], transports.join())
  }
})

t.test('what waits for a client that reads late is not touched by what is written to others', async (t) => {
  const { io, fanOut, url, port } = await openServer(t)
  const late = await openTcp(t, io, port)
  late.pause()
  const [socket] = io.sockets.sockets.values()
  if (socket === undefined) throw new Error('nobody is connected')
  const other = await openClient(t, url, ['websocket'])
  const [, otherSocket] = io.sockets.sockets.values()
  if (otherSocket === undefined) throw new Error('the other is not connected')
  void otherSocket.leave('one')
  const tcp = tcpBelow(socket.conn)
  // Two rooms, so that what is written is put together; until the kernel takes no more.
  const large = 'x'.repeat(20_000)
  let n = 0
  for (let waits = false; !waits; ) {
    for (const room of ['one', 'two', 'one']) {
      n += 1
      fanOut.emit(room, 'message:delivered', told(n, large))
    }
    // An acknowledgement takes along what is held, so that no more than fits is put together.
    fanOut.acknowledge(socket, 0, { success: true })
    await new Promise((resolve) => setTimeout(resolve, 1))
    waits = (tcp()?.writableLength ?? 0) > 0
  }
  // Put together, too, for the other one alone.
  void otherSocket.join('three')
  const arrived = next(other.client, 'conversation:removed')
  // As much as is put together at once: whatever part of it waits for the other would be written over.
  fanOut.emit('three', 'message:delivered', told(0, 'y'.repeat(60_000)))
  fanOut.acknowledge(otherSocket, 0, { success: true })
  fanOut.emit('three', 'conversation:removed', { conversationId: 'c1' })
  await arrived
  let received = ''
  late.on('data', (piece) => {
    received += piece.toString('latin1')
  })
  late.resume()
  while (!received.includes(`"lastDeliveredSeq":${n}}`)) await once(late, 'data')
  // One alone may be in the random id of the connection.
  t.equal(received.includes('yyyyyyyy'), false)
  t.same(
    [...received.matchAll(/x{20000}","lastDeliveredSeq":(\d+)\}/g)].map(([, seq]) => Number(seq)),
    Array.from({ length: n }, (_, index) => index + 1),
  )
})

t.test(
  'who comes into a room gets what is said from then on, in the turn in which others have heard more',
  async (t) => {
    const { io, fanOut, url } = await openServer(t)
    const first = await openClient(t, url, ['websocket'])
    const second = await openClient(t, url, ['websocket'])
    const [, socket] = io.sockets.sockets.values()
    void socket?.leave('one')
    // A span in which what follows is held, whoever it is for.
    for (let n = 1; n <= 3; n += 1) fanOut.emit('one', 'message:delivered', told(n))
    await next(first.client, 'message:delivered')
    fanOut.emit('one', 'message:delivered', told(4))
    void socket?.join('one')
    fanOut.emit('one', 'message:delivered', told(5))
    const last = Promise.all([next(first.client, 'conversation:removed'), next(second.client, 'conversation:removed')])
    fanOut.emit('one', 'conversation:removed', { conversationId: 'c1' })
    await last
    t.same(first.heard, [1, 2, 3, 4, 5])
    t.same(second.heard, [5])
  },
)

t.test('who takes part in what is emitted only later gets what is said from then on', async (t) => {
  const http = createServer()
  const io: RealtimeServer = new Server(http, { perMessageDeflate: false })
  const fanOut = new FanOut(io)
  // In the room from the start, as a socket is while its handshake goes on.
  io.on('connection', (socket) => void socket.join('one'))
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  t.teardown(() => io.close())
  const address = http.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const { client, heard } = await openClient(t, `http://127.0.0.1:${address.port}`, ['websocket'])
  const [socket] = io.sockets.sockets.values()
  if (socket === undefined) throw new Error('nobody is connected')
  fanOut.emit('one', 'message:delivered', told(1))
  fanOut.add(socket)
  fanOut.emit('one', 'message:delivered', told(2))
  const last = next(client, 'conversation:removed')
  fanOut.emit('one', 'conversation:removed', { conversationId: 'c1' })
  await last
  t.same(heard, [2])
  fanOut.close()
})

t.test('what is held for a client is written before its connection is closed', async (t) => {
  const { io, fanOut, url } = await openServer(t)
  const { client, heard } = await openClient(t, url, ['websocket'])
  const [socket] = io.sockets.sockets.values()
  if (socket === undefined) throw new Error('nobody is connected')
  const gone = next(client, 'disconnect')
  fanOut.emit('one', 'message:delivered', told(1))
  fanOut.emit('two', 'message:delivered', told(2))
  fanOut.flush(socket)
  closeTransport(socket)
  await gone
  t.same(heard, [1, 2])
})

t.test('whoever waits least is written to first, whoever began to wait first', async (t) => {
  const { io, fanOut, url } = await openServer(t)
  const one = await openClient(t, url, ['websocket'])
  const two = await openClient(t, url, ['websocket'])
  const [first, second] = io.sockets.sockets.values()
  if (first === undefined || second === undefined) throw new Error('not connected')
  void first.leave('one')
  void second.leave('two')
  // So that the wait is a long one.
  for (const socket of [first, second]) writesSlowly(socket)
  const order: string[] = []
  one.client.on('conversation:removed', () => void order.push('began first'))
  two.client.on('conversation:removed', () => void order.push('waits least'))
  // The client `two` is in the room `one`. It waits for 120 ms from here, of which not much is left ...
  for (let n = 1; n <= 100; n += 1) fanOut.emit('one', 'message:delivered', told(n))
  await new Promise((resolve) => setTimeout(resolve, 80))
  // ... when those 120 ms begin for the other.
  for (let n = 1; n <= 100; n += 1) fanOut.emit('two', 'message:delivered', told(n))
  await new Promise((resolve) => setImmediate(resolve))
  const both = Promise.all([next(one.client, 'conversation:removed'), next(two.client, 'conversation:removed')])
  fanOut.emit('two', 'conversation:removed', { conversationId: 'c1' })
  fanOut.emit('one', 'conversation:removed', { conversationId: 'c1' })
  await both
  t.same(order, ['waits least', 'began first'])
})

t.test('what is held for a client goes along with an acknowledgement that is under way', async (t) => {
  /** Whether what was said leaves with an acknowledgement that is given once another client has heard it. */
  async function attempt(): Promise<boolean> {
    const { io, fanOut, url } = await openServer(t)
    const { client } = await openClient(t, url, ['websocket'])
    const [socket] = io.sockets.sockets.values()
    const { client: other } = await openClient(t, url, ['websocket'])
    if (socket === undefined) throw new Error('not connected')
    const written = writesSlowly(socket)
    for (let n = 1; n <= 100; n += 1) fanOut.emit('one', 'message:delivered', told(n))
    await new Promise((resolve) => setImmediate(resolve))
    fanOut.expectAcknowledge(socket)
    const [heard, arrived] = [next(other, 'conversation:removed'), next(client, 'conversation:removed')]
    fanOut.emit('one', 'conversation:removed', { conversationId: 'c1' })
    await heard
    fanOut.acknowledge(socket, 7, { success: true })
    await arrived
    return written.some((bytes) => bytes.includes('"c1"') && bytes.includes('37[{"success":true}]'))
  }
  // A machine that stands still for longer than the wait is no fault.
  let isTakenAlong = false
  for (let nth = 1; nth <= 5 && !isTakenAlong; nth += 1) isTakenAlong = await attempt()
  t.ok(isTakenAlong)
})

t.test('what is held for a client does not wait without end for an acknowledgement', async (t) => {
  const { io, fanOut, url } = await openServer(t)
  const { client } = await openClient(t, url, ['websocket'])
  const [socket] = io.sockets.sockets.values()
  if (socket === undefined) throw new Error('not connected')
  writesSlowly(socket)
  fanOut.expectAcknowledge(socket)
  for (let n = 1; n <= 100; n += 1) fanOut.emit('one', 'message:delivered', told(n))
  await new Promise((resolve) => setImmediate(resolve))
  const arrived = next(client, 'conversation:removed')
  fanOut.emit('one', 'conversation:removed', { conversationId: 'c1' })
  t.same(await arrived, [{ conversationId: 'c1' }])
})
