import { once } from 'node:events'
import { serviceToken, userToken } from '@touchline/testing'
import t from 'tap'
import { failure, formOf, startUploads } from './harness.ts'
import { closing, failureIn, filePart, openUpload, rawUpload } from './raw-request.ts'

const refusals: [
  label: string,
  options: { userId?: string; conversationId?: string; token?: string },
  failure: string,
][] = [
  ['somebody who takes no part', { userId: 'stranger' }, '404 CONVERSATION_NOT_FOUND'],
  ['a conversation that does not exist', { conversationId: 'nowhere' }, '404 CONVERSATION_NOT_FOUND'],
  ['a direct conversation', { conversationId: 'direct' }, '403 RULE_FILES_BATCH_ONLY'],
  ['no token', { token: '' }, '401 UNAUTHENTICATED'],
  ['a bad token', { token: 'x.y.z' }, '401 UNAUTHENTICATED'],
  ['an expired token', { token: userToken('coach', { expiresInSeconds: -10 }) }, '401 UNAUTHENTICATED'],
  ['a service token', { token: serviceToken() }, '403 FORBIDDEN'],
  ['a deactivated person', { userId: 'admin' }, '401 UNAUTHENTICATED'],
]

t.test('rights are checked before a byte of the body is sent', async (t) => {
  const { port, conversation, names } = await startUploads(t)
  conversation.deactivated.add('admin')
  for (const [label, options, expected] of refusals) {
    const connection = openUpload(t, port, { length: 100_000, ...options })
    t.equal(failureIn(await connection.reply), expected, label)
    t.equal(connection.socket.bytesWritten < 1_000, true, `${label}: only the headers were sent`)
    t.same(await names('tmp'), [], label)
  }
})

t.test('the token comes before the rights, the rights before the form', async (t) => {
  const { port, conversation } = await startUploads(t)
  t.equal(
    failureIn(await rawUpload(t, port, [Buffer.from('{}')], { token: 'x', contentType: 'text/plain' })),
    '401 UNAUTHENTICATED',
  )
  t.notOk(conversation.asked.includes('authorizeUpload'))
  t.equal(
    failureIn(await rawUpload(t, port, [Buffer.from('{}')], { userId: 'stranger', contentType: 'text/plain' })),
    '404 CONVERSATION_NOT_FOUND',
  )
})

t.test('a refused client that goes on sending can still read its reply, and is cut off in the end', async (t) => {
  const { port, upload, settled } = await startUploads(t, { maxFileBytes: 500_000 })
  t.equal(
    failure(await upload(formOf('x'.repeat(400_000), 'a.txt'), { userId: 'stranger' })),
    '404 CONVERSATION_NOT_FOUND',
    'a client that reads only when it has sent everything',
  )

  // The same connection goes on to the next request.
  const patient = openUpload(t, port, { length: 100_000, userId: 'stranger' })
  await patient.reply
  patient.socket.write(Buffer.alloc(100_000))
  patient.socket.write('GET /health HTTP/1.1\r\nHost: test\r\n\r\n')
  while (!patient.received().includes('"status":"ok"')) await once(patient.socket, 'data')
  t.pass('a body within the limit is taken in, and the connection kept')

  const endless = openUpload(t, port, { length: 1_000_000_000, userId: 'stranger' })
  t.equal(failureIn(await endless.reply), '404 CONVERSATION_NOT_FOUND')
  const chunk = Buffer.alloc(64 * 1024)
  const pump = () => endless.socket.write(chunk, (error) => (error ? undefined : setImmediate(pump)))
  const since = Date.now()
  const closed = new Promise((resolve) => endless.socket.once('close', resolve))
  pump()
  await closed
  t.ok(Date.now() - since < 8_000, 'by the bytes, not by the time')
  t.ok(endless.socket.bytesWritten < 20_000_000, `cut off after ${endless.socket.bytesWritten} bytes`)
  await settled()
})

t.test('a reply that needs less than was sent does not leave the connection hanging', async (t) => {
  const { port } = await startUploads(t)
  const whole = Buffer.concat([filePart('hello'), closing])
  const connection = openUpload(t, port, { length: whole.length + 50_000 })
  connection.socket.write(whole)
  connection.socket.write(Buffer.alloc(50_000, 'z'))
  t.match(await connection.reply, /^HTTP\/1\.1 201 /, 'what follows the last boundary is ignored')
})
