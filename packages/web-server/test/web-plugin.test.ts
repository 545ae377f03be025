import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import Fastify from 'fastify'
import t, { type Test } from 'tap'
import { pageHeaders, webPlugin } from '../src/index.ts'
import { precompress } from '../src/precompress.ts'

const script = `console.log('${'x'.repeat(4_000)}')`

/** A server of a page as Vite builds one. */
async function servePage(t: Test, parentOrigins: string[] = []) {
  const dist = await mkdtemp(join(tmpdir(), 'touchline-page-'))
  t.teardown(() => rm(dist, { recursive: true }))
  await mkdir(join(dist, 'assets'))
  await mkdir(join(dist, '.vite'))
  await writeFile(join(dist, 'index.html'), '<!doctype html><title>Touchline</title>')
  await writeFile(join(dist, '.vite/manifest.json'), '{}')
  await writeFile(join(dist, 'assets/index-abc123.js'), script)
  await precompress(dist)
  const app = Fastify()
  t.teardown(() => app.close())
  app.get('/api/thing', async () => ({}))
  await app.register(webPlugin, { dist, parentOrigins })
  return app
}

t.test('the page is asked for again each time, a hashed file never', async (t) => {
  const app = await servePage(t)
  const page = await app.inject('/')
  t.equal(page.statusCode, 200)
  t.match(page.headers['content-type'], /^text\/html; charset=utf-8/i)
  t.equal(page.headers['cache-control'], 'no-cache')
  const again = await app.inject({ url: '/', headers: { 'if-none-match': String(page.headers.etag) } })
  t.equal(again.statusCode, 304)

  const file = await app.inject('/assets/index-abc123.js')
  t.equal(file.body, script)
  t.equal(file.headers['cache-control'], 'public, max-age=31536000, immutable')
})

t.test('files go out as they were compressed beforehand', async (t) => {
  const app = await servePage(t)
  for (const [encoding, unpack] of [
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ] as const) {
    const reply = await app.inject({ url: '/assets/index-abc123.js', headers: { 'accept-encoding': encoding } })
    t.equal(reply.headers['content-encoding'], encoding)
    t.match(reply.headers['content-type'], /javascript/)
    t.match(reply.headers.vary, /accept-encoding/i)
    t.equal(reply.headers['cache-control'], 'public, max-age=31536000, immutable')
    t.ok(reply.rawPayload.length < 200)
    t.equal(unpack(reply.rawPayload).toString(), script)
  }
})

t.test('what is no file of the page is not found, and the page does not stand in for it', async (t) => {
  const app = await servePage(t)
  for (const url of [
    '/assets/index-old.js',
    '/assets/',
    '/c/1',
    '/.vite/manifest.json',
    '/assets/../index.html',
    '/api/x',
  ]) {
    const reply = await app.inject(url)
    t.ok([403, 404].includes(reply.statusCode), `${url}: ${reply.statusCode}`)
    t.match(reply.headers['content-type'], /json/, url)
    t.notMatch(reply.headers['cache-control'], /immutable/, url)
  }
})

t.test('scripts and frames only as the policy says, and on the page alone', async (t) => {
  const closed = await servePage(t)
  const { 'content-security-policy': policy } = (await closed.inject('/')).headers
  t.notMatch(policy, /unsafe/)
  t.match(policy, /default-src 'none'; script-src 'self'; style-src 'self';/)
  t.match(policy, /frame-ancestors 'none'$/)
  t.equal((await closed.inject('/api/thing')).headers['content-security-policy'], undefined)
  t.same((await closed.inject('/web-config.json')).json(), { parentOrigins: [] })

  const origins = ['https://academy.example', 'http://localhost:3000']
  const open = await servePage(t, origins)
  const reply = await open.inject('/')
  t.match(reply.headers, pageHeaders(origins))
  t.match(
    reply.headers['content-security-policy'],
    /frame-ancestors https:\/\/academy\.example http:\/\/localhost:3000$/,
  )
  t.same((await open.inject('/web-config.json')).json(), { parentOrigins: origins })
})
