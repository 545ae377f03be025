import type { Finding, FindingPlace } from '@touchline/contracts'
import type { ContactKind } from '@touchline/rules'
import { sql } from 'kysely'
import type { Handle } from '../database/database.ts'
import { isoTime } from '../messages/message-row.ts'

export interface NewFinding {
  kind: ContactKind
  place: FindingPlace
  userId?: string
  conversationId?: string
  messageId?: string
  batchId?: string
}

/** Where a page of findings goes on, newest first. */
export interface FindingPosition {
  at: Date
  id: string
}

/** Notes that contacts were hidden. To be called in the transaction that stores the text. */
export async function insertFindings(db: Handle, findings: readonly NewFinding[]): Promise<void> {
  if (findings.length === 0) return
  await db
    .insertInto('contact_findings')
    .values(
      findings.map(({ kind, place, userId, conversationId, messageId, batchId }) => ({
        kind,
        place,
        user_id: userId ?? null,
        conversation_id: conversationId ?? null,
        message_id: messageId ?? null,
        batch_id: batchId ?? null,
      })),
    )
    .execute()
}

/** At most `limit` findings, newest first, and the names that their people have now. */
export async function selectFindings(
  db: Handle,
  limit: number,
  after: FindingPosition | undefined,
): Promise<Finding[]> {
  const position = after === undefined ? sql`true` : sql`(f.found_at, f.id) < (${after.at}, ${after.id}::uuid)`
  const { rows } = await sql<{
    id: string
    kind: ContactKind
    place: FindingPlace
    user_id: string | null
    display_name: string | null
    conversation_id: string | null
    message_id: string | null
    batch_id: string | null
    found_at: Date
  }>`
    select f.id, f.kind, f.place, f.user_id, u.display_name, f.conversation_id, f.message_id, f.batch_id, f.found_at
    from contact_findings f left join users u on u.id = f.user_id
    where ${position}
    order by f.found_at desc, f.id desc limit ${limit}`.execute(db)
  return rows.map((row) => ({
    _id: row.id,
    kind: row.kind,
    place: row.place,
    ...(row.user_id === null ? {} : { userId: row.user_id }),
    ...(row.display_name === null ? {} : { displayName: row.display_name }),
    ...(row.conversation_id === null ? {} : { conversationId: row.conversation_id }),
    ...(row.message_id === null ? {} : { messageId: row.message_id }),
    ...(row.batch_id === null ? {} : { batchId: row.batch_id }),
    foundAt: isoTime(row.found_at),
  }))
}
