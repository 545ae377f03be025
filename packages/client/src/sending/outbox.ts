import type { Message } from '@touchline/contracts'
import { TouchlineClientError, toClientError } from '../client-error.ts'
import type { Connection } from '../connection.ts'
import { Alarm, retryPause } from '../pauses.ts'
import type { Timing } from '../timing.ts'
import type { OutgoingMessage } from './outgoing.ts'
import { PendingSend } from './pending-send.ts'
import type { StoredQueue } from './stored-queue.ts'

interface OutboxOptions {
  readonly connection: Pick<Connection, 'request' | 'isOnline'>
  readonly timing: Timing
  /** A message was acknowledged. */
  acknowledged(message: Message): void
  /** What is shown of this conversation's outgoing messages has changed. */
  changed(conversationId: string): void
}

const none: readonly OutgoingMessage[] = []

/**
 * Sends messages until they are acknowledged, those of a conversation one after the other. Every try carries the same
 * `clientId`, so a message whose acknowledgement was lost is stored once. Files are uploaded side by side, and sent in the
 * order in which they were given; texts do not wait for uploads.
 */
export class Outbox {
  readonly #options: OutboxOptions
  readonly #sends = new Map<string, PendingSend[]>()
  readonly #shown = new Map<string, readonly OutgoingMessage[]>()
  readonly #draining = new Set<string>()
  readonly #alarm = new Alarm()
  #queue: StoredQueue | undefined

  constructor(options: OutboxOptions) {
    this.#options = options
  }

  /** What is on its way in a conversation, oldest first; the same array until something changes. */
  outgoing(conversationId: string): readonly OutgoingMessage[] {
    const sends = this.#sends.get(conversationId)
    if (sends === undefined) return none
    const shown = this.#shown.get(conversationId) ?? sends.map((send) => send.shown)
    this.#shown.set(conversationId, shown)
    return shown
  }

  find(conversationId: string, clientId: string): PendingSend | undefined {
    return this.#sends.get(conversationId)?.find((send) => send.clientId === clientId)
  }

