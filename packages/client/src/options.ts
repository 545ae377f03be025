import type { Transport } from './connection.ts'
import type { Logger } from './logger.ts'
import type { Fetch } from './rest.ts'
import type { TouchlineStorage } from './sending/storage.ts'
import type { TokenProvider } from './session.ts'
import type { Timing } from './timing.ts'

export interface TouchlineOptions {
  /** Where Touchline is reached, as `https://chat.example`. */
  readonly url: string
  /** Asked for a token at each connection and whenever one is about to expire or was refused. */
  readonly token: TokenProvider
  /** Keeps unsent messages over a reload; `webStorage(localStorage)` in a browser. Without it they are in memory only. */
  readonly storage?: TouchlineStorage
  /** In place of the platform's own, for REST calls and, outside browsers, for uploads. */
  readonly fetch?: Fetch
  /** In the order in which they are tried. Default: WebSocket, then long-polling. */
  readonly transports?: readonly Transport[]
  /** Where difficulties are told; `console` fits. Default: nowhere. */
  readonly logger?: Logger
  /** Other times than the usual ones, in milliseconds. */
  readonly timing?: Partial<Timing>
}
