import type { RecentMessage } from '@touchline/rules'
import { SPLIT_WINDOW_MESSAGES } from '@touchline/rules'
import type { Handle } from '../database/database.ts'

export interface OwnMessage extends RecentMessage {
  seq: number
}

/** One sender's messages in a conversation around a seq, as far as they can share a window with it, oldest first. */
export async function selectOwnAround(
  db: Handle,
  conversationId: string,
  senderId: string,
  seq: number,
): Promise<OwnMessage[]> {
  const own = db
    .selectFrom('messages')
    .select(['id', 'seq', 'content as text', 'created_at as at'])
    .where('conversation_id', '=', conversationId)
    .where('sender_id', '=', senderId)
    .where('deleted_at', 'is', null)
    .limit(SPLIT_WINDOW_MESSAGES)
  const before = await own.where('seq', '<=', seq).orderBy('seq', 'desc').execute()
  // After an edit, the other parts may be messages that came later.
  const after = await own.where('seq', '>', seq).orderBy('seq').execute()
  return [...before.reverse(), ...after]
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
