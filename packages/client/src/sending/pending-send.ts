import type { ClientPayload, Message } from '@touchline/contracts'
import { TouchlineClientError } from '../client-error.ts'
import { type Draft, newClientId, type OutgoingFile, type OutgoingMessage, type OutgoingState } from './outgoing.ts'
import type { StoredSend } from './stored-queue.ts'

/** One message on its way, from the moment of sending until it is among the conversation's messages. */
export class PendingSend {
  readonly clientId: string
  readonly conversationId: string
  readonly createdAt: string
  readonly content: string
  readonly replyTo: string | undefined
  fileId: string | undefined
  file: OutgoingFile | undefined
  /** Its file is not uploaded yet: texts after it need not wait, files do. */
  awaitsFile = false
  /** Its upload has failed so often that the files after it wait for it no longer. */
  isOvertaken = false
  state: OutgoingState = 'queued'
  error: TouchlineClientError | undefined
  message: Message | undefined
  /** Settles when it is stored or refused for good; a retry after that has a promise of its own. */
  outcome: Outcome = outcome()
  #shown: OutgoingMessage | undefined

  constructor(conversationId: string, draft: Draft & { file?: OutgoingFile }, stored?: StoredSend) {
    this.clientId = stored?.clientId ?? newClientId()
    this.createdAt = stored?.createdAt ?? new Date().toISOString()
    this.conversationId = conversationId
    this.content = draft.content
    this.replyTo = draft.replyTo
    this.fileId = draft.fileId
    this.file = draft.file
  }

  static restore(stored: StoredSend): PendingSend {
    const { file, failure } = stored
    const { fileId, replyTo, content } = stored
    const draft = {
      content,
      ...(replyTo === undefined ? {} : { replyTo }),
      ...(fileId === undefined ? {} : { fileId }),
      ...(file === undefined ? {} : { file: { ...file, progress: 1 } }),
    }
    const send = new PendingSend(stored.conversationId, draft, stored)
    if (failure !== undefined) send.fail(new TouchlineClientError(failure.code, failure.message))
    return send
  }

  succeed(message: Message): void {
    this.state = 'sent'
    this.message = message
    this.error = undefined
    this.changed()
    this.outcome.resolve(message)
  }

  fail(error: TouchlineClientError): void {
    this.state = 'failed'
    this.error = error
    this.changed()
    this.outcome.reject(error)
  }

  /** Waits for its turn, after a failed try with the reason of it. */
  queue(error?: TouchlineClientError): void {
    if (this.state === 'failed') {
      this.outcome = outcome()
    }
    this.state = 'queued'
    this.error = error
    this.changed()
  }

  changed(): void {
    this.#shown = undefined
  }

  /** As people see it; the same object until it changes. */
  get shown(): OutgoingMessage {
    this.#shown ??= {
      clientId: this.clientId,
      conversationId: this.conversationId,
      content: this.content,
      ...(this.replyTo === undefined ? {} : { replyTo: this.replyTo }),
      ...(this.file === undefined ? {} : { file: this.file }),
      createdAt: this.createdAt,
      state: this.state,
      ...(this.error === undefined ? {} : { error: this.error }),
      ...(this.message === undefined ? {} : { message: this.message }),
    }
    return this.#shown
  }

  get payload(): ClientPayload<'message:send'> {
    const { conversationId, clientId, content, replyTo, fileId } = this
    return {
      conversationId,
      clientId,
      messageType: fileId === undefined ? 'text' : 'file',
      ...(fileId !== undefined && content === '' ? {} : { content }),
      ...(replyTo === undefined ? {} : { replyTo }),
      ...(fileId === undefined ? {} : { fileId }),
    }
  }

  get stored(): StoredSend {
    const { clientId, conversationId, content, replyTo, fileId, file, createdAt, error, state } = this
    return {
      clientId,
      conversationId,
      content,
      createdAt,
      ...(replyTo === undefined ? {} : { replyTo }),
      ...(fileId === undefined ? {} : { fileId }),
      ...(file === undefined ? {} : { file: { name: file.name, size: file.size, mimeType: file.mimeType } }),
      ...(state === 'failed' && error !== undefined ? { failure: { code: error.code, message: error.message } } : {}),
    }
  }
}

interface Outcome {
  readonly promise: Promise<Message>
  resolve(message: Message): void
  reject(error: TouchlineClientError): void
}

function outcome(): Outcome {
  let settle: Pick<Outcome, 'resolve' | 'reject'> = { resolve() {}, reject() {} }
  const promise = new Promise<Message>((resolve, reject) => {
    settle = { resolve, reject }
  })
  // Whoever does not wait for it sees it in the state; it must not end a process as an unhandled rejection.
  promise.catch(() => {})
  return { promise, ...settle }
}
