import { randomFillSync } from 'node:crypto'
import { v7, validate } from 'uuid'

/** Random bytes for 256 identifiers: to ask the system for each anew takes longer than all the rest of making one. */
const pool = new Uint8Array(256 * 16)
let used = pool.length

function rng(): Uint8Array {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  used += 16
  return pool.subarray(used - 16, used)
}

/** A new identifier: a UUID version 7, ordered by time, so that new rows land at the end of their index. */
export const newId = (): string => v7({ rng })

/**
 * Whether an identifier can be one of ours. One of another form is answered as one that does not exist: in capitals too,
 * which Postgres would take for the same, but a bus channel would not.
 */
export const isEntityId = (id: string): boolean => validate(id) && id === id.toLowerCase()
