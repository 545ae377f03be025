import { mkdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { TouchlineError } from '@touchline/contracts'
import { waitFor } from '@touchline/testing'
import t from 'tap'
import { createJanitor } from '../src/storage/janitor.ts'
import { openUploadFolders } from '../src/storage/upload-folders.ts'
import { image } from './file-fixtures.ts'
import { failure, fileOf, formOf, startUploads } from './harness.ts'
import { filePart, openUpload } from './raw-request.ts'

const HOUR_MS = 3_600_000

t.test('a client that goes away in the middle leaves nothing', async (t) => {
  const { port, names, settled, conversation } = await startUploads(t)
  for (const end of ['destroy', 'resetAndDestroy'] as const) {
    const connection = openUpload(t, port, { length: 150_000 })
    connection.socket.write(filePart('x'.repeat(100_000)).subarray(0, -2))
    await waitFor('the file to be received', async () => (await names('tmp')).length === 1)
    connection.socket[end]()
    await settled()
  }
  t.same(await names('files'), [])
  t.notOk(conversation.asked.includes('sendFile'))
})

t.test('a client that goes away after the last byte of the file, but before the end, sends nothing', async (t) => {
  const { port, names, settled, conversation } = await startUploads(t)
  const connection = openUpload(t, port, { length: 150_000 })
  connection.socket.write(filePart('x'.repeat(1_000)))
  connection.socket.write('--touchline-test')
  await waitFor('the file to be received', async () => (await names('tmp')).length === 1)
  connection.socket.destroy()
  await settled()
  t.same(await names('files'), [])
  t.notOk(conversation.asked.includes('sendFile'))
})

t.test('a repeated clientId answers with the stored message and keeps one file', async (t) => {
  const { upload, names, settled, get } = await startUploads(t)
  const picture = await image('png')
  const first = await upload(formOf(picture, 'a.png', { clientId: 'same' }))
  const second = await upload(formOf('another', 'b.txt', { clientId: 'same' }))
  t.equal(first.status, 201)
  t.equal(second.status, 200)
  t.same(second.body, first.body)
  await settled()
  t.equal((await names('files')).length, 2, 'the picture and its thumbnail')
  t.equal((await get(fileOf(first).url, { userId: 'coach' })).status, 200)
})

t.test('the answer of a repetition that made the message itself does not cost the file', async (t) => {
  const { upload, names, conversation, settled } = await startUploads(t)
  const { sendFile } = conversation
  // As when the way to the conversation service sends a request twice.
  conversation.sendFile = async (request) => {
    await sendFile(request)
    return sendFile(request)
  }
  const reply = await upload(formOf('x', 'a.txt', { clientId: 'same' }))
  t.equal(reply.status, 200)
  await settled()
  t.equal((await names('files')).length, 1)
})

t.test('a file whose message is refused is removed', async (t) => {
  const { upload, names, conversation, settled } = await startUploads(t)
  for (const code of ['CONVERSATION_READ_ONLY', 'RATE_LIMITED', 'CONVERSATION_NOT_FOUND'] as const) {
    conversation.before = () => Promise.reject(new TouchlineError(code))
    for (const draft of ['true', 'false']) {
      const reply = await upload(formOf(await image('png'), 'a.png', { draft }))
      t.match(failure(reply), code)
    }
  }
  await settled()
  t.same(await names('files'), [])
})

t.test('a file stays when nobody knows whether its message was stored', async (t) => {
  const { upload, names, conversation, uploadDir, app } = await startUploads(t)
  const folders = await openUploadFolders(uploadDir)
  let now = Date.now()
  const janitor = createJanitor({ commands: conversation, folders, log: app.log, now: () => now })

  // Stored, and the answer lost: by a connection that broke, by a service that failed afterwards.
  conversation.after = () => Promise.reject(new TouchlineError('UNAVAILABLE'))
  t.equal(failure(await upload(formOf('one', 'stored.txt', { clientId: 'c1' }))), '503 UNAVAILABLE')
  conversation.after = () => Promise.reject(new Error('anything'))
  t.equal(failure(await upload(formOf('one', 'stored-too.txt'))), '500 INTERNAL')
  // Not stored.
  conversation.before = () => Promise.reject(new TouchlineError('UNAVAILABLE'))
  t.equal(failure(await upload(formOf(await image('png'), 'lost.png'))), '503 UNAVAILABLE')
  t.equal(failure(await upload(formOf('two', 'lost-by-one-who-left.txt'), { userId: 'parent' })), '503 UNAVAILABLE')
  t.equal((await names('files')).length, 5)
  t.equal((await names('unsettled')).length, 4)

  await janitor.sweep()
  t.equal((await names('files')).length, 5, 'not while the command may still be under way')

  now += 2 * HOUR_MS
  conversation.members.get('batch')?.delete('parent')
  await janitor.sweep()
  const left = (await names('files')).map((name) => name.replace(/-\d{13}.*/, '')).sort()
  t.same(left, ['lost-by-one-who-left', 'stored', 'stored-too'], 'only what certainly has no message is removed')
  t.equal((await names('unsettled')).length, 1)

  conversation.members.get('batch')?.add('parent')
  await janitor.sweep()
  t.equal((await names('files')).length, 2)
  t.same(await names('unsettled'), [])

  conversation.before = async () => undefined
  conversation.after = async () => undefined
  const again = await upload(formOf('one', 'stored.txt', { clientId: 'c1' }))
  t.equal(again.status, 200, 'and the sender who tries again gets the message with its file')
  t.ok((await names('files')).includes(decodeURIComponent(fileOf(again).url.slice('/uploads/chat/'.length))))
})

t.test('the janitor removes what a dead process left, and drafts that nobody used', async (t) => {
  const { upload, names, conversation, uploadDir, app } = await startUploads(t)
  const folders = await openUploadFolders(uploadDir)
  const draft = await upload(formOf(await image('png'), 'draft.png', { draft: 'true' }))
  const sent = await upload(formOf('x', 'sent.txt'))
  t.equal(draft.status + sent.status, 402)
  const old = new Date(Date.now() - HOUR_MS - 1_000)
  await writeFile(join(folders.tmp, 'old'), 'x')
  await utimes(join(folders.tmp, 'old'), old, old)
  await writeFile(join(folders.tmp, 'new'), 'x')
  await writeFile(join(folders.unsettled, 'cut-off.json'), '{"userId":')
  await utimes(join(folders.unsettled, 'cut-off.json'), old, old)

  await createJanitor({ commands: conversation, folders, log: app.log }).sweep()
  t.same(await names('tmp'), ['new'])
  t.same(await names('unsettled'), [])
  t.same(
    (await names('files')).map((name) => name.slice(0, 4)),
    ['sent'],
  )
})

t.test('an upload of unknown outcome whose name was hidden meanwhile keeps its file; a draft is removed', async (t) => {
  const { upload, conversation, uploadDir, app, names, settled } = await startUploads(t)
  const folders = await openUploadFolders(uploadDir)
  // What is kept about a file when the conversation service finds a part of a contact in its name.
  const hide = (storedName: string) => {
    const kept = conversation.kept.get(storedName)
    if (kept === undefined) throw new Error(`${storedName} is not kept`)
    conversation.kept.delete(storedName)
    conversation.kept.set(storedName.replace(/^.*(?=-\d{13}-)/, 'hidden'), kept)
  }
  const storedNameOf = (reply: Awaited<ReturnType<typeof upload>>) => fileOf(reply).url.slice('/uploads/chat/'.length)
  const sent = storedNameOf(await upload(formOf('x', '98765.txt')))
  const draft = storedNameOf(await upload(formOf('x', '43210.txt', { draft: 'true' })))
  await settled()
  const note = { userId: 'coach', conversationId: 'batch', storedNames: [sent] }
  const old = new Date(Date.now() - HOUR_MS - 1_000)
  await writeFile(join(folders.unsettled, 'n.json'), JSON.stringify(note))
  await utimes(join(folders.unsettled, 'n.json'), old, old)
  hide(sent)
  hide(draft)

  await createJanitor({ commands: conversation, folders, log: app.log }).sweep()
  t.same(await names('unsettled'), [])
  t.same(await names('files'), [sent], 'the message has its file still')
})

t.test('a conversation service that is away does not keep the janitor from the rest', async (t) => {
  const { conversation, uploadDir, app, names } = await startUploads(t)
  const folders = await openUploadFolders(uploadDir)
  const old = new Date(Date.now() - HOUR_MS - 1_000)
  const note = { userId: 'coach', conversationId: 'batch', storedNames: ['a-1795380589776-1fab46811b65742a.png'] }
  await writeFile(join(folders.unsettled, 'n.json'), JSON.stringify(note))
  await utimes(join(folders.unsettled, 'n.json'), old, old)
  await writeFile(join(folders.tmp, 'old'), 'x')
  await utimes(join(folders.tmp, 'old'), old, old)
  const away = () => Promise.reject(new TouchlineError('UNAVAILABLE'))
  conversation.findFiles = away
  conversation.expireDrafts = away
  await createJanitor({ commands: conversation, folders, log: app.log }).sweep()
  t.same(await names('tmp'), [])
  t.same(await names('unsettled'), ['n.json'], 'what it could not ask about stays')
})

t.test('a disk that does not take the file', async (t) => {
  const { upload, uploadDir, names } = await startUploads(t)
  await rm(join(uploadDir, 'files'), { recursive: true })
  await writeFile(join(uploadDir, 'files'), 'in the way')
  t.equal(failure(await upload(formOf('x', 'a.txt'))), '503 UNAVAILABLE')
  t.same(await names('tmp'), [])
  await rm(join(uploadDir, 'files'))
  await mkdir(join(uploadDir, 'files'))
  await rm(join(uploadDir, 'tmp'), { recursive: true })
  t.equal(failure(await upload(formOf('x', 'a.txt'))), '503 UNAVAILABLE')
  await mkdir(join(uploadDir, 'tmp'))
  const reply = await upload(formOf('x', 'a.txt'))
  t.equal(reply.status, 201, 'and afterwards it works again')
  const stored = fileOf(reply).url.slice('/uploads/chat/'.length)
  t.equal(await readFile(join(uploadDir, 'files', stored), 'utf8'), 'x')
})
