import type { Socket } from 'node:net'
import { type ErrorCode, errors, isErrorCode, TouchlineError } from '@touchline/contracts'
import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify'

const STATUS_NAMES: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  413: 'Payload Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
}

/** Codes of Fastify and its plugins that have one of ours; every other 4xx of theirs is `VALIDATION`. */
const FOREIGN_CODES: Record<string, ErrorCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'PAYLOAD_TOO_LARGE',
  FST_ERR_NOT_FOUND: 'NOT_FOUND',
}

/** The error that a caller may see for anything that was thrown. What has no code of ours shows nothing of its text. */
export function publicError(error: unknown): TouchlineError {
  if (error instanceof TouchlineError) return error
  if (error instanceof Error && 'code' in error && isErrorCode(error.code)) {
    return new TouchlineError(error.code, undefined, { cause: error })
  }
  if (isFastifyError(error) && error.statusCode !== undefined && error.statusCode < 500) {
    const code = FOREIGN_CODES[error.code] ?? 'VALIDATION'
    return new TouchlineError(code, undefined, { cause: error })
  }
  return new TouchlineError('INTERNAL', undefined, { cause: error })
}

function isFastifyError(error: unknown): error is FastifyError {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && 'statusCode' in error
}

/** Sends an error in Fastify's shape: `{ statusCode, code, error, message }`. */
export function sendError(reply: FastifyReply, error: TouchlineError): FastifyReply {
  const { status } = errors[error.code]
  if (error.retryAfterMs !== undefined) reply.header('retry-after', Math.ceil(error.retryAfterMs / 1000))
  // Without this a stream's or a file's headers would go out with the error.
  reply.removeHeader('content-disposition').removeHeader('cache-control')
  return reply
    .code(status)
    .type('application/json; charset=utf-8')
    .send(JSON.stringify({ statusCode: status, code: error.code, error: STATUS_NAMES[status], message: error.message }))
}

/** Makes every failed request answer with a registered code, and logs what the caller must not see. */
export function useErrorReplies(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    const shown = publicError(error)
    if (shown.statusCode >= 500) request.log.error({ err: shown.cause ?? error }, 'request failed')
    return sendError(reply, shown)
  })
  app.setNotFoundHandler((_request, reply) => sendError(reply, new TouchlineError('NOT_FOUND')))
}

/** Answers what is no HTTP, or has headers beyond all measure, in the shape of every other error, and closes. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  // Nobody is there any more, or an answer has begun already.
  if (error.code === 'ECONNRESET' || !socket.writable || socket.bytesWritten > 0) {
    socket.destroy()
    return
  }
  const isTooLarge = error.code === 'HPE_HEADER_OVERFLOW'
  const { text } = errors.VALIDATION
  const [status, name] = isTooLarge ? [431, 'Request Header Fields Too Large'] : [400, 'Bad Request']
  const body = JSON.stringify({ statusCode: status, code: 'VALIDATION', error: name, message: text })
  const head = [`HTTP/1.1 ${status} ${name}`, 'Content-Type: application/json; charset=utf-8', 'Connection: close']
  socket.end(`${head.join('\r\n')}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
}
