import type { SendUpload } from './upload-request.ts'

/** As much of `XMLHttpRequest` as is used; Node has none, so its type is not there either. */
interface Xhr {
  readonly upload: { onprogress: ((event: { loaded: number }) => void) | null }
  onload: (() => void) | null
  onerror: (() => void) | null
  onabort: (() => void) | null
  readonly status: number
  readonly responseText: string
  open(method: string, url: string): void
  setRequestHeader(name: string, value: string): void
  getResponseHeader(name: string): string | null
  send(body: FormData): void
  abort(): void
}

type XhrConstructor = new () => Xhr

/** The way to upload in browsers, where `fetch` cannot tell how far a body has been sent; undefined elsewhere. */
export function xhrUpload(): SendUpload | undefined {
  const found: unknown = Reflect.get(globalThis, 'XMLHttpRequest')
  return isXhr(found) ? (request) => send(new found(), request) : undefined
}

function isXhr(value: unknown): value is XhrConstructor {
  return typeof value === 'function'
}

function send(
  xhr: Xhr,
  { url, token, form, size, onProgress, signal }: Parameters<SendUpload>[0],
): ReturnType<SendUpload> {
  return new Promise((resolve, reject) => {
    const cancel = () => xhr.abort()
    signal?.addEventListener('abort', cancel)
    const end = (settle: () => void) => () => {
      signal?.removeEventListener('abort', cancel)
      settle()
    }
    // Counted with the form around the file, which is small.
    xhr.upload.onprogress = ({ loaded }) => onProgress(Math.min(loaded, size))
    xhr.onload = end(() =>
      resolve({ status: xhr.status, text: xhr.responseText, retryAfter: xhr.getResponseHeader('retry-after') }),
    )
    xhr.onerror = end(() => reject(new Error('The upload failed')))
    xhr.onabort = end(() => reject(new Error('The upload was cancelled')))
    xhr.open('POST', url)
    xhr.setRequestHeader('authorization', `Bearer ${token}`)
    xhr.send(form)
  })
}
