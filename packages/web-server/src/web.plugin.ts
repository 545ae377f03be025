import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { cacheControl, pageHeaders } from './headers.ts'

export interface WebOptions {
  /** The folder that the page was built into. */
  dist: string
  /** Origins whose pages may embed the chat in a frame and hand a token over. None: nobody may. */
  parentOrigins: readonly string[]
}

/**
 * The chat's page at `/`, its hashed files below `/assets/`, and what it asks for at its start. The page keeps its place
 * behind the `#` of its address, so no other address is answered with it: what is no file of it stays a 404.
 *
 * Encapsulated: its headers are on nothing else.
 */
export async function webPlugin(app: FastifyInstance, { dist, parentOrigins }: WebOptions): Promise<void> {
  const headers = pageHeaders(parentOrigins)
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(headers)
  })
  const files = { preCompressed: true, index: false, cacheControl: false } as const
  await app.register(fastifyStatic, {
    ...files,
    root: join(dist, 'assets'),
    prefix: '/assets/',
    decorateReply: false,
    setHeaders: (reply) => reply.header('cache-control', cacheControl.hashed),
  })
  await app.register(fastifyStatic, {
    ...files,
    root: dist,
    wildcard: false,
    globIgnore: ['assets/**', 'index.html', '*.{br,gz}'],
    setHeaders: (reply) => reply.header('cache-control', cacheControl.page),
  })
  app.get('/', (_request, reply) => reply.sendFile('index.html'))
  app.get('/web-config.json', async (_request, reply) =>
    reply.header('cache-control', cacheControl.page).send({ parentOrigins }),
  )
}
