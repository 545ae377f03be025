import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import dnsPacket from 'dns-packet'
import type { Teardown } from './teardown.ts'

/**
 * A name server on a free UDP port of 127.0.0.1, as a container engine has one: asked for a service it names the addresses
 * of the replicas that run at that moment.
 *
 * @param addressesOf the addresses of a name; none means that it does not exist
 * @returns its `address:port`
 */
export async function startNameServer(
  t: Teardown,
  addressesOf: (name: string) => readonly string[],
): Promise<{ address: string }> {
  const socket = createSocket('udp4')
  t.teardown(() => new Promise<void>((resolve) => socket.close(() => resolve())))
  socket.on('message', (message, { address, port }) => {
    const query = dnsPacket.decode(message)
    const question = query.questions?.[0]
    if (question === undefined) return
    const found = question.type === 'A' ? addressesOf(question.name) : []
    const answers = found.map((data) => ({ type: 'A' as const, name: question.name, ttl: 1, data }))
    const nothing = found.length === 0 ? NAME_ERROR : 0
    const reply = dnsPacket.encode({
      type: 'response',
      ...(query.id === undefined ? {} : { id: query.id }),
      flags: dnsPacket.RECURSION_DESIRED | dnsPacket.RECURSION_AVAILABLE | nothing,
      questions: [question],
      answers,
    })
    socket.send(reply, port, address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return { address: `127.0.0.1:${socket.address().port}` }
}

/** The response code NXDOMAIN. */
const NAME_ERROR = 3
