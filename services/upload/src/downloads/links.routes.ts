import { type ConversationCommands, restRoutes } from '@touchline/contracts'
import { serve } from '@touchline/service-kit'
import type { FastifyInstance } from 'fastify'
import { storedNameIn } from '../names/stored-name.ts'
import type { FileLinks } from './file-links.ts'

interface LinkRouteOptions {
  commands: Pick<ConversationCommands, 'findFiles'>
  links: FileLinks
}

/** `POST /uploads/chat/links`. Addresses that are foreign, or of files that the caller may not have, are left out. */
export function serveLinks(app: FastifyInstance, { commands, links }: LinkRouteOptions): void {
  serve(app, restRoutes.createLinks, async ({ userId, body: { urls } }) => {
    const wanted = new Map<string, string>()
    for (const url of urls) {
      const storedName = storedNameIn(url)
      if (storedName !== undefined) wanted.set(url, storedName)
    }
    const storedNames = [...new Set(wanted.values())]
    // Asked even for nothing, so that a deactivated person is refused here too.
    const { files } = await commands.findFiles({ userId, storedNames })
    const readable = new Set(files.map((file) => file.storedName))
    const expiresAt = links.expiry()
    const made = [...wanted]
      .filter(([, storedName]) => readable.has(storedName))
      .map(([url, storedName]) => [url, `${url}?link=${links.sign(userId, storedName, expiresAt)}`] as const)
    return { status: 200 as const, body: { links: Object.fromEntries(made), expiresAt: expiresAt.toISOString() } }
  })
}
