import { ROLES } from '@touchline/rules'
import Type, { type Static } from 'typebox'
import { closed, NameText, PlatformId, Seq } from '../text.ts'

export const RoleName = Type.Enum([...ROLES])

/** A person as the platform's directory sends it. There is no field for a phone number or an e-mail address. */
export const User = closed({ id: PlatformId, role: RoleName, displayName: NameText, active: Type.Boolean() })
export type User = Static<typeof User>

/** Somebody whom the rules let the caller open a direct conversation with. */
export const Contact = closed({ userId: PlatformId, displayName: NameText, role: RoleName })
export type Contact = Static<typeof Contact>

/** A person's place in a conversation. Messages up to `lastReadSeq` are read, up to `lastDeliveredSeq` delivered. */
export const Participant = closed({ ...Contact.properties, lastReadSeq: Seq, lastDeliveredSeq: Seq })
export type Participant = Static<typeof Participant>

export const BatchSummary = closed({
  batchId: PlatformId,
  name: NameText,
  conversationId: Type.Union([Type.String(), Type.Null()], {
    description: 'null while the batch has never had a Coach or a Parent',
  }),
  memberCount: Type.Integer({ description: 'participants of the conversation, Admins included' }),
})
export type BatchSummary = Static<typeof BatchSummary>

export const Batch = closed({
  id: PlatformId,
  name: NameText,
  memberIds: Type.Array(PlatformId),
  archived: Type.Boolean(),
  conversationId: BatchSummary.properties.conversationId,
})
export type Batch = Static<typeof Batch>
