import { TouchlineError } from '@touchline/contracts'
import { isEntityId } from './ids.ts'

/** The last millisecond of the year 9999. */
const MAX_TIME = 253_402_300_799_999

/** Where the next page of a list that is ordered by time begins, as an opaque text. */
export function writePosition(time: string, id: string): string {
  return Buffer.from(JSON.stringify([Date.parse(time), id])).toString('base64url')
}

/** Reads what `writePosition` made. Throws `VALIDATION` for anything else. */
export function readPosition(cursor: string): { at: Date; id: string } {
  let parsed: unknown
  try {
    parsed = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    parsed = undefined
  }
  const [time, id]: unknown[] = Array.isArray(parsed) ? parsed : []
  const isTime = typeof time === 'number' && Number.isSafeInteger(time) && time >= 0 && time <= MAX_TIME
  if (!isTime || typeof id !== 'string' || !isEntityId(id)) {
    throw new TouchlineError('VALIDATION', 'cursor is none that this server made')
  }
  return { at: new Date(time), id }
}
