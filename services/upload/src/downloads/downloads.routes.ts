import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import { type ConversationCommands, DOWNLOAD_PREFIX, restRoutes, TouchlineError, validator } from '@touchline/contracts'
import { authenticateUser } from '@touchline/service-kit'
import { create as contentDisposition } from 'content-disposition'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isStoredName, isThumbnailName } from '../names/stored-name.ts'
import { followHiddenName } from '../storage/hidden-names.ts'
import type { UploadFolders } from '../storage/upload-folders.ts'
import { answerConditions } from './failed-conditions.ts'
import type { FileLinks } from './file-links.ts'

interface DownloadRouteOptions {
  commands: Pick<ConversationCommands, 'findFiles'>
  folders: UploadFolders
  links: FileLinks
  crossOrigin: boolean
}

const route = restRoutes.download
const params = validator(route.params)
const query = validator(route.querystring)

/** `GET` and `HEAD /uploads/chat/:filename`, for those who take part in the file's conversation at this moment. */
export async function serveDownloads(app: FastifyInstance, options: DownloadRouteOptions): Promise<void> {
  const { commands, folders, links, crossOrigin } = options
  // The app may serve static files elsewhere too; `sendFile` gets its folder with every call.
  await app.register(fastifyStatic, { serve: false, decorateReply: !app.hasReplyDecorator('sendFile') })
  answerConditions(app)

  async function download(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { link } = query.parse(request.query)
    const storedName = params.is(request.params) ? request.params.filename : ''
    const userId = link === undefined ? await authenticateUser(request) : links.verify(link, storedName)
    if (!isStoredName(storedName)) throw new TouchlineError('FILE_NOT_FOUND')
    const { files } = await commands.findFiles({ userId, storedNames: [storedName] })
    const file = files.find((found) => found.storedName === storedName)
    if (file === undefined) throw new TouchlineError('FILE_NOT_FOUND')
    if (!(await exists(join(folders.files, storedName))) && !(await followHiddenName(folders, storedName))) {
      request.log.error({ storedName }, 'a file that messages point to is missing')
      throw new TouchlineError('FILE_NOT_FOUND')
    }
    const mimeType = isThumbnailName(storedName) ? 'image/webp' : file.mimeType
    reply.headers({
      'content-type': mimeType.startsWith('text/') ? `${mimeType}; charset=utf-8` : mimeType,
      'content-disposition': contentDisposition(file.name, {
        // Only pictures are shown in place; a document that somebody else wrote opens outside of this origin.
        type: mimeType.startsWith('image/') ? 'inline' : 'attachment',
      }),
      // Kept by this person's browser, but asked about every time: whoever was removed gets it no more.
      'cache-control': 'private, no-cache',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
      'cross-origin-resource-policy': crossOrigin ? 'cross-origin' : 'same-origin',
      'referrer-policy': 'no-referrer',
    })
    return reply.sendFile(storedName, folders.files, { cacheControl: false, contentType: false, index: false })
  }

  app.route({ method: 'GET', url: route.url, handler: download })
  // Paths and names that are too long for the router answer like a file that does not exist.
  app.route({ method: 'GET', url: `${DOWNLOAD_PREFIX}*`, handler: download })
}

async function exists(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}
