import { timingSafeEqual } from 'node:crypto'
import {
  type CommandName,
  type ConversationCommands,
  commands,
  TouchlineError,
  validator,
  writeSendReply,
} from '@touchline/contracts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Static, TSchema } from 'typebox'
import { COMMAND_PREFIX } from './command-path.ts'

/** The most bytes that one command may carry: a batch of a thousand sends, or a long list of people. */
const BODY_LIMIT = 32 * 1024 * 1024

/** Serves the commands to the other services, each at `POST /internal/<command>`, for holders of the secret only. */
export function serveCommands(app: FastifyInstance, handlers: ConversationCommands, secret: string): void {
  const expected = Buffer.from(secret)

  async function requireSecret(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const given = Buffer.from(request.headers.authorization?.replace(/^Bearer +/i, '') ?? '')
    // How long the secret is may be found out, and no more.
    if (given.length === expected.length && timingSafeEqual(given, expected)) return
    // Tells a wrong secret from a person who is refused, which is a 401 too.
    reply.header('www-authenticate', 'Bearer realm="internal"')
    throw new TouchlineError('UNAUTHENTICATED')
  }

  function serveCommand<Request extends TSchema>(
    name: CommandName,
    shape: { request: Request },
    handler: (request: Static<Request>, reply: FastifyReply) => Promise<unknown>,
  ): void {
    const check = validator(shape.request)
    app.post(`${COMMAND_PREFIX}${name}`, {
      bodyLimit: BODY_LIMIT,
      logLevel: 'warn',
      onRequest: requireSecret,
      handler: async (request, reply) => handler(check.parse(request.body), reply),
    })
  }

  serveCommand('openSessions', commands.openSessions, handlers.openSessions)
  serveCommand('sendMessages', commands.sendMessages, async (request, reply) => {
    const results = await handlers.sendMessages(request)
    reply.type('application/json; charset=utf-8')
    return writeSendReply(results)
  })
  serveCommand('editMessage', commands.editMessage, handlers.editMessage)
  serveCommand('deleteMessage', commands.deleteMessage, handlers.deleteMessage)
  serveCommand('markRead', commands.markRead, handlers.markRead)
  serveCommand('markDelivered', commands.markDelivered, handlers.markDelivered)
  serveCommand('announceConversation', commands.announceConversation, handlers.announceConversation)
  serveCommand('findPeers', commands.findPeers, handlers.findPeers)
  serveCommand('catchUp', commands.catchUp, handlers.catchUp)
  serveCommand('authorizeUpload', commands.authorizeUpload, handlers.authorizeUpload)
  serveCommand('createDraftFile', commands.createDraftFile, handlers.createDraftFile)
  serveCommand('sendFile', commands.sendFile, handlers.sendFile)
  serveCommand('findFiles', commands.findFiles, handlers.findFiles)
  serveCommand('expireDrafts', commands.expireDrafts, handlers.expireDrafts)
}
