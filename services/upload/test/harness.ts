import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Message, StoredFile, validator } from '@touchline/contracts'
import { buildService } from '@touchline/service-kit'
import { type Teardown, tempDir, testSecret, userToken, waitFor } from '@touchline/testing'
import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { type UploadOptions, uploadPlugin } from '../src/index.ts'
import { ConversationStandIn } from './conversation-stand-in.ts'

export const linkSecret = 'the internal secret of the tests'

export interface Harness {
  app: FastifyInstance
  /** `http://127.0.0.1:port`. */
  origin: string
  port: number
  conversation: ConversationStandIn
  uploadDir: string
  /** Posts a form to the batch conversation, as the coach unless said. */
  upload(form: FormData, options?: { userId?: string; conversationId?: string }): Promise<Reply>
  get(url: string, options?: { userId?: string; headers?: Record<string, string>; method?: string }): Promise<Response>
  /** Names in a folder below the upload folder. */
  names(folder: 'tmp' | 'files' | 'unsettled'): Promise<string[]>
  /** Passes once nothing is being received or undecided any more. */
  settled(): Promise<void>
}

export interface Reply {
  status: number
  body: unknown
}

export const serviceConfig = {
  LOG_LEVEL: 'silent',
  ALLOWED_ORIGINS: '',
  JWT_SECRET: testSecret,
  JWT_AUDIENCE: 'touchline',
} as const

/** The plugin in the app that every service is built as, listening, with a stand-in for the conversation service. */
export async function startUploads(t: Teardown, overrides: Partial<UploadOptions> = {}): Promise<Harness> {
  const uploadDir = await tempDir(t)
  const conversation = new ConversationStandIn()
  const app = await buildService('upload', serviceConfig)
  t.teardown(() => app.close())
  await app.register(uploadPlugin, {
    commands: conversation,
    uploadDir,
    maxFileBytes: 200_000,
    linkSecret,
    ...overrides,
  })
  const origin = await app.listen({ host: '127.0.0.1', port: 0 })
  const names = (folder: string) => readdir(join(uploadDir, folder))
  return {
    app,
    origin,
    port: Number(new URL(origin).port),
    conversation,
    uploadDir,
    names,
    async upload(form, { userId = 'coach', conversationId = 'batch' } = {}) {
      const response = await fetch(`${origin}/api/chat/conversations/${conversationId}/upload`, {
        method: 'POST',
        headers: { authorization: `Bearer ${userToken(userId)}` },
        body: form,
      })
      return { status: response.status, body: await response.json() }
    },
    get: (url, { userId, headers, method = 'GET' } = {}) =>
      fetch(`${origin}${url}`, {
        method,
        headers: { ...(userId === undefined ? {} : { authorization: `Bearer ${userToken(userId)}` }), ...headers },
      }),
    async settled() {
      await waitFor('nothing to be left behind', async () => {
        return (await names('tmp')).length === 0 && (await names('unsettled')).length === 0
      })
    },
  }
}

/** A form with the fields first and then the file, as clients send it. */
export function formOf(bytes: Uint8Array | string, name: string, fields: Record<string, string> = {}): FormData {
  const form = new FormData()
  for (const [key, value] of Object.entries(fields)) form.append(key, value)
  const part = typeof bytes === 'string' ? bytes : Uint8Array.from(bytes)
  form.append('file', new Blob([part], { type: 'image/png' }), name)
  return form
}

const messageReply = validator(Type.Object({ message: Message }))
const draftReply = validator(Type.Object({ file: StoredFile }))
const errorReply = validator(Type.Object({ statusCode: Type.Integer(), code: Type.String(), message: Type.String() }))

/** The file of the message that a successful upload answered with. Throws for any other reply. */
export function fileOf({ body }: Reply): StoredFile {
  if (messageReply.is(body) && body.message.file !== undefined) return body.message.file
  if (draftReply.is(body)) return body.file
  throw new Error(`no file in ${JSON.stringify(body)}`)
}

/** `413 FILE_TOO_LARGE`, for comparing; the status of the body must be that of the reply. */
export function failure({ status, body }: Reply): string {
  if (!errorReply.is(body) || body.statusCode !== status) return `${status} ${JSON.stringify(body)}`
  return `${status} ${body.code}`
}

export async function replyOf(response: Response): Promise<Reply> {
  return { status: response.status, body: await response.json() }
}
