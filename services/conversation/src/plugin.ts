import { type Engine, serveCommands } from '@touchline/service-kit'
import fp from 'fastify-plugin'
import { findingRoutes } from './contacts/findings.routes.ts'
import type { Conversation } from './conversation.ts'
import { conversationRoutes } from './conversations/conversations.routes.ts'
import { directoryRoutes } from './directory/directory.routes.ts'
import { docsPlugin } from './docs/docs.plugin.ts'
import { messageRoutes } from './messages/messages.routes.ts'
import { peopleRoutes } from './people/people.routes.ts'
import { receiptRoutes } from './receipts/receipts.routes.ts'
import { routeRegistrar } from './routes.ts'
import { syncRoutes } from './sync/sync.routes.ts'

export interface ConversationPluginOptions {
  conversation: Conversation
  engine: Pick<Engine, 'limiter'>
  /** With it the commands are served to other processes at `/internal/`; without it they are not reachable by HTTP. */
  internalSecret?: string
}

/** The REST routes of chat and directory, the docs and, in a cluster, the commands. */
export const conversationPlugin = fp<ConversationPluginOptions>(
  async (app, { conversation, engine, internalSecret }) => {
    const { conversations, directory, findings, messages, people, receipts, sender, sync } = conversation.services
    const route = routeRegistrar(app)
    conversationRoutes(route, conversations)
    messageRoutes(route, { messages, sender, limiter: engine.limiter })
    receiptRoutes(route, receipts)
    peopleRoutes(route, people)
    syncRoutes(route, sync)
    directoryRoutes(route, directory)
    findingRoutes(route, findings)
    if (internalSecret !== undefined) serveCommands(app, conversation.commands, internalSecret)
    app.readiness.set('postgres', () => conversation.ready())
    await app.register(docsPlugin)
  },
  { name: 'touchline-conversation', dependencies: ['touchline-health', 'touchline-auth', 'touchline-metrics'] },
)
