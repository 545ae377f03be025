import type { ErrorCode } from '../errors.ts'
import type { AckData, ClientEventName, ClientPayload } from './client-events.ts'
import type { ServerEventName, ServerPayload } from './server-events.ts'

/** An acknowledgement that says no. `error` is a text to show, `code` is what to act on. */
export interface AckError {
  error: string
  code: ErrorCode
  /** Milliseconds after which a repeat can succeed. */
  retryAfterMs?: number
}

export type Ack<Name extends ClientEventName> = ({ success: true } & AckData<Name>) | AckError

/** Socket.IO's `ClientToServerEvents`: `new Server<ClientToServer, ServerToClient>()`, `Socket<ServerToClient, ClientToServer>`. */
export type ClientToServer = {
  [Name in ClientEventName]: (payload: ClientPayload<Name>, ack?: (reply: Ack<Name>) => void) => void
}

/** Socket.IO's `ServerToClientEvents`. */
export type ServerToClient = {
  [Name in ServerEventName]: (payload: ServerPayload<Name>) => void
}