  /** Takes over what an earlier run left behind, and keeps the queue there from now on. */
  async restore(queue: StoredQueue): Promise<void> {
    if (this.#queue !== undefined) return
    this.#queue = queue
    const written = [...this.#sends.values()].flat()
    const left = await queue.load()
    // Each goes to the front, so the last one first; what was written meanwhile is newer than all of them.
    for (const stored of left.toReversed()) {
      if (this.find(stored.conversationId, stored.clientId) === undefined) this.#insert(PendingSend.restore(stored), 0)
    }
    for (const send of written) if (!send.awaitsFile && send.state !== 'sent') void queue.put(send.stored)
    this.wake()
  }

  add(send: PendingSend): void {
    this.#insert(send)
    void this.#drain(send.conversationId)
  }

  /** Its file is there: it takes its turn. */
  fileReady(send: PendingSend, fileId: string): void {
    send.fileId = fileId
    send.awaitsFile = false
    send.queue()
    this.touched(send)
    void this.#drain(send.conversationId)
  }

  /** Its upload may take for ever: the files after it go ahead. */
  overtake(send: PendingSend): void {
    send.isOvertaken = true
    void this.#drain(send.conversationId)
  }

  retry(conversationId: string, clientId: string): PendingSend | undefined {
    const send = this.find(conversationId, clientId)
    if (send?.state !== 'failed') return undefined
    send.queue()
    this.touched(send)
    void this.#drain(conversationId)
    return send
  }

  /** Forgets a message. One that is on its way may be stored all the same. */
  discard(conversationId: string, clientId: string): void {
    const send = this.find(conversationId, clientId)
    if (send === undefined || send.state === 'sent') return
    send.fail(new TouchlineClientError('ABORTED', 'The message was discarded'))
    this.#drop(send)
    void this.#drain(conversationId)
  }

  fail(send: PendingSend, error: TouchlineClientError): void {
    send.fail(error)
    this.touched(send)
    if (!send.awaitsFile) void this.#queue?.put(send.stored)
    void this.#drain(send.conversationId)
  }

  /** A message of the person's own was told of, by event, acknowledgement or sync: it needs no more sending. */
  confirm(message: Message): void {
    if (message.clientId === undefined) return
    const send = this.find(message.conversationId, message.clientId)
    if (send === undefined || send.state === 'sent') return
    send.succeed(message)
    this.touched(send)
    void this.#queue?.remove(send.clientId)
  }

  /** The conversation's messages are shown up to this `seq`: what was sent is among them, and shown there. */
  placed(conversationId: string, lastSeq: number): void {
    for (const send of this.#sends.get(conversationId) ?? []) {
      if (send.message !== undefined && send.message.seq <= lastSeq) this.#drop(send)
    }
  }

  /** There is a connection, or something else to wait no longer for. */
  wake(): void {
    this.#alarm.wake()
    for (const conversationId of this.#sends.keys()) void this.#drain(conversationId)
  }

  touched(send: PendingSend): void {
    send.changed()
    this.#shown.delete(send.conversationId)
    this.#options.changed(send.conversationId)
  }

  async #drain(conversationId: string): Promise<void> {
    if (this.#draining.has(conversationId)) return
    this.#draining.add(conversationId)
    let failures = 0
    for (let send = this.#next(conversationId); send !== undefined; send = this.#next(conversationId)) {
      const error = await this.#attempt(send)
      failures = error === undefined ? 0 : failures + 1
      if (error === undefined || !this.#options.connection.isOnline) continue
      const { firstRetry: firstMs, longestRetry: longestMs } = this.#options.timing
      await this.#alarm.pause(error.retryAfterMs ?? retryPause(failures, { firstMs, longestMs }))
    }
    this.#draining.delete(conversationId)
  }

  #next(conversationId: string): PendingSend | undefined {
    if (!this.#options.connection.isOnline) return undefined
    let isUploading = false
    for (const send of this.#sends.get(conversationId) ?? []) {
      if (send.awaitsFile) isUploading ||= send.state !== 'failed' && !send.isOvertaken
      else if (send.state === 'queued' && !(isUploading && send.file !== undefined)) return send
    }
    return undefined
  }

  /** One try. Resolves with the error after which the same message has to be tried again. */
  async #attempt(send: PendingSend): Promise<TouchlineClientError | undefined> {
    const { connection, acknowledged } = this.#options
    send.state = 'sending'
    this.touched(send)
    // Stored before it leaves: after a reload it must carry the same clientId.
    await this.#queue?.put(send.stored)
    if (send.state !== 'sending') return undefined
    try {
      const reply = connection.request('message:send', send.payload)
      const { message } = await Promise.race([reply, send.outcome.promise.then((stored) => ({ message: stored }))])
      this.confirm(message)
      acknowledged(message)
    } catch (thrown) {
      // It may have been told of, or discarded, while the answer was waited for.
      if (send.state !== 'sending') return undefined
      const error = toClientError(thrown)
      if (!error.retryable) {
        this.fail(send, error)
        return undefined
      }
      send.queue(error)
      this.touched(send)
      return error
    }
    return undefined
  }

  #insert(send: PendingSend, at?: number): void {
    const sends = this.#sends.get(send.conversationId) ?? []
    this.#sends.set(send.conversationId, sends)
    sends.splice(at ?? sends.length, 0, send)
    if (at === undefined && !send.awaitsFile) void this.#queue?.put(send.stored)
    this.touched(send)
  }

  #drop(send: PendingSend): void {
    const left = (this.#sends.get(send.conversationId) ?? []).filter((other) => other !== send)
    if (left.length === 0) this.#sends.delete(send.conversationId)
    else this.#sends.set(send.conversationId, left)
    this.touched(send)
    void this.#queue?.remove(send.clientId)
  }
}
