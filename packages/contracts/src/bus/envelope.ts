import Type, { type Static } from 'typebox'
import { ConversationSnapshot } from '../entities/conversation.ts'
import { Message } from '../entities/message.ts'
import { User } from '../entities/person.ts'
import { DeliveredReceipt, ReadReceipt } from '../socket/server-events.ts'
import { closed, EntityId, PlatformId, Timestamp, Version } from '../text.ts'
import { validator } from '../validator.ts'

const envelope = <Name extends string, Data extends Type.TSchema>(type: Name, data: Data, description: string) =>
  closed(
    {
      id: Type.String({ minLength: 1, maxLength: 64, description: 'unique for each publication' }),
      type: Type.Literal(type),
      v: Type.Literal(1),
      at: Timestamp,
      conversationId: Type.Optional(EntityId),
      version: Type.Optional(Version),
      data,
    },
    { description },
  )

/** Everything that is told on the bus, by type. `version` is the conversation's after the change that is told. */
export const busEvents = {
  'message.created': envelope('message.created', Message, 'A message was stored'),
  'message.updated': envelope('message.updated', Message, 'A message was edited, deleted or masked'),
  'receipt.updated': envelope(
    'receipt.updated',
    Type.Union([
      closed({ kind: Type.Literal('read'), ...ReadReceipt.properties }),
      closed({ kind: Type.Literal('delivered'), ...DeliveredReceipt.properties }),
    ]),
    'A watermark moved; watermarks do not move the version',
  ),
  'conversation.created': envelope('conversation.created', ConversationSnapshot, 'A conversation was opened'),
  'conversation.updated': envelope(
    'conversation.updated',
    ConversationSnapshot,
    'The conversation itself or its participants changed',
  ),
  'participant.added': envelope(
    'participant.added',
    closed({ userId: PlatformId, conversation: ConversationSnapshot }),
    'A person joined a conversation',
  ),
  'participant.removed': envelope(
    'participant.removed',
    closed({ userId: PlatformId, conversationId: EntityId }),
    'A person is no longer in a conversation',
  ),
  'user.updated': envelope('user.updated', User, 'A person was created, renamed, given another role or deactivated'),
} as const

export type BusEventType = keyof typeof busEvents
export type BusEvent = { [Type in BusEventType]: Static<(typeof busEvents)[Type]> }[BusEventType]
export type BusEventOf<Type extends BusEventType> = Static<(typeof busEvents)[Type]>

const checks = new Map<string, (value: unknown) => boolean>(
  Object.entries(busEvents).map(([type, schema]) => [type, validator(schema).is]),
)

/** Whether a parsed bus payload is an event of this contract. */
export function isBusEvent(value: unknown): value is BusEvent {
  if (typeof value !== 'object' || value === null || !('type' in value) || typeof value.type !== 'string') return false
  return checks.get(value.type)?.(value) ?? false
}
