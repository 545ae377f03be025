import { commands, validator } from '@touchline/contracts'
import { buildService, loadConfig } from '@touchline/service-kit'
import { tempDir, testSecret, userToken } from '@touchline/testing'
import Fastify from 'fastify'
import t from 'tap'
import { buildUploadService, UploadConfig, uploadPlugin } from '../src/index.ts'
import { ConversationStandIn } from './conversation-stand-in.ts'
import { fileOf, formOf, linkSecret, replyOf, serviceConfig, startUploads } from './harness.ts'
import { closing, filePart, openUpload, rawUpload } from './raw-request.ts'

const env = { INTERNAL_SECRET: linkSecret, JWT_SECRET: testSecret, CONVERSATION_URL: 'http://conversation:3000' }

const requests = {
  authorizeUpload: validator(commands.authorizeUpload.request),
  sendFile: validator(commands.sendFile.request),
  findFiles: validator(commands.findFiles.request),
  expireDrafts: validator(commands.expireDrafts.request),
}

t.test('configuration', async (t) => {
  t.match(loadConfig(UploadConfig, env), { UPLOAD_DIR: '/data/uploads', MAX_FILE_BYTES: 10_485_760 })
  t.throws(() => loadConfig(UploadConfig, { ...env, CONVERSATION_URL: undefined }), /CONVERSATION_URL is required/)
  t.throws(() => loadConfig(UploadConfig, { ...env, MAX_FILE_BYTES: '10MB' }), /MAX_FILE_BYTES/)
})

t.test('the service asks the conversation service over HTTP', async (t) => {
  const conversation = new ConversationStandIn()
  const internal = Fastify()
  t.teardown(() => internal.close())
  const handlers: Record<string, (body: unknown) => Promise<unknown>> = {
    authorizeUpload: async (body) => conversation.authorizeUpload(requests.authorizeUpload.parse(body)),
    sendFile: async (body) => conversation.sendFile(requests.sendFile.parse(body)),
    findFiles: async (body) => conversation.findFiles(requests.findFiles.parse(body)),
    expireDrafts: async (body) => conversation.expireDrafts(requests.expireDrafts.parse(body)),
  }
  for (const [name, handle] of Object.entries(handlers)) {
    internal.post(`/internal/${name}`, async (request) => handle(request.body))
  }
  const app = await buildUploadService(
    loadConfig(UploadConfig, {
      ...env,
      CONVERSATION_URL: await internal.listen({ host: '127.0.0.1', port: 0 }),
      UPLOAD_DIR: await tempDir(t),
      MAX_FILE_BYTES: '1000',
      LOG_LEVEL: 'silent',
    }),
  )
  t.teardown(() => app.close())
  const origin = await app.listen({ host: '127.0.0.1', port: 0 })
  const authorization = `Bearer ${userToken('coach')}`
  const post = (form: FormData) =>
    fetch(`${origin}/api/chat/conversations/batch/upload`, { method: 'POST', headers: { authorization }, body: form })
  const reply = await replyOf(await post(formOf('hello', 'a.txt', { clientId: 'c' })))
  t.equal(reply.status, 201)
  const response = await fetch(`${origin}${fileOf(reply).url}`, { headers: { authorization } })
  t.equal(await response.text(), 'hello')
  t.equal((await post(formOf('x'.repeat(1_001), 'a.txt'))).status, 413)
  t.equal((await fetch(`${origin}/ready`)).status, 200)
})

t.test('other routes of the same app keep their parsers, hooks and errors', async (t) => {
  const app = await buildService('all', serviceConfig)
  t.teardown(() => app.close())
  app.post('/before', async (request) => ({ got: request.body }))
  await app.register(uploadPlugin, {
    commands: new ConversationStandIn(),
    uploadDir: await tempDir(t),
    maxFileBytes: 1_000,
    linkSecret,
  })
  app.post('/after', async (request) => ({ got: request.body }))
  app.get('/broken', async () => {
    throw Object.assign(new Error('teapot'), { status: 416 })
  })
  for (const url of ['/before', '/after']) {
    t.same((await app.inject({ method: 'POST', url, payload: { a: 1 } })).json(), { got: { a: 1 } })
    const form = await app.inject({
      method: 'POST',
      url,
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
      payload: '--x--',
    })
    t.match(form.json(), { statusCode: 400, code: 'VALIDATION' })
    const large = await app.inject({ method: 'POST', url, payload: { a: 'x'.repeat(70_000) } })
    t.equal(large.statusCode, 413)
  }
  t.equal((await app.inject('/broken')).statusCode, 500)
  t.match((await app.inject('/nowhere')).json(), { code: 'NOT_FOUND' })
  const metrics = await app.inject('/metrics')
  t.notMatch(metrics.body, /touchline_uploads_total\{/, 'what fails elsewhere counts as no upload')
})

t.test('metrics and readiness', async (t) => {
  const { upload, origin, port, names } = await startUploads(t)
  await upload(formOf('hello', 'a.txt', { clientId: 'c' }))
  await upload(formOf('hello', 'a.txt', { clientId: 'c' }))
  await upload(formOf('hello', 'a.csv', { draft: 'true' }))
  await upload(formOf('<html>', 'a.txt'))
  await upload(formOf('hello', 'a.txt'), { userId: 'stranger' })
  await rawUpload(t, port, [filePart('x')])
  const aborted = openUpload(t, port, { length: 10_000 })
  aborted.socket.write(Buffer.concat([filePart('x'), closing]).subarray(0, 100))
  aborted.socket.end()
  await aborted.reply
  const text = await (await fetch(`${origin}/metrics`)).text()
  for (const line of [
    'touchline_uploads_total{outcome="stored",type="txt"} 1',
    'touchline_uploads_total{outcome="repeated",type="txt"} 1',
    'touchline_uploads_total{outcome="draft",type="csv"} 1',
    'touchline_uploads_total{outcome="FILE_TYPE_NOT_ALLOWED",type="unknown"} 1',
    'touchline_uploads_total{outcome="CONVERSATION_NOT_FOUND",type="unknown"} 1',
    'touchline_upload_bytes_total 10',
  ]) {
    t.ok(text.includes(line), line)
  }
  t.same(await (await fetch(`${origin}/ready`)).json(), { status: 'ready', checks: { uploads: true } })
  t.equal((await names('files')).length, 2)
})
