import { connect } from 'node:net'
import type { ResumeOutcome, Returning } from './load-protocol.ts'
import type { RawClient } from './raw-client.ts'
import { latencyOf } from './send-run.ts'

/** All clients come back in the same moment; each one syncs once it is connected. */
export async function resumeAll(
  clients: readonly Returning[],
  open: (returning: Returning) => RawClient,
): Promise<ResumeOutcome> {
  const startedAt = performance.now()
  const connected: number[] = []
  const complete: number[] = []
  let faults = 0
  let firstFault: string | null = null
  const resume = async (returning: Returning) => {
    await open(returning).connect()
    connected.push(performance.now() - startedAt)
    const messages = await sync(returning)
    if (messages !== returning.missed) throw new Error(`a sync brought ${messages} messages of ${returning.missed}`)
    complete.push(performance.now() - startedAt)
  }
  await Promise.all(
    clients.map((returning) =>
      resume(returning).catch((error: unknown) => {
        faults += 1
        firstFault ??= String(error)
      }),
    ),
  )
  return {
    clients: clients.length,
    connected: latencyOf(connected),
    complete: latencyOf(complete),
    allCompleteMs: performance.now() - startedAt,
    faults,
    firstFault,
  }
}

/** How many messages `POST /api/chat/sync` brings, over a connection of the client's own as a browser would make. */
async function sync({ apiUrl, token, seat, version }: Returning): Promise<number> {
  const body = JSON.stringify({ versions: { [seat.conversationId]: version } })
  const reply = await exchange(
    apiUrl,
    'POST /api/chat/sync HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: application/json\r\n' +
      `Authorization: Bearer ${token}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
  if (!reply.startsWith('HTTP/1.1 200 ')) throw new Error(reply.slice(0, 300))
  // A reply names each of its messages' senders once; nothing else in it has this field.
  return reply.split('"senderName":').length - 1 - (reply.includes('"lastMessage":') ? 1 : 0)
}

function exchange(url: string, request: string): Promise<string> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = []
    const socket = connect({ host: hostname, port: Number(port), noDelay: true })
    socket.on('data', (piece) => void pieces.push(piece))
    socket.on('error', reject)
    socket.on('end', () => resolve(Buffer.concat(pieces).toString()))
    socket.setTimeout(30_000, () => socket.destroy(new Error('no answer to a sync')))
    socket.write(request)
  })
}
