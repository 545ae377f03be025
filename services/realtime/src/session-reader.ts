import type { ConversationCommands, ConversationPosition, ConversationSnapshot } from '@touchline/contracts'
import { type BatchOptions, type EngineLogger, inBatches } from '@touchline/service-kit'
import type { Session } from './person.ts'

const sessionBatches: BatchOptions = { most: 500, requests: 2 }
const snapshotBatches: BatchOptions = { most: 100, requests: 2 }

export interface SessionReader {
  /** Who a person is and what they take part in. Many that are asked for at once travel in few requests. */
  read(userId: string): Promise<Session>
  /** A conversation as it is now; undefined when it cannot be had. */
  snapshot(position: ConversationPosition): Promise<ConversationSnapshot | undefined>
}

export function sessionReader(
  commands: Pick<ConversationCommands, 'openSessions' | 'catchUp'>,
  logger: EngineLogger,
): SessionReader {
  const read = inBatches<string, Session>(sessionBatches, async (userIds) => {
    const { sessions } = await commands.openSessions({ userIds: [...new Set(userIds)] })
    const byId = new Map(sessions.map((session) => [session.userId, session]))
    return userIds.map((userId) => byId.get(userId) ?? { userId, user: null, conversations: [] })
  })

  // `catchUp` leaves out what has not changed: asked for one version less, it answers with the state and little else.
  const snapshot = inBatches<ConversationPosition, { found?: ConversationSnapshot }>(snapshotBatches, async (asked) => {
    const positions = new Map(
      asked.map(({ conversationId, version }) => [
        conversationId,
        { conversationId, version: Math.max(0, version - 1) },
      ]),
    )
    const { conversations } = await commands.catchUp({ positions: [...positions.values()] })
    const byId = new Map(conversations.map((page) => [page.snapshot._id, page.snapshot]))
    return asked.map(({ conversationId }) => {
      const found = byId.get(conversationId)
      return found === undefined ? {} : { found }
    })
  })

  return {
    read,
    async snapshot(position) {
      try {
        return (await snapshot(position)).found
      } catch (err) {
        logger.warn({ err, conversationId: position.conversationId }, 'could not read a new conversation')
        return undefined
      }
    },
  }
}
