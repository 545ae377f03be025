import type { FastifyRequest, FastifyServerOptions } from 'fastify'

/** Query parameters that carry a credential: the socket token and the signature of a download link. */
const SECRET_PARAMETERS = /([?&](?:token|link)=)[^&#]*/gi

/** A URL as it may be logged. */
export function redactUrl(url: string): string {
  return url.replace(SECRET_PARAMETERS, '$1[redacted]')
}

/** Fastify's logger options for a service: JSON lines, without tokens, cookies or message bodies. */
export function loggerOptions(
  name: string,
  level: string,
  stream: NodeJS.WritableStream,
): NonNullable<FastifyServerOptions['logger']> {
  return {
    stream,
    name,
    level,
    redact: [
      'req.headers.authorization',
      'req.headers.cookie',
      'headers.authorization',
      'headers.cookie',
      'token',
      '*.token',
      '*.secret',
    ],
    serializers: {
      req: (request: FastifyRequest) => ({
        method: request.method,
        url: redactUrl(request.url),
        remoteAddress: request.ip,
      }),
    },
  }
}
