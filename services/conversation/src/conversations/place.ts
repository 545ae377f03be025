import { TouchlineError } from '@touchline/contracts'
import type { ConversationType, PlaceFacts, Role } from '@touchline/rules'
import type { Handle } from '../database/database.ts'
import { isEntityId } from '../database/ids.ts'
import { selectPlace } from './conversations.repository.ts'

/** A person's place in a conversation that they may see. */
export interface Place extends PlaceFacts {
  conversationId: string
  userId: string
  role: Role
  displayName: string
  type: ConversationType
  version: number
  lastSeq: number
  /** False for an Admin who looks into a closed direct conversation. */
  takesPart: boolean
}

/**
 * Looks a person's place up. Throws `UNAUTHENTICATED` for somebody unknown or deactivated, and `CONVERSATION_NOT_FOUND`
 * for a conversation that does not exist or is not theirs to see: the two answer alike.
 */
export async function findPlace(db: Handle, userId: string, conversationId: string): Promise<Place> {
  const known = isEntityId(conversationId)
  const row = await selectPlace(db, userId, known ? conversationId : NOWHERE)
  if (row === undefined || !row.active) throw new TouchlineError('UNAUTHENTICATED')
  const { type, read_only: readOnly, version, last_seq: lastSeq } = row
  const maySee = row.is_participant || (row.closed && row.role === 'admin')
  if (!maySee || type === null || readOnly === null || version === null || lastSeq === null) {
    throw new TouchlineError('CONVERSATION_NOT_FOUND')
  }
  return {
    conversationId,
    userId,
    role: row.role,
    displayName: row.display_name,
    type,
    readOnly,
    version,
    lastSeq,
    isParticipant: true,
    takesPart: row.is_participant,
  }
}

/** No conversation has the nil UUID. */
const NOWHERE = '00000000-0000-0000-0000-000000000000'
