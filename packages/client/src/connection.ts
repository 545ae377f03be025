import type { AckData, AckError, ClientEventName, ClientPayload, ServerToClient } from '@touchline/contracts'
import { io, type Socket } from 'socket.io-client'
import { TouchlineClientError, toClientError } from './client-error.ts'
import type { Logger } from './logger.ts'
import { Alarm, retryPause } from './pauses.ts'
import type { Session } from './session.ts'
import { ValueStore } from './store.ts'
import type { Timing } from './timing.ts'

/**
 * Why there is no connection: `idle` before `connect()`, `closed` after `close()`, `network` and `unavailable` while it
 * is tried again, `token` while the token provider fails and is tried again, `unauthenticated` when the servers refuse a
 * new token too: then nothing more is tried until `connect()` is called again.
 */
export type OfflineReason = 'idle' | 'closed' | 'network' | 'unavailable' | 'token' | 'unauthenticated'

export type ConnectionState =
  | { readonly status: 'connecting' }
  | { readonly status: 'online' }
  | { readonly status: 'offline'; readonly reason: OfflineReason; readonly error?: TouchlineClientError }

export type Transport = 'polling' | 'websocket'

interface ConnectionOptions {
  readonly url: string
  readonly session: Session
  readonly transports: readonly Transport[]
  readonly timing: Timing
  readonly logger: Logger
  /** Called with the socket before it connects for the first time. */
  listen(socket: ServerSocket): void
  /** The socket has joined its rooms; whatever happens from now on is heard. */
  connected(): void
  disconnected(): void
}

/** A socket as listeners see it. */
export type ServerSocket = Pick<Socket<ServerToClient>, 'on'>

type DefaultSocket = ReturnType<typeof io>

/**
 * One socket that is kept connected: with a new token for each try, growing pauses between them, and a session that is
 * prolonged before it ends.
 */
export class Connection {
  readonly state: ValueStore<ConnectionState> = new ValueStore<ConnectionState>({ status: 'offline', reason: 'idle' })
  readonly #options: ConnectionOptions
  readonly #socket: DefaultSocket
  readonly #alarm = new Alarm()
  #wanted = false
  #trying = false
  #abandonTry: () => void = () => {}

