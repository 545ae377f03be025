import {
  type CommandName,
  type ConversationCommands,
  commands,
  type ErrorCode,
  isErrorCode,
  readPlainSendReply,
  TouchlineError,
  validator,
} from '@touchline/contracts'
import type { Static, TSchema } from 'typebox'
import { Pool } from 'undici'
import { COMMAND_PREFIX } from './command-path.ts'

export interface HttpCommandsOptions {
  /** Base URL of the conversation service. */
  url: string
  secret: string
  /** Milliseconds that one command may take. */
  timeoutMs?: number
}

export interface HttpCommands {
  commands: ConversationCommands
  close(): Promise<void>
}

interface Answer {
  readonly status: number
  readonly text: string
  readonly secretRefused: boolean
}

/**
 * The conversation service's commands over HTTP with kept-alive connections. A command whose outcome is unknown (the
 * connection broke, or no answer came in time) rejects with `UNAVAILABLE`: repeating a send is safe by its clientId.
 */
export function httpCommands({ url, secret, timeoutMs = 10_000 }: HttpCommandsOptions): HttpCommands {
  const pool = new Pool(url, {
    connections: 32,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    connectTimeout: 3_000,
  })
  const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' }

  /** Answers with the JSON of the reply. */
  async function call(name: CommandName, request: object): Promise<string> {
    const { status, text, secretRefused } = await post(name, JSON.stringify(request), isRepeatable(name, request))
    if (status === 200) return text
    if (secretRefused) throw internal('the conversation service refuses INTERNAL_SECRET')
    const body = parsed(text)
    throw new TouchlineError(codeOf(body), messageOf(body))
  }

  /** As `pool.request` does, without the streams that it makes, which cost more than all else of a small command. */
  function post(name: CommandName, body: string, repeatable: boolean): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const pieces: Buffer[] = []
      let status = 0
      let secretRefused = false
      pool.dispatch(
        {
          method: 'POST',
          path: `${COMMAND_PREFIX}${name}`,
          headers: repeatable ? { ...headers, 'x-repeatable': 'yes' } : headers,
          body,
        },
        {
          onRequestStart() {},
          onResponseStart(_, statusCode, answered) {
            status = statusCode
            secretRefused = answered['www-authenticate'] !== undefined
          },
          onResponseData: (_, piece) => void pieces.push(piece),
          onResponseEnd: () => resolve({ status, text: Buffer.concat(pieces).toString(), secretRefused }),
          onResponseError: (_, cause) => reject(new TouchlineError('UNAVAILABLE', undefined, { cause })),
        },
      )
    })
  }

  /** `readAtOnce` reads and checks in one the replies that it knows, and leaves the others. */
  function command<Request extends TSchema, Reply extends TSchema>(
    name: CommandName,
    shape: { request: Request; reply: Reply },
    readAtOnce: (text: string) => Static<Reply> | undefined = () => undefined,
  ) {
    const reply = validator(shape.reply)
    return async (request: Static<Request> & object): Promise<Static<Reply>> => {
      const text = await call(name, request)
      const known = readAtOnce(text)
      if (known !== undefined) return known
      const body = parsed(text)
      if (reply.is(body)) return body
      throw internal(`the reply to ${name} has another shape than this version expects`)
    }
  }

  return {
    commands: {
      openSessions: command('openSessions', commands.openSessions),
      sendMessages: command('sendMessages', commands.sendMessages, readPlainSendReply),
      editMessage: command('editMessage', commands.editMessage),
      deleteMessage: command('deleteMessage', commands.deleteMessage),
      markRead: command('markRead', commands.markRead),
      markDelivered: command('markDelivered', commands.markDelivered),
      announceConversation: command('announceConversation', commands.announceConversation),
      findPeers: command('findPeers', commands.findPeers),
      catchUp: command('catchUp', commands.catchUp),
      authorizeUpload: command('authorizeUpload', commands.authorizeUpload),
      createDraftFile: command('createDraftFile', commands.createDraftFile),
      sendFile: command('sendFile', commands.sendFile),
      findFiles: command('findFiles', commands.findFiles),
      expireDrafts: command('expireDrafts', commands.expireDrafts),
    },
    close: () => pool.close(),
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new TouchlineError('UNAVAILABLE', undefined, { cause })
  }
}

/** Tells a load balancer that it may hand the command to another replica when one dies over it. */
function isRepeatable(name: CommandName, request: object): boolean {
  const { repeatable } = commands[name]
  if (repeatable !== 'with clientIds') return repeatable === 'always'
  return 'sends' in request && Array.isArray(request.sends) && request.sends.every(hasClientId)
}

const hasClientId = (send: unknown): boolean =>
  typeof send === 'object' && send !== null && 'clientId' in send && Boolean(send.clientId)

function internal(reason: string): TouchlineError {
  return new TouchlineError('INTERNAL', undefined, { cause: new Error(reason) })
}

function codeOf(body: unknown): ErrorCode {
  const isCoded = typeof body === 'object' && body !== null && 'code' in body
  return isCoded && isErrorCode(body.code) ? body.code : 'UNAVAILABLE'
}

function messageOf(body: unknown): string | undefined {
  const hasText = typeof body === 'object' && body !== null && 'message' in body
  return hasText && typeof body.message === 'string' ? body.message : undefined
}
