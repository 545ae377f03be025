import type { TObject, TSchema } from 'typebox'
import type { ErrorCode } from '../errors.ts'

/** Whose token a route wants: a person's, the directory's, either link or person's for downloads, or none. */
export type RouteAuth = 'user' | 'service' | 'none'

/** One REST route as clients see it. Services register their handlers from it, and OpenAPI is made from it. */
export interface RestRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly url: string
  readonly auth: RouteAuth
  /** The service that answers it; the gateway routes by path. */
  readonly service: 'conversation' | 'upload'
  readonly tag: string
  readonly summary: string
  readonly params?: TObject
  readonly querystring?: TObject
  readonly body?: TSchema
  /** What the body is sent as, when not JSON. */
  readonly consumes?: 'multipart/form-data'
  /** Bytes of body that are accepted, when not the usual 64 KiB. */
  readonly bodyLimit?: number
  /** Replies by status. `null`: not JSON (a file). */
  readonly replies: { readonly [status: number]: TSchema | null }
  /** The codes that this route answers with beside `VALIDATION`, `UNAUTHENTICATED`, `UNAVAILABLE` and `INTERNAL`. */
  readonly errors: readonly ErrorCode[]
}

export const JSON_BODY_LIMIT = 64 * 1024
