/** A file and the text fields that go before it, to be posted as `multipart/form-data`. */
interface UploadRequest {
  readonly url: string
  readonly token: string
  readonly form: FormData
  /** Bytes of the file. */
  readonly size: number
  /** Called with bytes of the file that have left, never more than `size`. */
  onProgress(sentBytes: number): void
  readonly signal: AbortSignal | undefined
}

interface UploadReply {
  readonly status: number
  readonly text: string
  readonly retryAfter: string | null
}

/** Posts a file. Rejects when there is no answer, with whatever the platform throws. */
export type SendUpload = (request: UploadRequest) => Promise<UploadReply>
