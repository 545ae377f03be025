import type { Fetch } from '../rest.ts'
import type { SendUpload } from './upload-request.ts'

/** The way to upload with `fetch`: the form is encoded as a stream, and what is taken from it has been sent. */
export function fetchUpload(fetch: Fetch): SendUpload {
  return async ({ url, token, form, size, onProgress, signal }) => {
    const encoded = new Response(form)
    const contentType = encoded.headers.get('content-type') ?? 'multipart/form-data'
    let sentBytes = 0
    const counter = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        controller.enqueue(chunk)
        sentBytes += chunk.byteLength
        onProgress(Math.min(sentBytes, size))
      },
    })
    const request = {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': contentType },
      body: encoded.body?.pipeThrough(counter) ?? null,
      // A body that is a stream is sent while it is read; the types of browsers do not know the option yet.
      duplex: 'half',
      credentials: 'omit',
      signal: signal ?? null,
    } as const
    const response = await fetch(url, request)
    return { status: response.status, text: await response.text(), retryAfter: response.headers.get('retry-after') }
  }
}
