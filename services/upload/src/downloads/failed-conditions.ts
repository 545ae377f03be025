import type { FastifyInstance } from 'fastify'

const TEXTS: Readonly<Record<number, readonly [error: string, message: string]>> = {
  412: ['Precondition Failed', 'The file is not the one that the request names'],
  416: ['Range Not Satisfiable', 'The file has no such range'],
}

/**
 * Answers a range or a precondition that a file cannot meet with the status that HTTP has for it: players and download
 * programs go by that. Other errors are the app's.
 */
export function answerConditions(app: FastifyInstance): void {
  app.setErrorHandler((error, _request, reply) => {
    const status = error instanceof Error && 'status' in error ? error.status : undefined
    const [name, message] = (typeof status === 'number' ? TEXTS[status] : undefined) ?? []
    if (typeof status !== 'number' || name === undefined) throw error
    const range = error instanceof Error && 'headers' in error ? contentRangeOf(error.headers) : undefined
    if (range !== undefined) reply.header('content-range', range)
    return reply
      .removeHeader('content-disposition')
      .code(status)
      .type('application/json; charset=utf-8')
      .send(JSON.stringify({ statusCode: status, code: 'VALIDATION', error: name, message }))
  })
}

function contentRangeOf(headers: unknown): string | undefined {
  if (typeof headers !== 'object' || headers === null || !('Content-Range' in headers)) return undefined
  return typeof headers['Content-Range'] === 'string' ? headers['Content-Range'] : undefined
}
