import { type ConversationCommands, TouchlineError } from '@touchline/contracts'
import type { Handlers } from '../dispatch.ts'
import type { Presence } from '../presence.ts'

export function presenceHandlers(
  commands: Pick<ConversationCommands, 'findPeers'>,
  presence: Presence,
): Pick<Handlers, 'presence:get'> {
  return {
    async 'presence:get'({ person }, { userIds }) {
      const peers = await commands.findPeers({ userId: person.userId, userIds: [...new Set(userIds)] })
      try {
        return { online: await presence.online(peers.userIds) }
      } catch (cause) {
        throw new TouchlineError('UNAVAILABLE', undefined, { cause })
      }
    },
  }
}
