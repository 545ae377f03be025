import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** So many handshakes leave enough behind to be worth a pause. */
const MANY = 500
/**
 * By how much, in percent of what lives, the heap may grow before all of it is collected. After a collection as below V8 keeps to a
 * tenth or two: under load everything was collected once a second then, for a fifth of the CPU.
 */
const HEAP_GROWTH = 300
/** The pause is made once so long no handshake has come, in milliseconds. */
const QUIET_MS = 3_000

/**
 * Gives the memory back that a storm of handshakes has taken. V8 lets the space for new objects grow to a hundred
 * megabytes under such a load and keeps it as long as little happens: a server of people who wait would hold twice of what it
 * needs. A collection of everything stops the process for a moment; it is made after the start and after storms only.
 */
export class MemoryRelief {
  readonly #collect = collector()
  #handshakes = MANY
  #timer: NodeJS.Timeout | undefined

  /** After the start, and with each handshake. */
  noted(): void {
    this.#handshakes += 1
    if (this.#handshakes < MANY) return
    this.#timer ??= setTimeout(() => this.#relieve(), QUIET_MS).unref()
    this.#timer.refresh()
  }

  close(): void {
    clearTimeout(this.#timer)
  }

  #relieve(): void {
    this.#timer = undefined
    this.#handshakes = 0
    this.#collect()
  }
}

/** V8 has its collection for those only who ask for it by a flag; contexts made after that have the function. */
function collector(): () => void {
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWTH}`)
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  // Other than an ordinary one, this kind also makes the space for new objects small again.
  return () =>
    void (typeof collect === 'function' && collect({ type: 'major', execution: 'sync', flavor: 'last-resort' }))
}
