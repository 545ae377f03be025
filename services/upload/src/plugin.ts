import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import type { ConversationCommands } from '@touchline/contracts'
import { parseAllowlist } from '@touchline/rules'
import type { FastifyInstance } from 'fastify'
import { createThumbnailer } from './content/thumbnail.ts'
import { serveDownloads } from './downloads/downloads.routes.ts'
import { createFileLinks } from './downloads/file-links.ts'
import { serveLinks } from './downloads/links.routes.ts'
import { createJanitor, keepSweeping } from './storage/janitor.ts'
import { openUploadFolders } from './storage/upload-folders.ts'
import { uploadMetrics } from './uploads/upload-metrics.ts'
import { serveUploads } from './uploads/uploads.routes.ts'
import { createUploads } from './uploads/uploads.service.ts'

/** What is asked of the conversation service. */
export type UploadCommands = Pick<
  ConversationCommands,
  'authorizeUpload' | 'createDraftFile' | 'sendFile' | 'findFiles' | 'expireDrafts'
>

export interface UploadOptions {
  /** The conversation service: over HTTP in a cluster, in the same process in standalone. */
  commands: UploadCommands
  /** Folder of all uploads; made when missing. One file system, because files are renamed within it. */
  uploadDir: string
  /** Bytes of the largest file that is accepted. */
  maxFileBytes: number
  /** What the key of download links is derived from; the same on every instance. */
  linkSecret: string
  /** `CONTACT_ALLOWLIST`: comma-separated contacts that may stay visible in file names. */
  contactAllowlist?: string
  /** Whether pages of other origins show these files (`ALLOWED_ORIGINS` is set). Default false. */
  crossOrigin?: boolean
}

/**
 * Uploads, downloads and links as one Fastify plugin. It is encapsulated: its body parsers and hooks are its own. It
 * needs the app of `buildService` (token verification, errors, readiness, metrics).
 */
export async function uploadPlugin(app: FastifyInstance, options: UploadOptions): Promise<void> {
  const { commands, maxFileBytes } = options
  const folders = await openUploadFolders(options.uploadDir)
  const metrics = uploadMetrics(app.metrics)
  const uploads = createUploads({
    commands,
    folders,
    log: app.log,
    allowlist: parseAllowlist(options.contactAllowlist ?? ''),
    thumbnail: createThumbnailer(app.log),
  })
  const links = createFileLinks(options.linkSecret)

  app.readiness.set('uploads', async () => {
    await access(folders.files, constants.W_OK)
    return true
  })
  await app.register(async (scope) => serveUploads(scope, { commands, uploads, folders, maxFileBytes, metrics }))
  await app.register(async (scope) =>
    serveDownloads(scope, { commands, folders, links, crossOrigin: options.crossOrigin ?? false }),
  )
  serveLinks(app, { commands, links })
  keepSweeping(app, createJanitor({ commands, folders, log: app.log }))
}
