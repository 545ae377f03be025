import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ClientToServer, ServerToClient } from '@touchline/contracts'
import { Server } from 'socket.io'
import { ModelConversation, type ModelEvent } from './model-conversation.ts'

type Refusal = { error: string; code: string; retryAfterMs?: number }
type Reply = { status: number; body: unknown }
type Teardown = { teardown(fn: () => unknown): unknown }

const PAGE = 3

/** A token as far as the client reads it. The server here believes it unless it is in `refusedTokens`. */
export function tokenFor(sub: string, { expiresInSeconds = 3_600, id = '' } = {}): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'none' })}.${part({ sub, exp: Math.floor(Date.now() / 1_000) + expiresInSeconds, id })}.`
}

function personOf(token: string): string {
  const claims: { sub: string } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
  return claims.sub
}

/**
 * The contract's sockets and routes over conversations in memory, with everything that can go wrong at hand. It knows one
 * thing that a real one does not do: to leave an event out, or to answer wrongly, when it is told to.
 */
export class ProtocolServer {
  readonly conversations = new Map<string, ModelConversation>()
  readonly http = createServer((request, response) => void this.#answer(request, response))
  readonly io = new Server<ClientToServer, ServerToClient>(this.http, { path: '/socket.io/' })
  readonly refusedTokens = new Set<string>()
  /** Every token of a handshake or a `session:refresh`, in order. */
  readonly tokens: string[] = []
  /** Every request, as `GET /api/…`, in order. */
  readonly requests: string[] = []
  /** Every event of a client, in order. */
  readonly received: { event: string; payload: unknown }[] = []
  /** Whose turn it is: called before a send is stored; what it returns is the acknowledgement in place of the usual one. */
  onSend: (payload: { content?: string; clientId?: string }) => Promise<Refusal | undefined> | Refusal | undefined =
    () => undefined
  /** Whether acknowledgements of stored messages get lost. */
  losesAcks = false
  /** Whether events get lost. */
  losesEvents = false
  /** Whether the acknowledgement comes before the event. */
  acksFirst = false
  /** Called before each REST request is answered; what it returns is the answer. */
  onRequest: (request: string) => Promise<Reply | undefined> | Reply | undefined = () => undefined
  uploadedBytes = 0
  url = ''

  static async start(t: Teardown): Promise<ProtocolServer> {
    const server = new ProtocolServer()
    t.teardown(() => server.stop())
    await server.listen(0)
    return server
  }

  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve) => this.http.listen(port, '127.0.0.1', resolve))
    const { port: chosen } = this.http.address() as AddressInfo
    this.url = `http://127.0.0.1:${chosen}`
    this.#serveSockets()
  }

  async stop(): Promise<void> {
    const closed = this.io.close()
    this.http.closeAllConnections()
    await closed
  }

  add(id: string, people: readonly string[]): ModelConversation {
    const conversation = new ModelConversation(id, people)
    this.conversations.set(id, conversation)
    return conversation
  }

  /** Cuts every connection, as a dying instance does; clients may come back at once. */
  cut(): void {
    for (const socket of this.io.sockets.sockets.values()) socket.conn.close()
  }

  /** Tells everybody in the conversation, as the servers do after a commit. */
  tell(conversation: ModelConversation, events: readonly ModelEvent[]): void {
    if (this.losesEvents) return
    const { id } = conversation
    for (const event of events) {
      const room = this.io.to(id)
      if (event.name === 'message') {
        if (event.message.editedAt === undefined && event.message.deletedAt === undefined) {
          room.emit('message:receive', event.message)
        } else room.emit('message:updated', event.message)
      } else if (event.name === 'read') {
        const { userId, lastReadSeq } = event
        const readAt = new Date().toISOString()
        room.emit('message:read', { conversationId: id, userId, messageIds: [], lastReadSeq, readAt })
      } else if (event.name === 'delivered') {
        const { userId, lastDeliveredSeq } = event
        room.emit('message:delivered', { conversationId: id, userId, lastDeliveredSeq })
      } else {
        for (const socket of this.io.sockets.sockets.values()) {
          if (socket.rooms.has(id))
            socket.emit('conversation:updated', event.conversation(personOf(socket.handshake.auth.token)))
        }
      }
    }
  }

  #serveSockets(): void {
    this.io.use((socket, next) => {
      const token: string = socket.handshake.auth.token
      this.tokens.push(token)
      next(this.refusedTokens.has(token) ? new Error('UNAUTHENTICATED') : undefined)
    })
    this.io.on('connection', (socket) => {
      const userId = personOf(socket.handshake.auth.token)
      for (const conversation of this.#of(userId)) void socket.join(conversation.id)
      void socket.join(userId)
      socket.onAny((event: string, payload: unknown) => this.received.push({ event, payload }))

      socket.on('message:send', async (payload, ack) => {
        const refusal = await this.onSend(payload)
        if (refusal !== undefined) return void Reflect.apply(ack ?? (() => {}), undefined, [refusal])
        const conversation = this.conversations.get(payload.conversationId)
        if (conversation === undefined || !conversation.has(userId)) {
          return ack?.({ error: 'No such conversation', code: 'CONVERSATION_NOT_FOUND' })
        }
        const replyToSeq = conversation.messages().find(({ _id }) => _id === payload.replyTo)?.seq
        const { message, events } = conversation.send(userId, payload.content ?? '', {
          ...(payload.clientId === undefined ? {} : { clientId: payload.clientId }),
          ...(payload.fileId === undefined ? {} : { fileId: payload.fileId }),
          ...(replyToSeq === undefined ? {} : { replyToSeq }),
        })
        if (this.acksFirst && !this.losesAcks) ack?.({ success: true, message })
        this.tell(conversation, events)
        if (!this.acksFirst && !this.losesAcks) ack?.({ success: true, message })
      })
      socket.on('message:read', (payload, ack) => {
        const conversation = this.conversations.get(payload.conversationId)
        const seq = conversation?.messages().find(({ _id }) => 'upTo' in payload && _id === payload.upTo)?.seq ?? 0
        if (conversation === undefined) return
        this.tell(conversation, conversation.read(userId, seq))
        ack?.({ success: true, lastReadSeq: seq, unreadCount: conversation.unread(userId) })
      })
      socket.on('message:delivered', ({ conversationId, upTo }, ack) => {
        const conversation = this.conversations.get(conversationId)
        const seq = conversation?.messages().find(({ _id }) => _id === upTo)?.seq ?? 0
        if (conversation !== undefined) this.tell(conversation, conversation.deliver(userId, seq))
        ack?.({ success: true })
      })
      socket.on('typing:start', ({ conversationId }, ack) => {
        socket.to(conversationId).emit('typing:start', { conversationId, userId, userName: userId })
        ack?.({ success: true })
      })
      socket.on('typing:stop', ({ conversationId }, ack) => {
        socket.to(conversationId).emit('typing:stop', { conversationId, userId })
        ack?.({ success: true })
      })
      socket.on('presence:get', ({ userIds }, ack) => {
        ack?.({ success: true, online: userIds.filter((id) => this.io.sockets.adapter.rooms.has(id)) })
      })
      socket.on('session:refresh', ({ token }, ack) => {
        this.tokens.push(token)
        ack?.({ success: true, expiresAt: new Date(Date.now() + 3_600_000).toISOString() })
      })
    })
  }

  #of(userId: string): ModelConversation[] {
    return [...this.conversations.values()].filter((conversation) => conversation.has(userId))
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url?.startsWith('/socket.io/')) return
    const line = `${request.method} ${request.url}`
    this.requests.push(line)
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks)
    const token = request.headers.authorization?.slice('Bearer '.length) ?? ''
    const { status, body: reply } = (await this.onRequest(line)) ?? this.#route(line, body, token)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(reply))
  }

  #route(line: string, body: Buffer, token: string): Reply {
    const failure = (status: number, code: string) => ({ status, body: { statusCode: status, code, message: code } })
    if (this.refusedTokens.has(token)) return failure(401, 'UNAUTHENTICATED')
    const userId = personOf(token)
    const [method = '', target = ''] = line.split(' ')
    const { pathname, searchParams } = new URL(target, this.url)
    const number = (name: string) => (searchParams.has(name) ? Number(searchParams.get(name)) : undefined)
    if (pathname === '/api/chat/sync')
      return { status: 200, body: this.#sync(userId, JSON.parse(String(body)).versions) }
    if (pathname === '/api/chat/contacts') return { status: 200, body: { contacts: [] } }
    if (pathname === '/uploads/chat/links') {
      const { urls }: { urls: string[] } = JSON.parse(String(body))
      const links = Object.fromEntries(urls.map((url) => [url, `${url}?link=x`]))
      return { status: 200, body: { links, expiresAt: new Date(Date.now() + 600_000).toISOString() } }
    }
    const [, id = '', rest = '', messageId] =
      /^\/api\/chat\/conversations\/([^/]+)\/?([^/]*)\/?(.*)$/.exec(pathname) ?? []
    const conversation = this.conversations.get(id)
    if (conversation === undefined || !conversation.has(userId)) return failure(404, 'CONVERSATION_NOT_FOUND')
    if (rest === '') return { status: 200, body: { conversation: conversation.conversation(userId) } }
    if (rest === 'upload') {
      this.uploadedBytes += body.byteLength
      const file = { _id: 'file-1', name: 'safe.txt', size: 5, mimeType: 'text/plain', url: '/uploads/chat/safe.txt' }
      return { status: 201, body: { file } }
    }
    if (rest === 'changes') return { status: 200, body: conversation.changes(number('since') ?? 0, PAGE) }
    const seq = conversation.messages().find(({ _id }) => _id === messageId)?.seq
    if (rest === 'messages' && method === 'GET') {
      return { status: 200, body: conversation.page(number('before'), Math.min(PAGE, number('limit') ?? PAGE)) }
    }
    if (rest === 'messages' && seq !== undefined) {
      const events =
        method === 'DELETE' ? conversation.delete(seq) : conversation.edit(seq, JSON.parse(String(body)).content)
      this.tell(conversation, events)
      return { status: 200, body: { message: conversation.message(seq) } }
    }
    return failure(404, 'MESSAGE_NOT_FOUND')
  }

  #sync(userId: string, versions: Record<string, number>) {
    const conversations = this.#of(userId).map((conversation) => {
      const since = versions[conversation.id]
      const { messages, hasMore } =
        since === undefined ? conversation.page(undefined, PAGE) : conversation.changes(since, PAGE)
      return { conversation: conversation.conversation(userId), messages, hasMore }
    })
    const own = new Set(conversations.map(({ conversation }) => conversation._id))
    return { conversations, removed: Object.keys(versions).filter((id) => !own.has(id)) }
  }
}
