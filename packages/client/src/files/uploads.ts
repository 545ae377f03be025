import type { StoredFile } from '@touchline/contracts'
import { TouchlineClientError, toClientError } from '../client-error.ts'
import { type Fetch, type Rest, replyOf } from '../rest.ts'
import { addressOf } from '../routes.ts'
import { fetchUpload } from './fetch-upload.ts'
import type { SendUpload } from './upload-request.ts'
import { xhrUpload } from './xhr-upload.ts'

/** A file with the name to send it under; a `File` of a browser has both. */
export type Uploadable = Blob & { readonly name?: string }

export interface UploadOptions {
  /** The name that others see, where the file itself has none. */
  readonly name?: string
  /** Called with a share from 0 to 1. */
  readonly onProgress?: (share: number) => void
  /** Cancels the upload. */
  readonly signal?: AbortSignal
}

/** Brings files to the server. */
export class Uploads {
  readonly #url: string
  readonly #rest: Rest
  readonly #send: SendUpload

  constructor({ url, rest, fetch }: { url: string; rest: Rest; fetch: Fetch }) {
    this.#url = url
    this.#rest = rest
    this.#send = xhrUpload() ?? fetchUpload(fetch)
  }

  /** Uploads a file as a draft, which only its uploader can send, and only in this conversation. One try. */
  async draft(conversationId: string, file: Uploadable, options: UploadOptions = {}): Promise<StoredFile> {
    const { signal } = options
    const url = addressOf(this.#url, 'upload', { id: conversationId })
    try {
      return await this.#rest.authorized(async (token) => {
        signal?.throwIfAborted()
        const { status, text, retryAfter } = await this.#send({
          url,
          token,
          form: formOf(file, options.name),
          size: file.size,
          onProgress: (sentBytes) => options.onProgress?.(file.size === 0 ? 1 : sentBytes / file.size),
          signal,
        })
        return replyOf<{ file: StoredFile }>(status, text, retryAfter).file
      })
    } catch (error) {
      if (signal?.aborted) throw new TouchlineClientError('ABORTED', 'The upload was cancelled', { cause: error })
      throw toClientError(error)
    }
  }
}

/** Fields come before the file: the server reads them while the file is still on its way. */
function formOf(file: Uploadable, name: string | undefined): FormData {
  const form = new FormData()
  form.set('draft', 'true')
  form.set('file', file, name ?? file.name ?? 'file')
  return form
}
