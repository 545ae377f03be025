import type { Conversation, Message, Reader, StoredFile } from '@touchline/contracts'
import type { Conversations } from './conversation/conversations.ts'
import type { OlderPages } from './conversation/older-pages.ts'
import { lastInWindow } from './conversation/state.ts'
import type { FileSends } from './files/file-sends.ts'
import type { Uploadable, UploadOptions, Uploads } from './files/uploads.ts'
import type { OwnTyping } from './people/own-typing.ts'
import type { Typing, TypingPerson } from './people/typing.ts'
import type { Receipts } from './receipts.ts'
import type { Rest } from './rest.ts'
import type { Outbox } from './sending/outbox.ts'
import type { Draft, OutgoingMessage } from './sending/outgoing.ts'
import { PendingSend } from './sending/pending-send.ts'
import { Notifier, type ReadableStore } from './store.ts'

/** Everything that a view of a conversation shows. Immutable: what has not changed is the same object as before. */
export interface ConversationSnapshot {
  /**
   * `loading` until the conversations have been read for the first time; `absent` when the person takes no part in it,
   * or no more.
   */
  readonly status: 'loading' | 'ready' | 'absent'
  /** With its participants, their watermarks and the unread count, as they are now. */
  readonly conversation: Conversation | undefined
  /** In order and without a hole, up to the newest. */
  readonly messages: readonly Message[]
  /** Own messages that are not among `messages` yet, oldest first. */
  readonly outgoing: readonly OutgoingMessage[]
  /** Whether `loadOlder` would bring more. */
  readonly hasOlder: boolean
  readonly isLoadingOlder: boolean
  /** Who else is writing. */
  readonly typing: readonly TypingPerson[]
}

/** A message that was given to be sent. */
export interface SentMessage {
  readonly clientId: string
  /** Resolves with the stored message; rejects when it is refused for good or discarded. May be ignored. */
  readonly stored: Promise<Message>
}

export interface SendFileOptions {
  /** Text beside the file. */
  readonly content?: string
  /** The name that others see, where the file itself has none. */
  readonly name?: string
  readonly replyTo?: string
}

export interface HandleParts {
  readonly conversations: Conversations
  readonly olderPages: OlderPages
  readonly outbox: Outbox
  readonly fileSends: FileSends
  readonly uploads: Uploads
  readonly receipts: Receipts
  readonly typing: Typing
  readonly ownTyping: OwnTyping
  readonly rest: Rest
}

const noMessages: readonly Message[] = []

/** One conversation: a store of what there is to see, and what one can do in it. */
export class ConversationHandle implements ReadableStore<ConversationSnapshot> {
  readonly id: string
  readonly #parts: HandleParts
  readonly #notifier = new Notifier()
  #snapshot: ConversationSnapshot | undefined

  /** @internal Made by `client.conversation(id)`. */
  constructor(id: string, parts: HandleParts) {
    this.id = id
    this.#parts = parts
  }

