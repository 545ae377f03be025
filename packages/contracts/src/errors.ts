import type { RuleCode } from '@touchline/rules'

interface ErrorKind {
  /** HTTP status. */
  readonly status: number
  /** Whether the same request can succeed when it is simply sent again later. */
  readonly retryable: boolean
  /** What the caller reads when nothing more exact is known. Never names what another user may not know. */
  readonly text: string
}

/** Every error that a reply, an acknowledgement or a `connect_error` can carry. */
export const errors = {
  VALIDATION: { status: 400, retryable: false, text: 'The request is not valid' },
  UNAUTHENTICATED: { status: 401, retryable: false, text: 'A valid token is required' },
  FORBIDDEN: { status: 403, retryable: false, text: 'This is not allowed' },
  CONVERSATION_READ_ONLY: { status: 403, retryable: false, text: 'This conversation can only be read' },
  RULE_NO_COACH_PARENT_DIRECT: {
    status: 403,
    retryable: false,
    text: 'A Coach and a Parent cannot share a direct conversation',
  },
  RULE_BATCH_MEMBERSHIP: {
    status: 403,
    retryable: false,
    text: "A batch conversation holds the batch's Coaches and Parents and the Admins",
  },
  RULE_FILES_BATCH_ONLY: { status: 403, retryable: false, text: 'Files can be sent in batch conversations only' },
  RULE_ADMIN_BRIDGE: { status: 403, retryable: false, text: 'A direct conversation needs an Admin in it' },
  NOT_FOUND: { status: 404, retryable: false, text: 'There is nothing at this address' },
  CONVERSATION_NOT_FOUND: { status: 404, retryable: false, text: 'No such conversation' },
  MESSAGE_NOT_FOUND: { status: 404, retryable: false, text: 'No such message' },
  FILE_NOT_FOUND: { status: 404, retryable: false, text: 'No such file' },
  USER_NOT_FOUND: { status: 404, retryable: false, text: 'No such person' },
  BATCH_NOT_FOUND: { status: 404, retryable: false, text: 'No such batch' },
  PAYLOAD_TOO_LARGE: { status: 413, retryable: false, text: 'The request is too large' },
  FILE_TOO_LARGE: { status: 413, retryable: false, text: 'The file is too large' },
  FILE_TYPE_NOT_ALLOWED: { status: 415, retryable: false, text: 'Files of this type are not accepted' },
  FILE_REJECTED: { status: 422, retryable: false, text: 'The file is damaged or not what it says it is' },
  RULE_CONTACT_HIDDEN: {
    status: 422,
    retryable: false,
    text: 'A name cannot be a phone number or an e-mail address',
  },
  RATE_LIMITED: { status: 429, retryable: true, text: 'Too many requests; try again shortly' },
  INTERNAL: { status: 500, retryable: false, text: 'Something went wrong' },
  UNAVAILABLE: { status: 503, retryable: true, text: 'The service is briefly unavailable; try again' },
} as const satisfies Record<string, ErrorKind> & Record<RuleCode, ErrorKind>

export type ErrorCode = keyof typeof errors

export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(errors, code)
}

/** An error that may be shown to the caller: a registered code and a text that says no more than the caller may know. */
export class TouchlineError extends Error {
  readonly code: ErrorCode
  /** Milliseconds after which a repeat can succeed; with `RATE_LIMITED` and `UNAVAILABLE`. */
  readonly retryAfterMs: number | undefined

  constructor(code: ErrorCode, message?: string, options: ErrorOptions & { retryAfterMs?: number | undefined } = {}) {
    super(message ?? errors[code].text, options)
    this.name = 'TouchlineError'
    this.code = code
    this.retryAfterMs = options.retryAfterMs
  }

  get statusCode(): number {
    return errors[this.code].status
  }
}
