import { rm } from 'node:fs/promises'
import multipart from '@fastify/multipart'
import { type ConversationCommands, restRoutes, TouchlineError, validator } from '@touchline/contracts'
import { authenticateUser, publicError } from '@touchline/service-kit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { UploadFolders } from '../storage/upload-folders.ts'
import { drainUnread } from './drain.ts'
import { receiveUpload } from './receive-upload.ts'
import type { UploadMetrics } from './upload-metrics.ts'
import type { Uploads } from './uploads.service.ts'

interface UploadRouteOptions {
  commands: Pick<ConversationCommands, 'authorizeUpload'>
  uploads: Uploads
  folders: UploadFolders
  maxFileBytes: number
  metrics: UploadMetrics
}

/** Bytes of a body beside the file: the fields, the headers of the parts and their boundaries. */
const AROUND_FILE_BYTES = 64 * 1024
/** Milliseconds that a client may go on sending after its reply. */
const DRAIN_MS = 10_000

const route = restRoutes.upload
const params = validator(route.params)

/** `POST /api/chat/conversations/:id/upload`. Token and rights are checked before a byte of the body is read. */
export async function serveUploads(app: FastifyInstance, options: UploadRouteOptions): Promise<void> {
  const { commands, uploads, folders, maxFileBytes, metrics } = options
  const maxBodyBytes = maxFileBytes + AROUND_FILE_BYTES
  const callers = new WeakMap<FastifyRequest, { userId: string; conversationId: string }>()
  // JSON and text have no business here: anything but multipart is refused unread.
  app.removeAllContentTypeParsers()
  await app.register(multipart, { throwFileSizeLimit: false })

  app.addHook('onError', async (_request, _reply, error) => metrics.count(publicError(error).code))
  app.addHook('onSend', async (request) => drainUnread(request, { bytes: maxBodyBytes, ms: DRAIN_MS }))

  app.route({
    method: route.method,
    url: route.url,
    bodyLimit: maxBodyBytes,
    onRequest: async (request) => {
      const userId = await authenticateUser(request)
      const { id: conversationId } = params.parse(request.params)
      await commands.authorizeUpload({ userId, conversationId })
      if (Number(request.headers['content-length']) > maxBodyBytes) throw new TouchlineError('FILE_TOO_LARGE')
      callers.set(request, { userId, conversationId })
    },
    handler: async (request, reply) => {
      const caller = callers.get(request)
      if (caller === undefined) throw new TouchlineError('UNAUTHENTICATED')
      const received = await receiveUpload(request, { folder: folders.tmp, maxFileBytes, maxBodyBytes })
      try {
        const { outcome, body, extension } = await uploads.store(received, caller)
        metrics.count(outcome, extension)
        if (outcome !== 'repeated') metrics.addBytes(received.size)
        return await reply.code(outcome === 'repeated' ? 200 : 201).send(body)
      } finally {
        await rm(received.path, { force: true })
      }
    },
  })
}
