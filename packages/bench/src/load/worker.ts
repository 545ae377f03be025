import type { LoadReply, LoadRequest } from './load-protocol.ts'
import { RawClient, type RawClientListener, type Seat } from './raw-client.ts'
import { resumeAll } from './resume-run.ts'
import { SendRun } from './send-run.ts'

// The load generator, in a process of its own: what it costs must not count as the servers', nor wait for them.

/** Handshakes under way at once, so that connecting is no storm. */
const HANDSHAKES = 50

const groups = new Map<string, RawClient[]>()
let current: RawClientListener | undefined
const listener: RawClientListener = {
  received: (client, buffer, start, end) => current?.received(client, buffer, start, end),
  acknowledged: (ack, buffer, start, end) => current?.acknowledged(ack, buffer, start, end),
}

async function connectAll(group: string, seats: readonly Seat[]): Promise<{ seconds: number }> {
  const startedAt = performance.now()
  const clients: RawClient[] = []
  groups.set(group, clients)
  const waiting = seats.values()
  const connectSome = async () => {
    for (const seat of waiting) {
      const client = new RawClient(seat, listener)
      clients.push(client)
      await client.connect()
    }
  }
  await Promise.all(Array.from({ length: HANDSHAKES }, connectSome))
  // In the order of the seats, whoever was connected first.
  const places = new Map(seats.map((seat, place) => [seat, place]))
  clients.sort((one, other) => (places.get(one.seat) ?? 0) - (places.get(other.seat) ?? 0))
  return { seconds: (performance.now() - startedAt) / 1_000 }
}

async function work(request: LoadRequest): Promise<object> {
  switch (request.task) {
    case 'connect':
      return connectAll(request.ask.group, request.ask.seats)
    case 'disconnect': {
      for (const client of groups.get(request.ask.group) ?? []) client.close()
      groups.delete(request.ask.group)
      return {}
    }
    case 'send': {
      const run = new SendRun(request.ask, groups.get(request.ask.group) ?? [])
      current = run
      return run.run()
    }
    case 'resume': {
      const clients: RawClient[] = []
      groups.set(request.ask.group, clients)
      return resumeAll(request.ask.clients, ({ seat }) => {
        const client = new RawClient(seat, listener)
        clients.push(client)
        return client
      })
    }
  }
}

process.on('message', (request: LoadRequest) => {
  const reply = (message: LoadReply<object>) => void process.send?.(message)
  work(request).then(
    (answer) => reply({ answer }),
    (error: unknown) => reply({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  )
})
