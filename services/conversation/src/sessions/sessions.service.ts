import type { CommandReply, CommandRequest } from '@touchline/contracts'
import { loadSnapshots } from '../conversations/conversations.repository.ts'
import type { Database } from '../database/database.ts'
import { isEntityId } from '../database/ids.ts'
import { selectUsers } from '../people/people.repository.ts'
import { selectMissed } from '../sync/sync.repository.ts'
import { selectPositions, selectVersions } from './sessions.repository.ts'

/** The most messages that one catching up brings of a conversation. */
const CATCH_UP_MESSAGES = 500

export interface SessionsService {
  /** Who these people are and what they take part in. Somebody unknown or deactivated has no user and no conversations. */
  open(request: CommandRequest<'openSessions'>): Promise<CommandReply<'openSessions'>>
  /** What happened in conversations after a version, as a follower of the bus needs it to close a gap. */
  catchUp(request: CommandRequest<'catchUp'>): Promise<CommandReply<'catchUp'>>
}

export function createSessionsService({ reads }: Pick<Database, 'reads'>): SessionsService {
  return {
    async open({ userIds }) {
      const users = new Map((await selectUsers(reads, userIds)).map((user) => [user.id, user]))
      const isActive = (userId: string): boolean => users.get(userId)?.active ?? false
      const positions = await selectPositions(reads, userIds.filter(isActive))
      const sessions = userIds.map((userId) => ({
        userId,
        user: isActive(userId) ? (users.get(userId) ?? null) : null,
        conversations: positions.get(userId) ?? [],
      }))
      return { sessions }
    },

    async catchUp({ positions }) {
      const known = positions.filter(({ conversationId }) => isEntityId(conversationId))
      return reads
        .transaction()
        .setIsolationLevel('repeatable read')
        .setAccessMode('read only')
        .execute(async (tx) => {
          const versions = await selectVersions(
            tx,
            known.map(({ conversationId }) => conversationId),
          )
          const behind = known.filter(({ conversationId, version }) => (versions.get(conversationId) ?? 0) > version)
          const snapshots = await loadSnapshots(
            tx,
            behind.map(({ conversationId }) => conversationId),
          )
          const wanted = behind.map(({ conversationId, version }) => ({ conversationId, since: version }))
          const pages = await selectMissed(tx, wanted, CATCH_UP_MESSAGES + 1)
          const missed = new Map(wanted.map(({ conversationId }, place) => [conversationId, pages[place] ?? []]))
          const conversations = snapshots.map((snapshot) => {
            const messages = missed.get(snapshot._id) ?? []
            return {
              snapshot,
              messages: messages.slice(0, CATCH_UP_MESSAGES),
              hasMore: messages.length > CATCH_UP_MESSAGES,
            }
          })
          return { conversations }
        })
    },
  }
}
