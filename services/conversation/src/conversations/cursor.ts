import { type ConversationSnapshot, EntityId, TouchlineError, validator } from '@touchline/contracts'
import { isEntityId } from '../database/ids.ts'
import type { ListPosition } from './conversations.repository.ts'

/** The last millisecond of the year 9999. */
const MAX_TIME = 253_402_300_799_999
const isText = validator(EntityId).is

/** Where the next page begins, as an opaque text. */
export function writeCursor({ updatedAt, _id }: ConversationSnapshot): string {
  return Buffer.from(JSON.stringify([Date.parse(updatedAt), _id])).toString('base64url')
}

/** Reads what `writeCursor` made. Throws `VALIDATION` for anything else. */
export function parseCursor(cursor: string): ListPosition {
  let parsed: unknown
  try {
    parsed = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    parsed = undefined
  }
  const [time, id]: unknown[] = Array.isArray(parsed) ? parsed : []
  if (
    !Number.isSafeInteger(time) ||
    typeof time !== 'number' ||
    time < 0 ||
    time > MAX_TIME ||
    !isText(id) ||
    !isEntityId(id)
  ) {
    throw new TouchlineError('VALIDATION', 'cursor is none that this server made')
  }
  return { updatedAt: new Date(time), id }
}
