import type { TObject } from 'typebox'
import { busEvents } from './bus/envelope.ts'
import { errors } from './errors.ts'
import { clientEvents } from './socket/client-events.ts'
import { serverEvents } from './socket/server-events.ts'

/** A message of one channel. `key` is unique within the document: some names go both ways, with a payload each. */
interface Told {
  key: string
  name: string
  summary: string
  payload: object
}

/** AsyncAPI 3 of the sockets and of the bus, from the schemas that both ends check with. */
export function asyncApiDocument(): object {
  const sent = Object.entries(clientEvents).map(([name, { summary, payload }]) =>
    told('client', name, summary, payload),
  )
  const acks = Object.entries(clientEvents).map(([name, { ack }]) =>
    told('ack', name, `The acknowledgement of ${name}`, { oneOf: [succeeded(ack), ackError] }),
  )
  const received = Object.entries(serverEvents).map(([name, { summary, payload }]) =>
    told('server', name, summary, payload),
  )
  const bus = Object.entries(busEvents).map(([name, schema]) => told('bus', name, name, schema))
  return {
    asyncapi: '3.0.0',
    info: { title: 'Touchline', version: '1', description: 'Socket.IO events, and events on the Redis bus' },
    channels: {
      socket: {
        address: '/socket.io/',
        title: 'Socket.IO 4, default namespace',
        messages: messagesOf([...sent, ...acks, ...received]),
      },
      bus: {
        address: 'touchline:*',
        title: 'Redis pub/sub: touchline:conversation:<id> and touchline:user:<id>',
        messages: messagesOf(bus),
      },
    },
    operations: {
      ...operationsOf('receive', 'socket', sent),
      ...operationsOf('send', 'socket', [...acks, ...received]),
      ...operationsOf('send', 'bus', bus),
    },
  }
}

function told(side: string, name: string, summary: string, payload: object): Told {
  return { key: `${side}-${name.replaceAll(/[:.]/g, '-')}`, name, summary, payload }
}

/** What an acknowledgement holds, with `success: true` beside it. */
function succeeded(ack: TObject): object {
  return {
    ...ack,
    properties: { success: { const: true }, ...ack.properties },
    required: ['success', ...(ack.required ?? [])],
  }
}

const ackError = {
  type: 'object',
  required: ['error', 'code'],
  properties: {
    error: { type: 'string', description: 'a text to show' },
    code: { enum: Object.keys(errors) },
    retryAfterMs: { type: 'integer', description: 'milliseconds' },
  },
}

function messagesOf(list: readonly Told[]): Record<string, object> {
  return Object.fromEntries(list.map(({ key, name, summary, payload }) => [key, { name, title: summary, payload }]))
}

function operationsOf(action: 'send' | 'receive', channel: string, list: readonly Told[]): Record<string, object> {
  return Object.fromEntries(
    list.map(({ key, summary }) => [
      key,
      {
        action,
        channel: { $ref: `#/channels/${channel}` },
        title: summary,
        messages: [{ $ref: `#/channels/${channel}/messages/${key}` }],
      },
    ]),
  )
}
