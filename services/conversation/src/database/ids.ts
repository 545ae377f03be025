import { v7, validate } from 'uuid'

/** A new identifier: a UUID version 7, ordered by time, so that new rows land at the end of their index. */
export const newId = (): string => v7()

/**
 * Whether an identifier can be one of ours. One of another form is answered as one that does not exist: in capitals too,
 * which Postgres would take for the same, but a bus channel would not.
 */
export const isEntityId = (id: string): boolean => validate(id) && id === id.toLowerCase()
