import { nameSkeleton } from '@touchline/rules'
import { sql } from 'kysely'
import type { Database } from '../database/database.ts'
import { lockDirectory } from './directory.repository.ts'

const PAGE = 2_000

/**
 * Brings the skeletons of all names up to date: those of people who were stored before there were any, and all when the
 * way they are made has changed. Any number of instances may do it at once, and while the directory is being written.
 * Answers with how many were wrong.
 */
export async function refreshSkeletons({ kysely }: Pick<Database, 'kysely'>): Promise<number> {
  let refreshed = 0
  let after: string | undefined = ''
  while (after !== undefined) {
    const from: string = after
    const [wrong, last] = await kysely.transaction().execute(async (tx) => {
      const page = await tx
        .selectFrom('users')
        .select(['id', 'display_name', 'name_skeleton'])
        .where('id', '>', from)
        .orderBy('id')
        .limit(PAGE)
        .execute()
      const stale = page.filter((user) => nameSkeleton(user.display_name) !== user.name_skeleton)
      if (stale.length > 0) {
        await lockDirectory(tx)
        // A name that has been changed since it was read has a new skeleton already.
        await sql`
          update users u set name_skeleton = t.skeleton
          from unnest(
            ${stale.map(({ id }) => id)}::text[], ${stale.map((user) => user.display_name)}::text[],
            ${stale.map((user) => nameSkeleton(user.display_name))}::text[]) as t (id, name, skeleton)
          where u.id = t.id and u.display_name = t.name`.execute(tx)
      }
      return [stale.length, page.length < PAGE ? undefined : page.at(-1)?.id] as const
    })
    refreshed += wrong
    after = last
  }
  return refreshed
}
