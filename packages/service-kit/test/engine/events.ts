import { randomUUID } from 'node:crypto'
import type { BusEvent, BusEventOf, ConversationSnapshot, Message } from '@touchline/contracts'

const at = '2026-01-01T12:00:00.000Z'

export function message(seq: number, version: number, content = `message ${seq}`, conversationId = 'c1'): Message {
  return {
    _id: `${conversationId}-m${seq}`,
    conversationId,
    seq,
    version,
    senderId: 'u1',
    senderName: 'Alice',
    messageType: 'text',
    content,
    createdAt: at,
  }
}

const envelope = (conversationId: string, version: number) =>
  ({ id: randomUUID(), v: 1, at, conversationId, version }) as const

export function created(seq: number, version: number, conversationId = 'c1'): BusEventOf<'message.created'> {
  const data = message(seq, version, undefined, conversationId)
  return { ...envelope(conversationId, version), type: 'message.created', data }
}

export function updated(seq: number, version: number, content: string): BusEventOf<'message.updated'> {
  return { ...envelope('c1', version), type: 'message.updated', data: message(seq, version, content) }
}

export function snapshot(version: number, lastSeq: number): ConversationSnapshot {
  return {
    _id: 'c1',
    type: 'batch',
    title: 'Under 12',
    participants: [],
    lastSeq,
    version,
    readOnly: false,
    createdAt: at,
    updatedAt: at,
  }
}

export function changed(version: number, lastSeq: number): BusEventOf<'conversation.updated'> {
  return { ...envelope('c1', version), type: 'conversation.updated', data: snapshot(version, lastSeq) }
}

export function receipt(userId: string): BusEvent {
  const data = { kind: 'delivered', conversationId: 'c1', userId, lastDeliveredSeq: 1 } as const
  return { id: randomUUID(), v: 1, at, conversationId: 'c1', type: 'receipt.updated', data }
}

/** Short enough to compare whole runs by: `+3` a new message, `~3` a changed one, `c7` the conversation, `r` a receipt. */
export function brief(event: BusEvent): string {
  if (event.type === 'message.created') return `+${event.data.seq}`
  if (event.type === 'message.updated') return `~${event.data.seq}`
  return event.type === 'receipt.updated' ? 'r' : `c${event.version}`
}
