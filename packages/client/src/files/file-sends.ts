import { TouchlineClientError, toClientError } from '../client-error.ts'
import type { Connection } from '../connection.ts'
import { Alarm, retryPause } from '../pauses.ts'
import type { Outbox } from '../sending/outbox.ts'
import type { OutgoingFile } from '../sending/outgoing.ts'
import { PendingSend } from '../sending/pending-send.ts'
import type { Timing } from '../timing.ts'
import type { Uploadable, Uploads } from './uploads.ts'

interface Upload {
  readonly file: Uploadable
  readonly name: string
  readonly cancel: AbortController
}

/** After so many failures in spite of a connection, the files behind one wait for it no longer. */
const MOST_HELD_UP = 5

interface FileSendsOptions {
  readonly connection: Pick<Connection, 'isOnline'>
  readonly uploads: Uploads
  readonly outbox: Outbox
  readonly timing: Timing
}

/**
 * Messages with a file: it is uploaded as a draft, tried again as often as that can help, and then sent like any other
 * message. Until it is uploaded it is in this process only, and a reload loses it.
 */
export class FileSends {
  readonly #options: FileSendsOptions
  readonly #uploads = new Map<PendingSend, Upload>()
  readonly #alarm = new Alarm()

  constructor(options: FileSendsOptions) {
    this.#options = options
  }

  start(
    conversationId: string,
    file: Uploadable,
    { content = '', name = file.name ?? 'file', replyTo }: { content?: string; name?: string; replyTo?: string },
  ): PendingSend {
    const shown: OutgoingFile = { name, size: file.size, mimeType: file.type, progress: 0 }
    const send = new PendingSend(conversationId, {
      content,
      file: shown,
      ...(replyTo === undefined ? {} : { replyTo }),
    })
    send.awaitsFile = true
    this.#options.outbox.add(send)
    void this.#upload(send, { file, name, cancel: new AbortController() })
    return send
  }

  /** Tries again what failed. False for a message that has no file here. */
  retry(send: PendingSend): boolean {
    const upload = this.#uploads.get(send)
    if (upload === undefined || send.state !== 'failed') return false
    // A draft that was not used for long is gone; nothing else is wrong with one that is there already.
    if (send.fileId !== undefined && send.error?.code !== 'FILE_NOT_FOUND') return false
    send.fileId = undefined
    send.awaitsFile = true
    send.isOvertaken = false
    send.queue()
    void this.#upload(send, { ...upload, cancel: new AbortController() })
    return true
  }

  cancel(send: PendingSend): void {
    this.#uploads.get(send)?.cancel.abort()
    this.#uploads.delete(send)
  }

  wake(): void {
    this.#alarm.wake()
  }

  close(): void {
    for (const [send, { cancel }] of this.#uploads) {
      cancel.abort()
      if (send.awaitsFile) {
        this.#options.outbox.fail(send, new TouchlineClientError('CLOSED', 'The client was closed during the upload'))
      }
    }
    this.#alarm.wake()
  }

  async #upload(send: PendingSend, { file, name, cancel }: Upload): Promise<void> {
    const { uploads, outbox, timing, connection } = this.#options
    const { signal } = cancel
    let heldUp = 0
    this.#uploads.set(send, { file, name, cancel })
    send.outcome.promise.then(() => this.#uploads.delete(send)).catch(() => {})
    for (let failures = 1; ; failures += 1) {
      send.state = 'sending'
      const onProgress = (progress: number) => this.#show(send, progress)
      try {
        onProgress(0)
        const stored = await uploads.draft(send.conversationId, file, { name, onProgress, signal })
        if (signal.aborted) return
        // The name as others see it, made safe.
        send.file = { name: stored.name, size: stored.size, mimeType: stored.mimeType, progress: 1 }
        outbox.fileReady(send, stored._id)
        return
      } catch (thrown) {
        const error = toClientError(thrown)
        if (signal.aborted) return
        if (!error.retryable) {
          outbox.fail(send, error)
          return
        }
        send.queue(error)
        outbox.touched(send)
        if (connection.isOnline && error.code !== 'RATE_LIMITED') heldUp += 1
        if (heldUp === MOST_HELD_UP) outbox.overtake(send)
        const pauseMs = retryPause(failures, { firstMs: timing.firstRetry, longestMs: timing.longestRetry })
        await this.#alarm.pause(error.retryAfterMs ?? pauseMs)
        if (signal.aborted) return
      }
    }
  }

  #show(send: PendingSend, progress: number): void {
    if (send.file === undefined || send.state !== 'sending') return
    send.file = { ...send.file, progress }
    this.#options.outbox.touched(send)
  }
}
