import type { IncomingMessage } from 'node:http'

/** Set by the gateway, whatever a client sent: the name that it knows this instance by. */
const GATEWAY_NAME_HEADER = 'x-gateway-server'

/**
 * Puts the gateway's name of this instance behind the id of a session. The requests of a long-polling session have to
 * reach the instance that began it; the gateway finds it by this id where the client keeps no cookies, as in Node, in
 * apps and in pages of another site.
 */
export function nameGatewayIn(sessionId: string, { headers }: IncomingMessage): string {
  const name = headers[GATEWAY_NAME_HEADER]
  return typeof name === 'string' && /^[a-z]{1,20}\d{1,5}$/.test(name) ? `${sessionId}.${name}` : sessionId
}
