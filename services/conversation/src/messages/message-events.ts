import { randomUUID } from 'node:crypto'
import { type BusEvent, conversationChannel, type Message } from '@touchline/contracts'
import type { Told } from '../publishing/publisher.ts'

/** What the bus is told of a message that was stored or changed. */
export function messageEvent(type: 'message.created' | 'message.updated', message: Message): Told {
  const { conversationId, version } = message
  const event: BusEvent = {
    id: randomUUID(),
    type,
    v: 1,
    at: new Date().toISOString(),
    conversationId,
    version,
    data: message,
  }
  return { channel: conversationChannel(conversationId), event }
}
