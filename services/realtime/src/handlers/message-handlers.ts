import { type ConversationCommands, TouchlineError } from '@touchline/contracts'
import type { RateLimiter } from '@touchline/service-kit'
import type { Handlers } from '../dispatch.ts'
import type { Sends } from '../sends.ts'
import { Turns } from '../turns.ts'

interface Surroundings {
  readonly commands: Pick<ConversationCommands, 'editMessage' | 'deleteMessage'>
  readonly limiter: RateLimiter
  readonly sends: Sends
}

export function messageHandlers({
  commands,
  limiter,
  sends,
}: Surroundings): Pick<Handlers, 'message:send' | 'message:edit' | 'message:delete'> {
  /** One at a time for each person: an answer that comes late must not let a later send overtake an earlier one. */
  const turns = new Turns()

  /** One budget for each person, for what they write at whichever socket. */
  async function spend(userId: string): Promise<void> {
    const permission = limiter.takeNow(userId) ?? (await turns.take(userId, () => limiter.take(userId)))
    if (permission.allowed) return
    throw new TouchlineError('RATE_LIMITED', undefined, { retryAfterMs: permission.retryAfterMs })
  }

  return {
    async 'message:send'({ person }, payload) {
      await spend(person.userId)
      return { message: await sends.store({ senderId: person.userId, ...payload }) }
    },

    async 'message:edit'({ person }, payload) {
      await spend(person.userId)
      return commands.editMessage({ userId: person.userId, ...payload })
    },

    'message:delete': ({ person }, payload) => commands.deleteMessage({ userId: person.userId, ...payload }),
  }
}
