import { type ErrorCode, errors, isErrorCode, type RestRoute } from '@touchline/contracts'
import type { Static, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'

/** One HTTP request, however it is made: by `app.inject` or over a socket. */
export type Requester = (request: {
  method: RestRoute['method']
  url: string
  headers: Record<string, string>
  payload?: string
}) => Promise<{ statusCode: number; body: string; headers: Record<string, unknown> }>

/** Requests to a base URL, over the network. */
export function requesterOf(base: string): Requester {
  return async ({ method, url, headers, payload }) => {
    const response = await fetch(`${base}${url}`, {
      method,
      headers,
      ...(payload === undefined ? {} : { body: payload }),
    })
    return {
      statusCode: response.status,
      body: await response.text(),
      headers: Object.fromEntries(response.headers),
    }
  }
}

type Input<Schema> = Schema extends TSchema ? Static<Schema> : undefined

/** What a route of the contract is called with. Values that no type allows go in as `raw`. */
export type CallInput<Route extends RestRoute> = {
  params?: Input<Route['params']>
  query?: Partial<Input<Route['querystring']>>
  body?: Input<Route['body']>
  /** In place of `body`: sent as it is. */
  raw?: string
  /** In place of `query`: the part after the question mark. */
  search?: string
}

type ReplyBody<Route extends RestRoute> = {
  [Status in keyof Route['replies']]: Route['replies'][Status] extends TSchema
    ? Static<Route['replies'][Status]>
    : never
}[keyof Route['replies']]

export type ApiError = { status: number; code: string; message: string; headers: Record<string, unknown> }

export type ApiClient = {
  /** The reply to a call that must succeed, checked against the contract's schema. */
  call<Route extends RestRoute>(
    route: Route,
    input?: CallInput<Route>,
  ): Promise<{ status: number; body: ReplyBody<Route> }>
  /** The error of a call that must fail, checked against the registry. */
  fail<Route extends RestRoute>(route: Route, input?: CallInput<Route>): Promise<ApiError>
}

/** Calls the routes of the contract and holds every reply against it. */
export function apiClient(request: Requester, token: string | undefined): ApiClient {
  async function send<Route extends RestRoute>(route: Route, input: CallInput<Route> = {}) {
    const payload = input.raw ?? (input.body === undefined ? undefined : JSON.stringify(input.body))
    const reply = await request({
      method: route.method,
      url: address(route.url, input.params, input.search ?? search(input.query)),
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(payload === undefined ? {} : { payload }),
    })
    const body = parsed(reply.body, `${route.method} ${route.url} answered ${reply.statusCode}`)
    return { status: reply.statusCode, headers: reply.headers, body }
  }

  return {
    async call<Route extends RestRoute>(route: Route, input?: CallInput<Route>) {
      const { status, body } = await send(route, input)
      const schema: TSchema | null | undefined = route.replies[status]
      if (schema === undefined || schema === null) {
        throw new Error(`${route.method} ${route.url} answered ${status}: ${JSON.stringify(body)}`)
      }
      if (isReply<Route>(schema, body)) return { status, body }
      const faults = JSON.stringify(Compile(schema).Errors(body).slice(0, 3))
      throw new Error(`${route.method} ${route.url} answered what its schema does not allow: ${faults}`)
    },
    async fail<Route extends RestRoute>(route: Route, input?: CallInput<Route>) {
      const { status, body, headers } = await send(route, input)
      const { code, message } = errorIn(body) ?? {}
      if (code === undefined || message === undefined) {
        throw new Error(`${route.method} ${route.url} did not fail as it should: ${status} ${JSON.stringify(body)}`)
      }
      if (errors[code].status !== status) throw new Error(`${code} came with status ${status}`)
      return { status, code, message, headers }
    },
  }
}

function parsed(text: string, answered: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Error(`${answered} with no JSON: ${text.slice(0, 200)}`, { cause })
  }
}

function errorIn(body: unknown): { code: ErrorCode; message: string } | undefined {
  if (typeof body !== 'object' || body === null || !('code' in body) || !('message' in body)) return undefined
  const { code, message } = body
  return isErrorCode(code) && typeof message === 'string' ? { code, message } : undefined
}

function isReply<Route extends RestRoute>(schema: TSchema, body: unknown): body is ReplyBody<Route> {
  return Compile(schema).Check(body)
}

function address(url: string, params: object | undefined, query: string): string {
  const values = new Map(Object.entries(params ?? {}))
  const path = url.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(values.get(name) ?? '')))
  return query === '' ? path : `${path}?${query}`
}

function search(query: object | undefined): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {})) parameters.set(name, String(value))
  return parameters.toString()
}
