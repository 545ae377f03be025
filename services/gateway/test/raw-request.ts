import { once } from 'node:events'
import { type IncomingHttpHeaders, type RequestOptions, request } from 'node:http'
import { text } from 'node:stream/consumers'

export interface RawReply {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

interface RawRequest extends Pick<RequestOptions, 'method' | 'headers' | 'localAddress'> {
  body?: string | Buffer
}

/** A request whose path goes out as it is written; `fetch` would mend it first. */
export async function rawRequest(base: string, path: string, { body, ...options }: RawRequest = {}): Promise<RawReply> {
  const { hostname, port } = new URL(base)
  const sent = request({ hostname, port, path, agent: false, ...options })
  sent.end(body)
  const [response] = await once(sent, 'response')
  return { status: response.statusCode, headers: response.headers, body: await text(response) }
}
