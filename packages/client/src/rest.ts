import type { ErrorCode, restRoutes } from '@touchline/contracts'
import type { Static, TSchema } from 'typebox'
import { TouchlineClientError, toClientError } from './client-error.ts'
import { addressOf, type RouteName, routes } from './routes.ts'
import type { Session } from './session.ts'

type Contract = typeof restRoutes
type Params<Name extends RouteName> = Contract[Name] extends { readonly params: infer Schema extends TSchema }
  ? { params: Static<Schema> }
  : unknown
type Body<Name extends RouteName> = Contract[Name] extends { readonly body: infer Schema extends TSchema }
  ? { body: Static<Schema> }
  : unknown
type Query<Name extends RouteName> = Contract[Name] extends { readonly querystring: infer Schema extends TSchema }
  ? { query?: Partial<Static<Schema>> }
  : unknown
type CallInput<Name extends RouteName> = Params<Name> & Body<Name> & Query<Name> & { signal?: AbortSignal | undefined }
type Replies<Name extends RouteName> = Contract[Name]['replies']
export type Reply<Name extends RouteName> = {
  [Status in keyof Replies<Name>]: Replies<Name>[Status] extends TSchema ? Static<Replies<Name>[Status]> : never
}[keyof Replies<Name>]

export type Fetch = typeof globalThis.fetch

interface RestOptions {
  readonly url: string
  readonly session: Session
  readonly fetch: Fetch
  /** Milliseconds for one request. */
  readonly timeoutMs: number
}

/** The REST routes of the contract, typed by it. Every call throws a `TouchlineClientError` and nothing else. */
export class Rest {
  readonly #options: RestOptions

  constructor(options: RestOptions) {
    this.#options = options
  }

  /** Calls a route. A token that is refused is replaced once. */
  async call<Name extends RouteName>(name: Name, input: CallInput<Name>): Promise<Reply<Name>> {
    const { params, query, body, signal } = partsOf(input)
    const url = addressOf(this.#options.url, name, params, query)
    return this.authorized((token) => this.#request(routes[name][0], url, body, token, signal))
  }

  /** Runs a request with a token, and once more with a new one when that was refused. */
  async authorized<Result>(request: (token: string) => Promise<Result>): Promise<Result> {
    const { session } = this.#options
    const token = await session.token()
    try {
      return await request(token)
    } catch (error) {
      if (!(error instanceof TouchlineClientError) || error.code !== 'UNAUTHENTICATED') throw error
      return request(await session.replacementFor(token))
    }
  }

  async #request<Result>(
    method: string,
    url: string,
    body: unknown,
    token: string,
    signal: AbortSignal | undefined,
  ): Promise<Result> {
    const limit = new AbortController()
    const stop = () => limit.abort()
    const timer = setTimeout(stop, this.#options.timeoutMs)
    signal?.addEventListener('abort', stop)
    try {
      signal?.throwIfAborted()
      const response = await this.#options.fetch(url, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        credentials: 'omit',
        signal: limit.signal,
      })
      return replyOf(response.status, await response.text(), response.headers.get('retry-after'))
    } catch (error) {
      if (signal?.aborted) throw new TouchlineClientError('ABORTED', 'The request was cancelled', { cause: error })
      if (limit.signal.aborted) throw new TouchlineClientError('TIMEOUT', 'The server did not answer', { cause: error })
      throw toClientError(error)
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener('abort', stop)
    }
  }
}

interface RequestParts {
  params?: Record<string, string> | undefined
  query?: Record<string, string | number> | undefined
  body?: unknown
  signal?: AbortSignal | undefined
}

/** The parts of any route's input; what each route allows is checked where it is called. */
function partsOf(input: RequestParts): RequestParts {
  return input
}

/** The body of a reply, whose shape is the contract's. Throws the error that another status than success stands for. */
export function replyOf<Body>(status: number, text: string, retryAfter: string | null): Body {
  const body = parsed(text)
  if (status >= 200 && status < 300) return body
  const { code, message } = isErrorReply(body)
    ? body
    : { code: codeOf(status), message: `The server answered ${status}` }
  const seconds = Number(retryAfter)
  const retryAfterMs = retryAfter !== null && Number.isFinite(seconds) ? seconds * 1_000 : undefined
  throw new TouchlineClientError(code, message, { status, retryAfterMs })
}

function parsed(text: string) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isErrorReply(body: unknown): body is { code: ErrorCode; message: string } {
  return (
    typeof body === 'object' &&
    body !== null &&
    'code' in body &&
    typeof body.code === 'string' &&
    'message' in body &&
    typeof body.message === 'string'
  )
}

/** For what did not come from Touchline itself, such as the page of a proxy in front of it. */
function codeOf(status: number): ErrorCode {
  if (status === 401) return 'UNAUTHENTICATED'
  if (status === 403) return 'FORBIDDEN'
  if (status === 404) return 'NOT_FOUND'
  if (status === 413) return 'PAYLOAD_TOO_LARGE'
  if (status === 429) return 'RATE_LIMITED'
  if (status === 502 || status === 503 || status === 504) return 'UNAVAILABLE'
  return status < 500 ? 'VALIDATION' : 'INTERNAL'
}
