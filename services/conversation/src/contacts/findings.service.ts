import { type Finding, TouchlineError } from '@touchline/contracts'
import type { Database } from '../database/database.ts'
import { readPosition, writePosition } from '../database/position.ts'
import { requireActive } from '../people/people.service.ts'
import { selectFindings } from './findings.repository.ts'

export interface FindingsService {
  /** A page of what was hidden, newest first. Throws `FORBIDDEN` for anybody but an Admin. */
  list(
    userId: string,
    limit: number,
    cursor: string | undefined,
  ): Promise<{ findings: Finding[]; nextCursor: string | null }>
}

export function createFindingsService({ kysely }: Pick<Database, 'kysely'>): FindingsService {
  return {
    async list(userId, limit, cursor) {
      const { role } = await requireActive(kysely, userId)
      if (role !== 'admin') throw new TouchlineError('FORBIDDEN')
      const after = cursor === undefined ? undefined : readPosition(cursor)
      const found = await selectFindings(kysely, limit + 1, after)
      const findings = found.slice(0, limit)
      const last = findings.at(-1)
      const nextCursor = found.length > limit && last !== undefined ? writePosition(last.foundAt, last._id) : null
      return { findings, nextCursor }
    },
  }
}
