import { sql } from 'kysely'
import type { Database } from '../database/database.ts'

/** Versions from `from` to `to`, both told. */
interface Range {
  from: number
  to: number
}

/**
 * Notes in Postgres how far each conversation has been told on the bus. Written at most once a flush, not once a message.
 * The mark moves over what is told without a gap only, by whichever instance: a version that was committed and that nobody
 * has told stays untold for everybody, until the sweeper tells it.
 */
export interface PublishedMarks {
  addRange(conversationId: string, from: number, to: number): void
  addUser(userId: string, revision: number): void
  /** Writes what was added; when that fails it is kept for the next time. */
  flush(): Promise<void>
}

export function createPublishedMarks({ kysely }: Pick<Database, 'kysely'>): PublishedMarks {
  const ranges = new Map<string, Range[]>()
  const users = new Map<string, number>()

  function addRange(conversationId: string, from: number, to: number): void {
    // Versions come one after the other, mostly.
    const last = ranges.get(conversationId)?.at(-1)
    if (last !== undefined && from === last.to + 1) last.to = Math.max(last.to, to)
    else ranges.set(conversationId, joined([...(ranges.get(conversationId) ?? []), { from, to }]))
  }

  async function flushConversations(): Promise<void> {
    const noted = [...ranges]
    if (noted.length === 0) return
    ranges.clear()
    try {
      await note(noted.flatMap(([id, list]) => list.map((range) => ({ id, ...range }))))
    } catch (error) {
      for (const [id, list] of noted) for (const { from, to } of list) addRange(id, from, to)
      throw error
    }
  }

  /** A multirange joins what touches by itself: the range that reaches the mark moves it, the others stay ahead of it. */
  async function note(told: readonly ({ id: string } & Range)[]): Promise<void> {
    await sql`
      with told as (
        select id, range_agg(int4range(first, last, '[]')) as ranges
        from unnest(
          ${told.map(({ id }) => id)}::uuid[], ${told.map(({ from }) => from)}::int[], ${told.map(({ to }) => to)}::int[]
        ) as t (id, first, last)
        group by id
      ), locked as materialized (
        select id from conversations where id in (select id from told) order by id for no key update
      )
      update conversations c set
        published_version = greatest(c.published_version, (
          select max(upper(r)) - 1 from unnest(c.told_ahead + told.ranges) r where lower(r) <= c.published_version + 1
        )),
        told_ahead = coalesce((
          select range_agg(r) from unnest(c.told_ahead + told.ranges) r where lower(r) > c.published_version + 1
        ), '{}')
      from locked join told on told.id = locked.id
      where c.id = locked.id`.execute(kysely)
  }

  async function flushUsers(): Promise<void> {
    if (users.size === 0) return
    const entries = [...users]
    // Locked in the order that the directory writes people in, so that the two never wait for each other.
    await sql`
      with told as (
        select * from unnest(${entries.map(([id]) => id)}::text[], ${entries.map(([, revision]) => revision)}::int[])
          as t (id, revision)
      ), locked as materialized (
        select id from users where id in (select id from told) order by id for no key update
      )
      update users u set published_revision = greatest(u.published_revision, t.revision)
      from locked l join told t on t.id = l.id
      where u.id = l.id`.execute(kysely)
    for (const [id, revision] of entries) if (users.get(id) === revision) users.delete(id)
  }

  return {
    addRange,
    addUser(userId, revision) {
      users.set(userId, Math.max(users.get(userId) ?? 0, revision))
    },
    async flush() {
      await flushConversations()
      await flushUsers()
    },
  }
}

/** The same versions in as few ranges as hold them, in order. */
function joined(ranges: Range[]): Range[] {
  const result: Range[] = []
  for (const range of ranges.toSorted((one, other) => one.from - other.from)) {
    const last = result.at(-1)
    if (last !== undefined && range.from <= last.to + 1) last.to = Math.max(last.to, range.to)
    else result.push({ ...range })
  }
  return result
}
