import { connect, type Socket } from 'node:net'
import type { Teardown } from '@touchline/testing'
import { userToken } from '@touchline/testing'

const BOUNDARY = 'touchline-test'

/** One part of a multipart body, with its headers as given. */
export function part(headers: string, body: Buffer | string): Buffer {
  return Buffer.concat([Buffer.from(`--${BOUNDARY}\r\n${headers}\r\n\r\n`), Buffer.from(body), Buffer.from('\r\n')])
}

export function field(name: string, value: string): Buffer {
  return part(`Content-Disposition: form-data; name="${name}"`, value)
}

export function filePart(bytes: Buffer | string, name = 'a.txt', fieldName = 'file'): Buffer {
  return part(
    `Content-Disposition: form-data; name="${fieldName}"; filename="${name}"\r\nContent-Type: text/plain`,
    bytes,
  )
}

export const closing = Buffer.from(`--${BOUNDARY}--\r\n`)

export interface RawUpload {
  /** Value of `Content-Length`, or `chunked`. */
  length: number | 'chunked'
  userId?: string
  token?: string
  conversationId?: string
  contentType?: string
}

/** An HTTP connection by hand, on which an upload's headers were sent and its body can be sent piece by piece. */
export interface RawConnection {
  socket: Socket
  /** Everything that was received. */
  received(): string
  /** Resolves with what was received once it holds a whole reply, or the connection ended. */
  reply: Promise<string>
}

/** Opens the connection and sends the headers of an upload; the body is the caller's. */
export function openUpload(t: Teardown, port: number, options: RawUpload): RawConnection {
  const { length, userId = 'coach', conversationId = 'batch' } = options
  const socket = connect({ host: '127.0.0.1', port })
  t.teardown(() => socket.destroy())
  const { promise: reply, resolve } = Promise.withResolvers<string>()
  let text = ''
  socket.on('data', (chunk) => {
    text += chunk.toString()
    if (isWhole(text)) resolve(text)
  })
  // A connection that the server closed under a sender breaks; what was received until then is the reply.
  socket.on('error', () => resolve(text))
  socket.on('close', () => resolve(text))
  const size = length === 'chunked' ? 'Transfer-Encoding: chunked' : `Content-Length: ${length}`
  const type = options.contentType ?? `multipart/form-data; boundary=${BOUNDARY}`
  socket.write(
    `POST /api/chat/conversations/${conversationId}/upload HTTP/1.1\r\nHost: test\r\n` +
      `Authorization: Bearer ${options.token ?? userToken(userId)}\r\nContent-Type: ${type}\r\n${size}\r\n\r\n`,
  )
  return { socket, reply, received: () => text }
}

function isWhole(text: string): boolean {
  const head = text.indexOf('\r\n\r\n')
  const length = /^content-length: (\d+)/im.exec(text.slice(0, head))?.[1]
  return head > 0 && length !== undefined && Buffer.byteLength(text.slice(head + 4)) >= Number(length)
}

/** `404 FILE_NOT_FOUND` of a raw reply. */
export function failureIn(reply: string): string {
  const status = /^HTTP\/1\.1 (\d{3})/.exec(reply)?.[1]
  const code = /"code":"(\w+)"/.exec(reply)?.[1]
  return `${status} ${code}`
}

/** Sends a whole multipart body and resolves with the raw reply. */
export async function rawUpload(t: Teardown, port: number, parts: Buffer[], options: Partial<RawUpload> = {}) {
  const body = Buffer.concat(parts)
  const connection = openUpload(t, port, { length: body.length, ...options })
  connection.socket.write(body)
  return connection.reply
}
