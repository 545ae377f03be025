import type { Engine } from '@touchline/service-kit'
import { within } from './within.ts'

/** Clients wait no longer than this for it after the bus is back, in milliseconds. */
const PATIENCE_MS = 3_000

/**
 * The connection by which the Socket.IO adapter hears other instances: presence and typing come by it. It is another one
 * than that of the bus, so it may be lost alone, and be back later.
 */
export class AdapterLink {
  readonly #sub: NonNullable<Engine['redis']>['sub'] | undefined

  /** `returned` is called when it is back after a loss, unless the bus is still away: then the bus's return follows. */
  constructor(engine: Pick<Engine, 'redis' | 'ready'>, returned: () => void) {
    const sub = engine.redis?.sub
    this.#sub = sub
    let isLost = false
    sub?.on('close', () => {
      isLost = true
    })
    sub?.on('ready', () => {
      if (!isLost) return
      isLost = false
      void engine.ready().then((isReady) => {
        if (isReady) returned()
      })
    })
  }

  /** Resolves when it stands; after some seconds in any case, for messages do not need it. */
  async stands(): Promise<void> {
    const sub = this.#sub
    if (sub === undefined || sub.status === 'ready') return
    await within(PATIENCE_MS, new Promise<void>((resolve) => sub.once('ready', resolve)))
  }
}