  readonly getSnapshot = (): ConversationSnapshot => {
    const { conversations, outbox, typing } = this.#parts
    const state = conversations.state(this.id)
    const next: ConversationSnapshot = {
      status: state !== undefined ? 'ready' : conversations.loaded ? 'absent' : 'loading',
      conversation: conversations.view(this.id),
      messages: state?.messages ?? noMessages,
      outgoing: outbox.outgoing(this.id),
      hasOlder: state !== undefined && state.from > 1,
      isLoadingOlder: state?.passing !== undefined,
      typing: typing.of(this.id),
    }
    if (this.#snapshot === undefined || !isSame(this.#snapshot, next)) this.#snapshot = next
    return this.#snapshot
  }

  /** Calls the listener after each change. The first listener of a conversation without messages brings the newest page. */
  readonly subscribe = (listener: () => void): (() => void) => {
    const stop = this.#notifier.subscribe(listener)
    this.#loadNewest()
    return stop
  }

  /** Shows a message at once and sends it until it is stored, also after the connection was lost. */
  send(draft: string | Draft): SentMessage {
    const send = new PendingSend(this.id, typeof draft === 'string' ? { content: draft } : draft)
    this.#parts.ownTyping.sent(this.id)
    this.#parts.outbox.add(send)
    return { clientId: send.clientId, stored: send.outcome.promise }
  }

  /** Shows a message with a file at once, uploads the file and sends it. `discard` cancels it. */
  sendFile(file: Uploadable, options: SendFileOptions = {}): SentMessage {
    const send = this.#parts.fileSends.start(this.id, file, options)
    return { clientId: send.clientId, stored: send.outcome.promise }
  }

  /**
   * Uploads a file to be sent later, by `send` with its `_id` as `fileId`.
   *
   * @throws `FILE_TOO_LARGE`, `FILE_TYPE_NOT_ALLOWED`, `FILE_REJECTED`, `RULE_FILES_BATCH_ONLY` …; `ABORTED`
   */
  upload(file: Uploadable, options?: UploadOptions): Promise<StoredFile> {
    return this.#parts.uploads.draft(this.id, file, options)
  }

  /** Sends a failed message once more. Undefined where there is none. */
  retry(clientId: string): SentMessage | undefined {
    const { outbox, fileSends } = this.#parts
    const send = outbox.find(this.id, clientId)
    if (send === undefined) return undefined
    if (!fileSends.retry(send) && outbox.retry(this.id, clientId) === undefined) return undefined
    return { clientId, stored: send.outcome.promise }
  }

  /** Takes an outgoing message back. One that is on its way may be stored all the same. */
  discard(clientId: string): void {
    const { outbox, fileSends } = this.#parts
    const send = outbox.find(this.id, clientId)
    if (send === undefined) return
    outbox.discard(this.id, clientId)
    fileSends.cancel(send)
  }

  /** Changes the text of an own message. */
  async edit(messageId: string, content: string): Promise<Message> {
    const params = { id: this.id, messageId }
    const { message } = await this.#parts.rest.call('editMessage', { params, body: { content } })
    this.#parts.conversations.dispatch(this.id, { type: 'message', message })
    return message
  }

  /** Turns an own message, or as an Admin any message, into a tombstone. */
  async delete(messageId: string): Promise<Message> {
    const { message } = await this.#parts.rest.call('deleteMessage', { params: { id: this.id, messageId } })
    this.#parts.conversations.dispatch(this.id, { type: 'message', message })
    return message
  }

  /**
   * Everything up to a message was read; without one, everything up to the newest. Counts at once, is told after a short
   * pause, and never goes back, so it may be called as often as something is seen.
   */
  markRead(upTo?: string): void {
    const messages = this.#parts.conversations.state(this.id)?.messages ?? noMessages
    const message = upTo === undefined ? messages.at(-1) : messages.findLast(({ _id }) => _id === upTo)
    if (message !== undefined) this.#parts.receipts.read(this.id, message)
  }

  /** To be called with each key that is pressed; the others are told now and then. */
  typed(): void {
    this.#parts.ownTyping.typed(this.id)
  }

  /** The text was taken back without being sent. */
  stopTyping(): void {
    this.#parts.ownTyping.stop(this.id)
  }

  /** Brings the page before the window; `limit` is 1–100, default 50. */
  loadOlder({ limit }: { limit?: number } = {}): Promise<void> {
    return this.#parts.olderPages.load(this.id, limit)
  }

  /**
   * One message by its `seq`, as it is now: from `messages`, else it is read, without becoming part of them. For what a
   * reply quotes; undefined where there is none.
   */
  async message(seq: number): Promise<Message | undefined> {
    const state = this.#parts.conversations.state(this.id)
    const held = state?.messages[seq - state.from]
    if (held !== undefined) return held
    const query = { before: seq + 1, limit: 1 }
    const { messages } = await this.#parts.rest.call('listMessages', { params: { id: this.id }, query })
    return messages.find((message) => message.seq === seq)
  }

  /** Who has read a message, and when, its sender apart. */
  async readers(messageId: string): Promise<Reader[]> {
    const { readers } = await this.#parts.rest.call('listReaders', { params: { id: this.id, messageId } })
    return readers
  }

  /** @internal Something of this conversation has changed. */
  changed(): void {
    this.#loadNewest()
    this.#notifier.notify()
  }

  #loadNewest(): void {
    if (this.#wantsNewest()) void this.#parts.olderPages.insist(this.id, () => this.#wantsNewest())
  }

  /** Somebody looks at it, and there are messages but none of them here. */
  #wantsNewest(): boolean {
    const state = this.#parts.conversations.state(this.id)
    if (!this.#notifier.hasListeners || state === undefined || state.passing !== undefined) return false
    return state.messages.length === 0 && state.from > 1 && lastInWindow(state) >= state.lastSeq
  }
}

function isSame(one: ConversationSnapshot, other: ConversationSnapshot): boolean {
  return (
    one.status === other.status &&
    one.conversation === other.conversation &&
    one.messages === other.messages &&
    one.outgoing === other.outgoing &&
    one.hasOlder === other.hasOlder &&
    one.isLoadingOlder === other.isLoadingOlder &&
    one.typing === other.typing
  )
}
