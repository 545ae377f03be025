import Type, { type Static } from 'typebox'
import { closed, EntityId, PlatformId, Timestamp } from '../text.ts'

/** What kind of contact was hidden. */
export const ContactKindName = Type.Enum(['email', 'phone', 'link', 'upi'])

/** Where it stood. `split`: taken apart over several messages, which were hidden afterwards. */
export const FindingPlace = Type.Enum(['message', 'edit', 'split', 'fileName', 'displayName', 'batchName'])
export type FindingPlace = Static<typeof FindingPlace>

/** That a contact was hidden: who, where, when and which kind; never what it was. For Admins. */
export const Finding = closed({
  _id: EntityId,
  kind: ContactKindName,
  place: FindingPlace,
  userId: Type.Optional(PlatformId),
  displayName: Type.Optional(Type.String()),
  conversationId: Type.Optional(EntityId),
  messageId: Type.Optional(EntityId),
  batchId: Type.Optional(PlatformId),
  foundAt: Timestamp,
})
export type Finding = Static<typeof Finding>
