import type { User } from '@touchline/contracts'

/** A person as the directory is written: every field decided. */
export type UserRecord = User

/** A batch as the directory is written: every field decided, members named once. */
export interface BatchRecord {
  id: string
  name: string
  archived: boolean
  memberIds: string[]
}
