import type { Role } from '@touchline/rules'
import { type RawBuilder, sql } from 'kysely'

// Who takes part in a conversation as lists show it: noted in one row of `noted_rosters`, and beside it the rows of those
// participants whom the note does not say as they are now. Lines, as to make a JSON object of each takes Postgres three times as
// long as to read them.

/** Somebody who takes part, and how far they have read and been delivered. */
export interface RosterEntry {
  userId: string
  role: Role
  displayName: string
  lastReadSeq: number
  lastDeliveredSeq: number
}

/** The five lines of a person: three that say who they are, and the watermarks of a row. */
export const rosterLines = (who: RawBuilder<unknown>, row: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`${who} || chr(10) || ${row}.last_read_seq || chr(10) || ${row}.last_delivered_seq as lines`

/** Selects the `lines` of those who take part in a batch's conversation `c` and are not noted as they are, by an index of their own. */
export const unnotedPeople = sql`
  select ${rosterLines(sql`p.listing`, sql`p`)} from participants p where p.unnoted_in = c.id`

/** Selects the `lines` of the two of a direct conversation `c`, of whom nobody is noted. */
export const directPeople = sql`
  select ${rosterLines(sql`p.listing`, sql`p`)} from participants p where p.conversation_id = c.id`

/** Puts together what was noted and what has changed since, in no order. */
export function readRoster(roster: {
  noted: string | null
  gone: readonly string[]
  unnoted: string | null
}): RosterEntry[] {
  const noted = entries(roster.noted)
  if (roster.gone.length === 0 && roster.unnoted === null) return noted
  const people = new Map(noted.map((entry) => [entry.userId, entry]))
  // Who left and came back is gone by the note, and not noted as they are.
  for (const userId of roster.gone) people.delete(userId)
  for (const entry of entries(roster.unnoted)) people.set(entry.userId, entry)
  return [...people.values()]
}

function entries(text: string | null): RosterEntry[] {
  const found: RosterEntry[] = []
  const all = lines(text)
  for (let at = 0; at < all.length; at += 5) {
    const [userId = '', role, displayName = '', read, delivered] = all.slice(at, at + 5)
    found.push({
      userId,
      role: roleOf(role),
      displayName,
      lastReadSeq: Number(read),
      lastDeliveredSeq: Number(delivered),
    })
  }
  return found
}

/** The lines of a text that Postgres put together; none of nothing. */
export function lines(text: string | null): string[] {
  return text === null ? [] : text.split('\n')
}

function roleOf(text: string | undefined): Role {
  if (text === 'admin' || text === 'coach' || text === 'parent') return text
  throw new Error('a participant without a role')
}
