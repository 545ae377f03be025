import { TouchlineError } from '@touchline/contracts'
import type { Conversation } from '@touchline/conversation'
import type { FastifyInstance } from 'fastify'
import type { StandaloneConfig } from '../config.ts'
import { rememberedDemo } from '../data-folder.ts'
import { signToken } from '../tokens.ts'
import { demoPeople } from './demo-academy.ts'

interface DemoRoutesOptions {
  conversation: Pick<Conversation, 'commands' | 'services'>
  config: Pick<StandaloneConfig, 'JWT_SECRET' | 'JWT_AUDIENCE' | 'TOUCHLINE_DATA'>
}

/** Seconds that a token of the sign-in list is valid. */
const LIFETIME = 12 * 60 * 60

const demoIds: readonly string[] = demoPeople.map(({ id }) => id)

/**
 * `GET /demo/people`: the people of the demo academy, each with a token to be them, for the page's sign-in list. Whoever
 * reaches the port gets them, so it is a 404 as soon as there is anything to protect: unless this database is the very one
 * that was filled with the demo academy, and its directory knows nobody else.
 */
export async function demoRoutes(app: FastifyInstance, { conversation, config }: DemoRoutesOptions): Promise<void> {
  app.get('/demo/people', async (_request, reply) => {
    const { JWT_SECRET: secret, JWT_AUDIENCE: audience, TOUCHLINE_DATA } = config
    const mark = rememberedDemo(TOUCHLINE_DATA)
    // With somebody else's key no token can be signed here.
    if (secret === undefined || mark === undefined) throw new TouchlineError('NOT_FOUND')
    const { sessions } = await conversation.commands.openSessions({ userIds: [...demoIds] })
    const isTheDemo = sessions.some(({ conversations }) => conversations.some((one) => one.conversationId === mark))
    if (!isTheDemo || (await conversation.services.directory.hasOthersThan(demoIds))) {
      throw new TouchlineError('NOT_FOUND')
    }
    const people = sessions.flatMap(({ user }) => {
      if (user === null) return []
      const { id, displayName, role } = user
      return [
        { id, displayName, role, token: signToken({ subject: { user: id }, secret, audience, lifetime: LIFETIME }) },
      ]
    })
    return reply.header('cache-control', 'no-store').send({ people })
  })
}
