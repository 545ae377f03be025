import type { IncomingMessage } from 'node:http'

/**
 * Whether a browser page of this origin may connect: the same origin, or one that is allowed by name. Requests without
 * an origin come from apps and servers and pass: what a page can make a browser send always has one.
 */
export function isOriginAllowed(
  origin: string | undefined,
  host: string | undefined,
  allowed: readonly string[],
): boolean {
  if (origin === undefined || allowed.includes(origin)) return true
  return URL.canParse(origin) && host !== undefined && new URL(origin).host === host.toLowerCase()
}

/** Answers a WebSocket upgrade by hand: Engine.IO would say 400 to whatever is refused. */
export function refuseUpgrade(request: IncomingMessage, status: '403 Forbidden' | '503 Service Unavailable'): void {
  request.socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
