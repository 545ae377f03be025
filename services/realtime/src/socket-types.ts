import type { ClientToServer, ServerToClient } from '@touchline/contracts'
import type { Server, Socket } from 'socket.io'
import type { Person } from './person.ts'

/** Instances send each other nothing but ordinary events. */
type InterServer = Record<string, never>
type SocketData = Record<string, never>

export type RealtimeServer = Server<ClientToServer, ServerToClient, InterServer, SocketData>
export type RealtimeSocket = Parameters<Parameters<RealtimeServer['use']>[0]>[0]
export type EngineConnection = Socket['conn']

/** One admitted socket and what belongs to it alone. */
export interface Client {
  readonly socket: RealtimeSocket
  readonly person: Person
  /** The conversations that this socket has left by `conversation:leave`. */
  readonly muted: Set<string>
  /** When its token expires. */
  expiresAt: Date
}
