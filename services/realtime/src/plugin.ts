import type { ConversationCommands } from '@touchline/contracts'
import { type CommonConfig, type Engine, listOf } from '@touchline/service-kit'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { AdapterLink } from './adapter-link.ts'
import { backlogWatch } from './backlog.ts'
import { conversationStream } from './conversation-stream.ts'
import { readSendsDirectly } from './direct-sends.ts'
import { dispatcher, withoutAcknowledge } from './dispatch.ts'
import { drainSockets } from './drain.ts'
import { FanOut } from './fan-out.ts'
import { conversationHandlers } from './handlers/conversation-handlers.ts'
import { messageHandlers } from './handlers/message-handlers.ts'
import { presenceHandlers } from './handlers/presence-handlers.ts'
import { receiptHandlers } from './handlers/receipt-handlers.ts'
import { sessionHandlers } from './handlers/session-handlers.ts'
import { typingHandlers } from './handlers/typing-handlers.ts'
import { Handshake } from './handshake.ts'
import { forgetHandshake } from './handshake-remains.ts'
import { LocalConversations } from './local-conversations.ts'
import { Memberships } from './memberships.ts'
import { MemoryRelief } from './memory-relief.ts'
import { realtimeMetrics } from './metrics.ts'
import { People } from './people.ts'
import type { Client } from './person.ts'
import { Presence } from './presence.ts'
import { Resync } from './resync.ts'
import { Sends } from './sends.ts'
import { SessionClock } from './session-clock.ts'
import { sessionReader } from './session-reader.ts'
import { createSocketServer, socketServerClosing } from './socket-server.ts'
import type { RealtimeSocket } from './socket-types.ts'
import { type Timing, usualTiming } from './timing.ts'
import { Typing } from './typing.ts'

export interface RealtimeOptions {
  /** Closed by its owner, after the app. */
  readonly engine: Engine
  readonly commands: ConversationCommands
  readonly config: Pick<CommonConfig, 'ALLOWED_ORIGINS' | 'DRAIN_SECONDS'>
  readonly timing?: Partial<Timing>
}

/**
 * Sockets at `/socket.io/` on the app's own server. The app comes from `buildService`, whose token verification,
 * readiness and metrics are used. Closing the app drains the sockets first.
 */
export const realtimePlugin = fp(
  async (app: FastifyInstance, { engine, commands, config, ...options }: RealtimeOptions) => {
    const timing = { ...usualTiming, ...options.timing }
    const logger = app.log
    const verifyToken = (token: string) => app.verifyToken(token)
    let draining = false

    const io = createSocketServer(app.server, {
      engine,
      allowedOrigins: listOf(config.ALLOWED_ORIGINS),
      isDraining: () => draining,
    })
    const fanOut = new FanOut(io)
    const closeSockets = socketServerClosing(app.server, io)
    const metrics = realtimeMetrics(app.metrics, () => io.sockets.sockets.size, engine.bus)
    const sessions = sessionReader(commands, logger)
    const typing = new Typing(io, timing.typing)
    const clock = new SessionClock(timing.expiryWarning)
    const sends = new Sends(commands)
    const relief = new MemoryRelief()
    const watchBacklog = backlogWatch((pendingBytes) =>
      logger.info({ pendingBytes }, 'closing a client that does not read'),
    )
    const conversations = new LocalConversations({
      bus: engine.bus,
      commands,
      listener: conversationStream({
        io,
        fanOut,
        typing,
        metrics,
        memberships: () => memberships,
      }),
      logger,
    })
    const memberships = new Memberships({ io, conversations, sessions, typing })
    const people = new People(engine.bus, {
      heard: (person, event) => memberships.apply(person, event),
      heardLate: (person) =>
        void memberships.load(person).catch((err) => logger.warn({ err }, 'could not read a session again')),
      gone: (person) => memberships.forget(person),
    })
    const presence = new Presence({ io, store: engine.presence, people, sessions, timing, logger })
    const adapter = new AdapterLink(engine, () => resync.startUnlessRunning())
    const resync = new Resync({
      io,
      people,
      memberships,
      conversations,
      presence,
      adapterStands: () => adapter.stands(),
      metrics,
      logger,
    })
    const handshake = new Handshake({
      people,
      memberships,
      metrics,
      logger,
      verifyToken,
      gone(client) {
        fanOut.remove(client.socket)
        clock.disarm(client)
        typing.drop(client)
        presence.disconnected(client)
      },
    })
    const dispatch = dispatcher(
      {
        ...messageHandlers({ commands, limiter: engine.limiter, sends }),
        ...receiptHandlers(commands),
        ...conversationHandlers({ commands, memberships, typing }),
        ...typingHandlers(typing, conversations),
        ...presenceHandlers(commands, presence),
        ...sessionHandlers(clock, verifyToken),
      },
      { metrics, logger },
    )

    function connected(socket: RealtimeSocket, client: Client): void {
      fanOut.add(socket)
      forgetHandshake(socket)
      watchBacklog(socket.conn)
      const readDirectly = () =>
        readSendsDirectly(socket.conn, ({ args, ack }) => {
          if (!socket.connected) return false
          const reply = (answer: object) => fanOut.acknowledge(socket, ack ?? 0, answer)
          if (ack !== undefined) fanOut.expectAcknowledge(socket)
          dispatch(client, 'message:send', args, ack === undefined ? undefined : reply)
          return true
        })
      socket.onAny((event: unknown, ...heard: unknown[]) => {
        // From the first send on: whoever only reads costs nothing more.
        if (event === 'message:send') readDirectly()
        dispatch(client, event, ...withoutAcknowledge(heard))
      })
      clock.arm(client)
      presence.connected(client)
      relief.noted()
    }

    io.use(handshake.middleware)
    io.on('connection', (socket) => {
      const client = handshake.clientOf(socket)
      if (client !== undefined) connected(socket, client)
    })
    const stopListening = engine.bus.onReconnect(() => resync.start())
    app.readiness.set('engine', () => engine.ready())
    app.addHook('onListen', async () => relief.noted())

    app.addHook('preClose', async () => {
      draining = true
      await drainSockets(io, fanOut, config.DRAIN_SECONDS)
      await sends.idle()
      stopListening()
      resync.close()
      await presence.close()
      clock.close()
      relief.close()
      typing.close()
      conversations.close()
      fanOut.close()
      await closeSockets()
    })
  },
  { name: 'touchline-realtime', dependencies: ['touchline-auth', 'touchline-health', 'touchline-metrics'] },
)
