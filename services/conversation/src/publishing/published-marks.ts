import { sql } from 'kysely'
import type { Database } from '../database/database.ts'

/** Versions from `from` to `to`, both told. */
interface Range {
  from: number
  to: number
}

/**
 * Notes in Postgres how far each conversation has been told on the bus. Written at most once a flush, not once a message.
 * The mark moves over what is told without a gap only: a version that another instance committed and has not told stays
 * untold for everybody, until the sweeper tells it.
 */
export interface PublishedMarks {
  addRange(conversationId: string, from: number, to: number): void
  addUser(userId: string, revision: number): void
  /** Writes what was added. What does not join the mark yet is kept for the next time. */
  flush(): Promise<void>
}

export function createPublishedMarks({ kysely }: Pick<Database, 'kysely'>): PublishedMarks {
  const ranges = new Map<string, Range[]>()
  const users = new Map<string, number>()

  function addRange(conversationId: string, from: number, to: number): void {
    ranges.set(conversationId, joined([...(ranges.get(conversationId) ?? []), { from, to }]))
  }

  async function flushConversations(): Promise<void> {
    const entries = [...ranges].flatMap(([id, list]) => list.map((range) => ({ id, ...range })))
    if (entries.length === 0) return
    // Two ranges of one conversation never join each other, so at most one of them moves the mark.
    const { rows } = await sql<{ id: string; published_version: number }>`
      with told as (
        select * from unnest(
          ${entries.map(({ id }) => id)}::uuid[], ${entries.map(({ from }) => from)}::int[], ${entries.map(({ to }) => to)}::int[]
        ) as t (id, first, last)
      ), locked as materialized (
        select id from conversations where id in (select id from told) order by id for no key update
      ), moved as (
        update conversations c set published_version = t.last
        from locked l join told t on t.id = l.id
        where c.id = l.id and c.published_version >= t.first - 1 and c.published_version < t.last
        returning c.id, c.published_version
      )
      select c.id, coalesce(m.published_version, c.published_version) as published_version
      from conversations c left join moved m on m.id = c.id
      where c.id in (select id from told)`.execute(kysely)
    for (const { id, published_version: published } of rows) forget(id, published)
  }

  function forget(id: string, published: number): void {
    const open = (ranges.get(id) ?? []).filter(({ to }) => to > published)
    if (open.length === 0) ranges.delete(id)
    else ranges.set(id, open)
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