  constructor(options: ConnectionOptions) {
    this.#options = options
    const { url, transports, timing } = options
    this.#socket = io(new URL('/', url).href, {
      transports: [...transports],
      tryAllTransports: true,
      // A load balancer keeps the requests of one session together by a cookie.
      withCredentials: true,
      autoConnect: false,
      // Tries are made here: each needs a new token, and Socket.IO does not come back after the server has let go.
      reconnection: false,
      forceNew: true,
      timeout: timing.handshake,
    })
    const listening: Socket<ServerToClient> = this.#socket
    options.listen(listening)
    listening.on('session:expiring', () => void this.#refresh())
    this.#socket.on('disconnect', (reason) => this.#lost(reason))
  }

  get isOnline(): boolean {
    return this.state.getSnapshot().status === 'online'
  }

  /** Connects and stays connected. Does nothing while it is trying. */
  open(): void {
    this.#wanted = true
    this.retryNow()
    if (!this.isOnline) this.state.set({ status: 'connecting' })
    if (!this.isOnline && !this.#trying) void this.#tryUntilConnected()
  }

  /** Ends the pause before the next try. */
  retryNow(): void {
    this.#alarm.wake()
  }

  /** The device says that it is on a network again: a try that was begun without one would only end with its deadline. */
  networkBack(): void {
    this.#abandonTry()
    this.#alarm.wake()
  }

  close(): void {
    this.#wanted = false
    this.#alarm.wake()
    this.#abandonTry()
    this.#socket.disconnect()
    this.state.set({ status: 'offline', reason: 'closed' })
  }

  /**
   * Sends an event and resolves with its acknowledgement.
   *
   * @throws `OFFLINE` without a connection, or when it is lost before the answer; `TIMEOUT`; the code of a refusal
   */
  async request<Name extends ClientEventName>(name: Name, payload: ClientPayload<Name>): Promise<AckData<Name>> {
    if (!this.isOnline) throw new TouchlineClientError('OFFLINE', 'There is no connection')
    const reply: ({ success: true } & AckData<Name>) | AckError = await this.#socket
      .timeout(this.#options.timing.acknowledgement)
      .emitWithAck(name, payload)
      .catch((cause: unknown) => {
        if (this.#socket.connected) throw new TouchlineClientError('TIMEOUT', 'The server did not answer', { cause })
        throw new TouchlineClientError('OFFLINE', 'The connection was lost', { cause })
      })
    if ('success' in reply) return reply
    throw new TouchlineClientError(reply.code, reply.error, { retryAfterMs: reply.retryAfterMs })
  }

  async #tryUntilConnected(): Promise<void> {
    const { timing, logger } = this.#options
    this.#trying = true
    let failures = 0
    let refusals = 0
    while (this.#wanted) {
      if (failures === 0) this.state.set({ status: 'connecting' })
      try {
        await this.#tryOnce()
        break
      } catch (thrown) {
        if (!this.#wanted) break
        const error = toClientError(thrown)
        // Abandoned for a better one.
        if (error.code === 'CLOSED') {
          failures = 0
          continue
        }
        logger.warn(`no connection: ${error.code} ${error.message}`)
        refusals = error.code === 'UNAUTHENTICATED' ? refusals + 1 : 0
        // The first refused token may have expired on the way; a second new one is no accident.
        if (refusals === 1) continue
        if (refusals > 1) this.#wanted = false
        failures += 1
        this.state.set({ status: 'offline', reason: reasonOf(error), error })
        if (!this.#wanted) break
        await this.#alarm.pause(retryPause(failures, { firstMs: timing.firstRetry, longestMs: timing.longestRetry }))
      }
    }
    this.#trying = false
  }

  async #tryOnce(): Promise<void> {
    const { session, timing, connected } = this.#options
    const token = await session.fresh()
    if (!this.#wanted) return
    const socket = this.#socket
    socket.auth = { token }
    await new Promise<void>((resolve, reject) => {
      const fail = (error: TouchlineClientError) => {
        settle()
        socket.disconnect()
        reject(error)
      }
      const onConnect = () => {
        settle()
        this.state.set({ status: 'online' })
        connected()
        resolve()
      }
      const onError = (error: Error) => fail(connectError(error))
      // The server took the connection and let it go without a word: it cannot find out now whose it is.
      const onEnd = () => fail(new TouchlineClientError('UNAVAILABLE', 'The service is unavailable'))
      const timer = setTimeout(
        () => fail(new TouchlineClientError('TIMEOUT', 'The server did not answer')),
        timing.handshake,
      )
      const settle = () => {
        clearTimeout(timer)
        this.#abandonTry = () => {}
        socket.off('connect', onConnect)
        socket.off('connect_error', onError)
        socket.off('disconnect', onEnd)
      }
      this.#abandonTry = () => fail(new TouchlineClientError('CLOSED', 'The client was closed'))
      socket.on('connect', onConnect)
      socket.on('connect_error', onError)
      socket.on('disconnect', onEnd)
      socket.connect()
    })
  }

  #lost(reason: string): void {
    if (this.isOnline) this.#options.disconnected()
    if (!this.#wanted) return
    if (this.#trying) return
    this.#options.logger.warn(`the connection was lost: ${reason}`)
    this.state.set({ status: 'offline', reason: 'network' })
    void this.#comeBack()
  }

  /** A short pause first: when an instance ends, all of its clients come at once. */
  async #comeBack(): Promise<void> {
    this.#trying = true
    const { firstRetry: firstMs, longestRetry: longestMs } = this.#options.timing
    await this.#alarm.pause(retryPause(1, { firstMs, longestMs }))
    await this.#tryUntilConnected()
  }

  async #refresh(): Promise<void> {
    try {
      const token = await this.#options.session.fresh()
      await this.request('session:refresh', { token })
    } catch (error) {
      // The server closes the connection at the end of the session; then it is tried again with another token.
      this.#options.logger.warn(`the session was not prolonged: ${toClientError(error).message}`)
    }
  }
}

function connectError(error: Error): TouchlineClientError {
  const { message } = error
  if (message === 'UNAUTHENTICATED') return new TouchlineClientError(message, 'The token was refused', { cause: error })
  return new TouchlineClientError('NETWORK', message, { cause: error })
}

function reasonOf({ code }: TouchlineClientError): OfflineReason {
  if (code === 'UNAUTHENTICATED') return 'unauthenticated'
  if (code === 'UNAVAILABLE') return 'unavailable'
  return code === 'TOKEN_UNAVAILABLE' ? 'token' : 'network'
}
