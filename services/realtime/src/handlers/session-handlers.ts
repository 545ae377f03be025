import { TouchlineError } from '@touchline/contracts'
import type { Subject } from '@touchline/service-kit'
import type { Handlers } from '../dispatch.ts'
import type { SessionClock } from '../session-clock.ts'

export function sessionHandlers(
  clock: SessionClock,
  verifyToken: (token: string) => Promise<Subject>,
): Pick<Handlers, 'session:refresh'> {
  return {
    async 'session:refresh'(client, { token }) {
      const subject = await verifyToken(token)
      if (subject.kind !== 'user' || subject.userId !== client.person.userId) {
        throw new TouchlineError('UNAUTHENTICATED')
      }
      client.expiresAt = subject.expiresAt.getTime()
      clock.arm(client)
      return { expiresAt: subject.expiresAt.toISOString() }
    },
  }
}
