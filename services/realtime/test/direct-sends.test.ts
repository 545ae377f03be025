import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect as connectTcp, type Socket as Tcp } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { Server } from 'socket.io'
import { io as connectClient } from 'socket.io-client'
import t, { type Test } from 'tap'
import { readSendsDirectly } from '../src/direct-sends.ts'
import type { RealtimeServer } from '../src/socket-types.ts'

// What a client sends must come to the same, whether it is read directly or by ws, Engine.IO and Socket.IO: the same bytes go to a
// server of either kind, and what both heard and answered is compared.

interface Heard {
  /** The events, in order: name, arguments, and the number of the acknowledgement that was asked for. */
  readonly events: unknown[]
  /** What the server sent behind the handshake, and whether it then closed the connection. */
  answer: string
  closed: boolean
  /** How many of the events were read directly. */
  direct: number
}

async function openServer(t: Test, isDirect: boolean) {
  const http = createServer()
  const io: RealtimeServer = new Server(http, { perMessageDeflate: false, maxHttpBufferSize: 64 * 1024 })
  const heard: Heard = { events: [], answer: '', closed: false, direct: 0 }
  io.on('connection', (socket) => {
    socket.onAny((name: unknown, ...args: unknown[]) => {
      const last = args.at(-1)
      if (typeof last === 'function') last({ success: true })
      heard.events.push([name, ...args.filter((arg) => typeof arg !== 'function')])
    })
    if (!isDirect) return
    const read = () =>
      readSendsDirectly(socket.conn, ({ args, ack }) => {
        if (!socket.connected) return false
        heard.direct += 1
        heard.events.push(['message:send', ...args])
        if (ack !== undefined) socket.conn.write(`3${ack}[{"success":true}]`)
        return true
      })
    read()
    socket.conn.on('upgrade', read)
  })
  // Of its newest connection.
  let bytesRead = () => 0
  http.on('connection', (tcp) => {
    bytesRead = () => tcp.bytesRead
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  t.teardown(() => io.close())
  const address = http.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { port: address.port, heard, connected: once(io, 'connection'), bytesRead: () => bytesRead() }
}

/** A client's text frame; `first` is its first byte, for what is no plain final text. */
function frame(payload: string | Buffer, { first = 0x81, mask = [7, 0, 201, 96], masked = true } = {}): Buffer {
  const bytes = Buffer.from(payload)
  const flag = masked ? 0x80 : 0
  const length =
    bytes.length < 126
      ? [bytes.length | flag]
      : bytes.length < 65_536
        ? [126 | flag, bytes.length >> 8, bytes.length & 255]
        : [127 | flag, 0, 0, 0, 0, 0, bytes.length >> 16, (bytes.length >> 8) & 255, bytes.length & 255]
  const turned = masked ? bytes.map((byte, index) => byte ^ (mask[index & 3] ?? 0)) : bytes
  return Buffer.concat([Buffer.from([first, ...length, ...(masked ? mask : [])]), turned])
}

const send = (content: string, ack: number | '' = 1) =>
  `42${ack}${JSON.stringify(['message:send', { conversationId: 'c1', content }])}`
/** Tells the end: its acknowledgement comes after all others. */
const end = frame('42999["conversation:join",{}]')

/** Sends the pieces, each on its own, and then the end; resolves once that is answered or the connection has gone. */
async function hear(t: Test, isDirect: boolean, pieces: readonly Buffer[]): Promise<Heard> {
  const { port, heard, connected, bytesRead } = await openServer(t, isDirect)
  const tcp = connectTcp({ host: '127.0.0.1', port, noDelay: true })
  t.teardown(() => tcp.destroy())
  tcp.write(
    'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  )
  await once(tcp, 'data')
  tcp.write(frame('40'))
  await connected
  await once(tcp, 'data')
  tcp.on('data', (piece) => {
    heard.answer += piece.toString('latin1')
    // A close frame, which waits for an answer.
    if (piece.includes(0x88)) tcp.destroy()
  })
  tcp.on('close', () => {
    heard.closed = true
  })
  for (const piece of pieces) await sendAlone(tcp, piece, bytesRead)
  if (!heard.closed) tcp.write(end)
  while (!heard.closed && !heard.answer.includes('43999[')) await Promise.race([once(tcp, 'data'), once(tcp, 'close')])
  return heard
}

/** Resolves once the server has read it, in a piece of its own or in several. */
async function sendAlone(tcp: Tcp, piece: Buffer, bytesRead: () => number): Promise<void> {
  const total = tcp.bytesWritten + piece.length
  tcp.write(piece)
  while (!tcp.destroyed && bytesRead() < total) await setImmediate()
}

const half = frame(send('in two pieces'))
const CASES: readonly { name: string; pieces: readonly Buffer[]; direct?: number }[] = [
  { name: 'one send after another', pieces: [frame(send('a')), frame(send('b', 2)), frame(send('c', 3))], direct: 3 },
  {
    name: 'letters of every length, a mask of zeroes',
    pieces: [frame(send('é 漢 🏏'), { mask: [0, 0, 0, 0] })],
    direct: 1,
  },
  { name: 'a long one', pieces: [frame(send('x'.repeat(4_000)))], direct: 1 },
  { name: 'without an acknowledgement', pieces: [frame(send('a', ''))], direct: 1 },
  { name: 'several arguments', pieces: [frame('427["message:send",{},"more",null]')], direct: 1 },
  { name: 'in two pieces', pieces: [half.subarray(0, 40), half.subarray(40)], direct: 0 },
  { name: 'cut within the head', pieces: [half.subarray(0, 3), half.subarray(3)], direct: 0 },
  { name: 'two in one piece', pieces: [Buffer.concat([frame(send('a')), frame(send('b', 2))])], direct: 0 },
  {
    name: 'a half one, and a whole one in its second piece',
    pieces: [half.subarray(0, 9), Buffer.concat([half.subarray(9), frame(send('b', 2))]), frame(send('c', 3))],
  },
  {
    name: 'other events in between',
    pieces: [frame('421["typing:start",{}]'), frame(send('a', 2)), frame('423["typing:stop",{}]'), frame(send('b', 4))],
    direct: 2,
  },
  {
    name: 'in fragments',
    pieces: [
      frame(send('a').slice(0, 30), { first: 0x01 }),
      frame(send('a').slice(30), { first: 0x80 }),
      frame(send('b', 2)),
    ],
    direct: 1,
  },
  {
    name: 'a send between the fragments of another',
    pieces: [frame(send('a').slice(0, 30), { first: 0x01 }), frame(send('b', 2))],
    direct: 0,
  },
  { name: 'a large number to acknowledge', pieces: [frame(`42123456789012${send('a').slice(3)}`)], direct: 0 },
  { name: 'another namespace', pieces: [frame(`42/admin,1${send('a').slice(3)}`)], direct: 0 },
  { name: 'no payload', pieces: [frame('421["message:send"]')], direct: 0 },
  { name: 'no JSON', pieces: [frame('421["message:send",{"a":}]')], direct: 0 },
  {
    name: 'no UTF-8',
    pieces: [frame(Buffer.concat([Buffer.from('421["message:send","'), Buffer.from([0xff, 0xfe]), Buffer.from('"]')]))],
    direct: 0,
  },
  { name: 'not masked', pieces: [frame(send('a'), { masked: false })], direct: 0 },
  { name: 'a reserved bit', pieces: [frame(send('a'), { first: 0xc1 })], direct: 0 },
  { name: 'binary', pieces: [frame(send('a'), { first: 0x82 })], direct: 0 },
  { name: 'too large', pieces: [frame(send('x'.repeat(70_000)))], direct: 0 },
  { name: 'behind a close', pieces: [frame('', { first: 0x88 }), frame(send('a'))], direct: 0 },
  {
    name: 'behind the end of the namespace, and when it was joined again',
    pieces: [frame('41'), frame(send('a')), frame('40'), frame(send('b', 2))],
    direct: 0,
  },
]

/** Without the ids, which are others each time. */
const told = ({ answer }: Heard): string => answer.replace(/"sid":"[^"]+"/g, '"sid"')

for (const { name, pieces, direct } of CASES) {
  t.test(`reads the same: ${name}`, async (t) => {
    const [ours, theirs] = await Promise.all([hear(t, true, pieces), hear(t, false, pieces)])
    t.same(ours.events, theirs.events)
    t.same({ answer: told(ours), closed: ours.closed }, { answer: told(theirs), closed: theirs.closed })
    if (direct !== undefined) t.equal(ours.direct, direct)
  })
}

t.test('a client that changes over from polling is read directly from then on', async (t) => {
  const { port, heard } = await openServer(t, true)
  const client = connectClient(`http://127.0.0.1:${port}`, { forceNew: true })
  t.teardown(() => client.close())
  await new Promise((resolve) => client.once('connect', () => resolve(undefined)))
  await client.emitWithAck('message:send', { content: 'by polling, or while changing over' })
  while (client.io.engine.transport.name !== 'websocket')
    await new Promise((resolve) => client.io.engine.once('upgrade', resolve))
  // May still come in one piece with the packet that ends the polling.
  await client.emitWithAck('message:send', { content: 'by WebSocket' })
  const before = heard.direct
  await client.emitWithAck('message:send', { content: 'by WebSocket alone' })
  t.equal(heard.direct, before + 1)
  t.equal(heard.events.length, 3)
})

t.test('whoever is built another way than this knows is left alone', async (t) => {
  const webSocket = { readyState: 1, _socket: undefined, _receiver: { write() {} } }
  const connection = { readyState: 'open', transport: { name: 'websocket', socket: webSocket } }
  const { write } = webSocket._receiver
  // @ts-expect-error Only what is looked at.
  readSendsDirectly(connection, () => true)
  t.equal(webSocket._receiver.write, write)
})
