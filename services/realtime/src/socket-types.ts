import type { ClientToServer, ServerToClient } from '@touchline/contracts'
import type { Server, Socket } from 'socket.io'

/** Instances send each other nothing but ordinary events. */
type InterServer = Record<string, never>
type SocketData = Record<string, never>

export type RealtimeServer = Server<ClientToServer, ServerToClient, InterServer, SocketData>
export type RealtimeSocket = Parameters<Parameters<RealtimeServer['use']>[0]>[0]
export type EngineConnection = Socket['conn']
