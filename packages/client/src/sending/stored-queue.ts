import { type ClientErrorCode, toClientError } from '../client-error.ts'
import type { Logger } from '../logger.ts'
import type { TouchlineStorage } from './storage.ts'

/** A message of the queue as it is stored. */
export interface StoredSend {
  readonly clientId: string
  readonly conversationId: string
  readonly content: string
  readonly replyTo?: string
  readonly fileId?: string
  readonly file?: { readonly name: string; readonly size: number; readonly mimeType: string }
  readonly createdAt: string
  readonly failure?: { readonly code: ClientErrorCode; readonly message: string }
}

/**
 * One person's unsent messages in a storage. Several tabs may share it: what another one has put there stays, and what it
 * sends as well is stored once by the server, which knows the `clientId`.
 */
export class StoredQueue {
  readonly #storage: TouchlineStorage
  readonly #key: string
  readonly #logger: Logger
  readonly #done = new Set<string>()
  #last: Promise<unknown> = Promise.resolve()

  constructor(storage: TouchlineStorage, userId: string, logger: Logger) {
    this.#storage = storage
    this.#key = `touchline:outbox:${userId}`
    this.#logger = logger
  }

  load(): Promise<StoredSend[]> {
    return this.#inTurn(() => this.#read(), [])
  }

  /** Resolves when the message is stored, or when it is clear that it cannot be. */
  put(send: StoredSend): Promise<void> {
    return this.#change((sends) => {
      const index = sends.findIndex(({ clientId }) => clientId === send.clientId)
      if (index < 0) return [...sends, send]
      return sends.with(index, send)
    })
  }

  remove(clientId: string): Promise<void> {
    this.#done.add(clientId)
    return this.#change((sends) => sends)
  }

  #change(change: (sends: StoredSend[]) => StoredSend[]): Promise<void> {
    return this.#inTurn(async () => {
      const sends = change(await this.#read()).filter(({ clientId }) => !this.#done.has(clientId))
      if (sends.length === 0) await this.#storage.remove(this.#key)
      else await this.#storage.set(this.#key, JSON.stringify(sends))
    }, undefined)
  }

  async #read(): Promise<StoredSend[]> {
    const stored = parsed(await this.#storage.get(this.#key))
    return Array.isArray(stored) ? stored.filter(isStoredSend) : []
  }

  /** One after the other. A storage that is full or forbidden must not keep messages from being sent. */
  #inTurn<Result>(action: () => Promise<Result>, otherwise: Result): Promise<Result> {
    const result = this.#last.then(action).catch((error: unknown) => {
      this.#logger.warn(`the storage of unsent messages failed: ${toClientError(error).message}`)
      return otherwise
    })
    this.#last = result
    return result
  }
}

/** A value that was cut off or is somebody else's counts as none. */
function parsed(text: string | null | undefined): unknown {
  try {
    return JSON.parse(text ?? '[]')
  } catch {
    return []
  }
}

function isStoredSend(value: unknown): value is StoredSend {
  if (typeof value !== 'object' || value === null) return false
  const texts = ['clientId', 'conversationId', 'content', 'createdAt'] as const
  return texts.every((key) => typeof Reflect.get(value, key) === 'string')
}
