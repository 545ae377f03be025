import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { createAdapter } from '@socket.io/redis-adapter'
import { Redis } from 'ioredis'
import pg from 'pg'
import { Server } from 'socket.io'

// What Touchline is compared with: the usual design of a chat server. Socket.IO as it comes, its Redis adapter, and one
// INSERT a message that moves the conversation's counter; without DATABASE_URL no database at all.

interface Payload {
  conversationId: string
  content: string
  clientId: string
}

const { PORT = '0', REDIS_URL = '', DATABASE_URL } = process.env
const pool = DATABASE_URL === undefined ? undefined : new pg.Pool({ connectionString: DATABASE_URL, max: 10 })
const lastSeqs = new Map<string, number>()

const INSERT = `
  with moved as (update conversations set last_seq = last_seq + 1 where id = $2 returning last_seq)
  insert into messages (id, conversation_id, seq, sender_id, content, client_id)
  select $1, $2, last_seq, $3, $4, $5 from moved
  returning seq, created_at`

async function store(id: string, senderId: string, { conversationId, content, clientId }: Payload) {
  if (pool === undefined) {
    const seq = (lastSeqs.get(conversationId) ?? 0) + 1
    lastSeqs.set(conversationId, seq)
    return { seq, created_at: new Date() }
  }
  const values = [id, conversationId, senderId, content, clientId]
  const { rows } = await pool.query<{ seq: number; created_at: Date }>({ name: 'insert', text: INSERT, values })
  const [row] = rows
  if (row === undefined) throw new Error('there is no such conversation')
  return row
}

const http = createServer((_request, response) => void response.end('ready'))
const io = new Server(http, { adapter: createAdapter(new Redis(REDIS_URL), new Redis(REDIS_URL)) })
io.on('connection', (socket) => {
  const { conversationId, userId } = socket.handshake.auth
  void socket.join(conversationId)
  socket.on('message:send', async (payload: Payload, ack: (reply: object) => void) => {
    const id = randomUUID()
    const { seq, created_at: createdAt } = await store(id, userId, payload)
    const message = {
      _id: id,
      conversationId: payload.conversationId,
      seq,
      version: seq,
      senderId: userId,
      senderName: `Person ${userId}`,
      messageType: 'text',
      content: payload.content,
      clientId: payload.clientId,
      createdAt: createdAt.toISOString(),
    }
    io.to(payload.conversationId).emit('message:receive', message)
    ack({ success: true, message })
  })
})
http.listen(Number(PORT), '127.0.0.1')
