import { buildService, httpCommands, listOf } from '@touchline/service-kit'
import type { FastifyInstance } from 'fastify'
import type { UploadConfig } from './config.ts'
import { uploadPlugin } from './plugin.ts'

/** The upload service as a Fastify app that asks the conversation service over HTTP; not listening yet. */
export async function buildUploadService(config: UploadConfig): Promise<FastifyInstance> {
  const app = await buildService('upload', config)
  const conversation = httpCommands({ url: config.CONVERSATION_URL, secret: config.INTERNAL_SECRET })
  app.addHook('onClose', () => conversation.close())
  await app.register(uploadPlugin, {
    commands: conversation.commands,
    uploadDir: config.UPLOAD_DIR,
    maxFileBytes: config.MAX_FILE_BYTES,
    linkSecret: config.INTERNAL_SECRET,
    contactAllowlist: config.CONTACT_ALLOWLIST,
    crossOrigin: listOf(config.ALLOWED_ORIGINS).length > 0,
  })
  return app
}
