import type { RecentMessage } from '@touchline/rules'
import { SPLIT_WINDOW_MESSAGES } from '@touchline/rules'
import type { Handle } from '../database/database.ts'

export interface OwnMessage extends RecentMessage {
  seq: number
}

/** The last messages of one sender in a conversation up to a seq, oldest first, tombstones left out. */
export async function selectOwnRecent(
  db: Handle,
  conversationId: string,
  senderId: string,
  upTo: number,
): Promise<OwnMessage[]> {
  const rows = await db
    .selectFrom('messages')
    .select(['id', 'seq', 'content as text', 'created_at as at'])
    .where('conversation_id', '=', conversationId)
    .where('sender_id', '=', senderId)
    .where('seq', '<=', upTo)
    .where('deleted_at', 'is', null)
    .orderBy('seq', 'desc')
    .limit(SPLIT_WINDOW_MESSAGES)
    .execute()
  return rows.reverse()
}

/** Forgets what masked messages said before: no revision may keep a part of a contact. */
export async function scrubRevisions(db: Handle, conversationId: string, seqs: readonly number[]): Promise<void> {
  await db
    .updateTable('message_revisions')
    .set({ content: '' })
    .where('conversation_id', '=', conversationId)
    .where('seq', 'in', seqs)
    .execute()
}
