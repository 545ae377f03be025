import type { User } from '@touchline/contracts'
import type { ContactKind } from '@touchline/rules'

/** The kinds of the contacts that were hidden in a name. */
interface WithHidden {
  hiddenKinds: readonly ContactKind[]
}

/** A person as the directory is written: every field decided. */
export type UserRecord = User & WithHidden

/** A batch as it is stored, members named once. */
export interface BatchRecord {
  id: string
  name: string
  archived: boolean
  memberIds: string[]
}

/** A batch as the directory is written: every field decided. */
export type NewBatchRecord = BatchRecord & WithHidden
