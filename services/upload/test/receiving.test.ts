import t from 'tap'
import { failure, fileOf, formOf, startUploads } from './harness.ts'
import { closing, failureIn, field, filePart, openUpload, part, rawUpload } from './raw-request.ts'

const MAX = 200_000

t.test('a file of exactly the limit is taken, one byte more is not', async (t) => {
  const { upload, names, settled } = await startUploads(t, { maxFileBytes: MAX })
  const most = await upload(formOf('x'.repeat(MAX), 'a.txt'))
  t.equal(most.status, 201)
  t.equal(fileOf(most).size, MAX)
  t.equal(failure(await upload(formOf('x'.repeat(MAX + 1), 'a.txt'))), '413 FILE_TOO_LARGE')
  await settled()
  t.equal((await names('files')).length, 1)
})

t.test('a small limit, where the whole file is there before anybody looks', async (t) => {
  const { upload, names, settled } = await startUploads(t, { maxFileBytes: 10 })
  t.equal((await upload(formOf('x'.repeat(10), 'a.txt'))).status, 201)
  t.equal(failure(await upload(formOf('x'.repeat(11), 'a.txt'))), '413 FILE_TOO_LARGE')
  t.equal(failure(await upload(formOf('x'.repeat(1_000), 'a.txt'))), '413 FILE_TOO_LARGE')
  await settled()
  t.equal((await names('files')).length, 1)
})

t.test('the limit refuses at once, not when everything has been sent', async (t) => {
  const { port, settled, names } = await startUploads(t, { maxFileBytes: MAX })
  const declared = openUpload(t, port, { length: 50 * MAX })
  t.equal(failureIn(await declared.reply), '413 FILE_TOO_LARGE', 'by its declared length, before a byte of the body')

  const chunked = openUpload(t, port, { length: 'chunked' })
  const start = filePart('x'.repeat(MAX + 1)).subarray(0, -2)
  chunked.socket.write(`${start.length.toString(16)}\r\n`)
  chunked.socket.write(start)
  chunked.socket.write('\r\n')
  t.equal(failureIn(await chunked.reply), '413 FILE_TOO_LARGE', 'without one, while the client is still sending')

  const before = openUpload(t, port, { length: 'chunked' })
  const preamble = Buffer.alloc(MAX + 100_000, 'y')
  before.socket.write(`${preamble.length.toString(16)}\r\n`)
  before.socket.write(preamble)
  before.socket.write('\r\n')
  t.equal(failureIn(await before.reply), '413 FILE_TOO_LARGE', 'with an endless text before the first part')
  await settled()
  t.same(await names('files'), [])
})

t.test('only the known fields and then one file', async (t) => {
  const { port, conversation, settled, names } = await startUploads(t)
  const cases: [label: string, parts: Buffer[]][] = [
    ['no part at all', [closing]],
    ['no file', [field('content', 'hello'), closing]],
    ['a file under another name', [filePart('x', 'a.txt', 'attachment'), closing]],
    ['the file as a field', [field('file', 'x'), closing]],
    ['two files', [filePart('x'), filePart('y'), closing]],
    ['a field after the file', [filePart('x'), field('content', 'late'), closing]],
    ['an unknown field', [field('messageType', 'file'), filePart('x'), closing]],
    ['a field twice', [field('content', 'a'), field('content', 'b'), filePart('x'), closing]],
    ['many fields', [...Array.from({ length: 20 }, (_, index) => field(`f${index}`, 'x')), filePart('x'), closing]],
    ['content too long', [field('content', 'x'.repeat(4_001)), filePart('x'), closing]],
    ['content far too long', [field('content', 'x'.repeat(50_000)), filePart('x'), closing]],
    ['content with NUL', [field('content', 'a\0b'), filePart('x'), closing]],
    ['clientId too long', [field('clientId', 'x'.repeat(65)), filePart('x'), closing]],
    ['clientId empty', [field('clientId', ''), filePart('x'), closing]],
    ['draft neither true nor false', [field('draft', 'yes'), filePart('x'), closing]],
    [
      'content that is JSON',
      [
        part('Content-Disposition: form-data; name="content"\r\nContent-Type: application/json', '{}'),
        filePart('x'),
        closing,
      ],
    ],
    ['__proto__', [field('__proto__', 'x'), filePart('x'), closing]],
    ['a file called constructor', [filePart('x', 'a.txt', 'constructor'), closing]],
    ['no closing boundary', [filePart('x')]],
    ['cut in the middle of the headers', [filePart('x').subarray(0, 40)]],
    ['no multipart at all', [Buffer.from('hello')]],
  ]
  for (const [label, parts] of cases) {
    t.equal(failureIn(await rawUpload(t, port, parts)), '400 VALIDATION', label)
  }
  for (const contentType of [
    'application/json',
    'text/plain',
    'multipart/form-data',
    'multipart/mixed; boundary=x',
    'nonsense',
  ]) {
    t.equal(failureIn(await rawUpload(t, port, [Buffer.from('{}')], { contentType })), '400 VALIDATION', contentType)
  }
  await settled()
  t.same(await names('files'), [])
  t.notOk(conversation.asked.includes('sendFile'))
})

t.test('the fields go with the message', async (t) => {
  const { upload, conversation } = await startUploads(t)
  const content = '😀'.repeat(4_000)
  const reply = await upload(formOf('x', 'a.txt', { content, clientId: 'c-1', draft: 'false' }))
  t.equal(reply.status, 201)
  t.match(reply.body, { message: { content, clientId: 'c-1', messageType: 'file' } })
  t.equal((await upload(formOf('x', 'a.txt', { content: '' }))).status, 201, 'text may be empty with a file')
  const draft = await upload(formOf('x', 'a.txt', { draft: 'true' }))
  t.equal(draft.status, 201)
  t.match(draft.body, { file: { _id: /./, name: 'a.txt' } })
  t.same(
    conversation.asked.filter((name) => name !== 'authorizeUpload' && name !== 'expireDrafts'),
    ['sendFile', 'sendFile', 'createDraftFile'],
  )
})
