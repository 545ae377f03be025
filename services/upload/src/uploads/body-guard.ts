import type { IncomingMessage } from 'node:http'
import { TouchlineError } from '@touchline/contracts'

interface BodyLimits {
  /** Bytes of the whole body. */
  maxBytes: number
  /** Milliseconds without a byte after which the upload is given up. */
  stallMs: number
}

export interface BodyGuard {
  /** Aborted with the refusal as its reason. */
  readonly signal: AbortSignal
  /** Like `promise`, but rejects as soon as the body is refused. */
  orRefused<T>(promise: Promise<T>): Promise<T>
  refuse(error: TouchlineError): void
  release(): void
}

/**
 * Watches a request body beside the parser, which has no limit for what stands between and around the parts, and waits
 * for ever for a client that has stopped sending.
 */
export function guardBody(raw: IncomingMessage, { maxBytes, stallMs }: BodyLimits): BodyGuard {
  const controller = new AbortController()
  const refused = Promise.withResolvers<never>()
  // Nobody may be waiting when it is refused.
  refused.promise.catch(() => undefined)
  const refuse = (error: TouchlineError) => {
    controller.abort(error)
    refused.reject(error)
  }
  let received = 0
  const stall = setTimeout(() => refuse(new TouchlineError('VALIDATION', 'The upload stopped halfway')), stallMs)
  const onData = (chunk: Buffer) => {
    stall.refresh()
    received += chunk.length
    if (received > maxBytes) refuse(new TouchlineError('FILE_TOO_LARGE'))
  }
  raw.on('data', onData)
  return {
    signal: controller.signal,
    orRefused: (promise) => Promise.race([promise, refused.promise]),
    refuse,
    release() {
      clearTimeout(stall)
      raw.off('data', onData)
    },
  }
}
