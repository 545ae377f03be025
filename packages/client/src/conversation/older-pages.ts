import type { Rest } from '../rest.ts'
import type { Conversations } from './conversations.ts'

/** Messages of one page where the caller does not say. */
const PAGE = 50

/** Reads history backwards, one page at a time in each conversation. */
export class OlderPages {
  readonly #rest: Rest
  readonly #conversations: Conversations
  readonly #loading = new Map<string, Promise<void>>()

  constructor({ rest, conversations }: { rest: Rest; conversations: Conversations }) {
    this.#rest = rest
    this.#conversations = conversations
  }

  /** Resolves when the page is in the window; at once when there is nothing older. Asked twice, it is read once. */
  load(id: string, limit: number = PAGE): Promise<void> {
    const loading = this.#loading.get(id) ?? this.#read(id, limit).finally(() => this.#loading.delete(id))
    this.#loading.set(id, loading)
    return loading
  }

  async #read(id: string, limit: number): Promise<void> {
    const state = this.#conversations.state(id)
    if (state === undefined || state.from <= 1) return
    this.#conversations.dispatch(id, { type: 'older:asked' })
    try {
      const { messages } = await this.#rest.call('listMessages', {
        params: { id },
        query: { before: state.from, limit },
      })
      this.#conversations.dispatch(id, { type: 'older', messages })
    } catch (error) {
      this.#conversations.dispatch(id, { type: 'older:failed' })
      throw error
    }
  }
}
