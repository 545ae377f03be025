import { rm } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { serviceToken, userToken } from '@touchline/testing'
import t from 'tap'
import { image, pdf } from './file-fixtures.ts'
import { failure, fileOf, formOf, replyOf, startUploads } from './harness.ts'

const parent = { userId: 'parent' }

t.test('a participant gets the file with headers that let nothing run', async (t) => {
  const { upload, get } = await startUploads(t)
  const cases: [bytes: Buffer | string, name: string, type: string, disposition: string][] = [
    [await image('png'), 'a.png', 'image/png', 'inline; filename=a.png'],
    [
      pdf,
      'été "1".pdf',
      'application/pdf',
      'attachment; filename="?t? _1_.pdf"; filename*=UTF-8\'\'%C3%A9t%C3%A9%20_1_.pdf',
    ],
    ['hello', 'anna@example.com.txt', 'text/plain; charset=utf-8', 'attachment; filename="[hidden].txt"'],
  ]
  for (const [bytes, name, type, disposition] of cases) {
    const file = fileOf(await upload(formOf(bytes, name)))
    const response = await get(file.url, parent)
    t.equal(response.status, 200)
    t.ok(Buffer.from(await response.arrayBuffer()).equals(Buffer.from(bytes)))
    t.equal(response.headers.get('content-type'), type)
    t.equal(response.headers.get('content-disposition'), disposition)
    t.match(Object.fromEntries(response.headers), {
      'x-content-type-options': 'nosniff',
      'content-security-policy': /sandbox/,
      'cache-control': 'private, no-cache',
      'cross-origin-resource-policy': 'same-origin',
      'content-length': String(Buffer.byteLength(bytes)),
    })
  }
})

t.test('pages of other origins may show files only where there are such pages', async (t) => {
  const { upload, get } = await startUploads(t, { crossOrigin: true })
  const response = await get(fileOf(await upload(formOf('x', 'a.txt'))).url, parent)
  t.equal(response.headers.get('cross-origin-resource-policy'), 'cross-origin')
})

t.test('ranges and conditions', async (t) => {
  const { upload, get } = await startUploads(t)
  const { url } = fileOf(await upload(formOf('0123456789', 'a.txt')))
  const part = await get(url, { ...parent, headers: { range: 'bytes=2-4' } })
  t.equal(part.status, 206)
  t.equal(part.headers.get('content-range'), 'bytes 2-4/10')
  t.equal(await part.text(), '234')
  t.equal(await (await get(url, { ...parent, headers: { range: 'bytes=-3' } })).text(), '789')

  const beyond = await get(url, { ...parent, headers: { range: 'bytes=50-60' } })
  t.equal(beyond.status, 416)
  t.equal(beyond.headers.get('content-range'), 'bytes */10')
  t.equal(failure(await replyOf(beyond)), '416 VALIDATION')

  const whole = await get(url, parent)
  await whole.text()
  const etag = whole.headers.get('etag') ?? ''
  const modified = whole.headers.get('last-modified') ?? ''
  for (const headers of [{ 'if-none-match': etag }, { 'if-modified-since': modified }]) {
    // undici adds `Cache-Control: no-cache` to conditional requests unless told otherwise, and that asks for the bytes.
    const same = await get(url, { ...parent, headers: { 'cache-control': 'max-age=0', ...headers } })
    t.equal(same.status, 304, JSON.stringify(headers))
    t.equal(same.headers.get('cache-control'), 'private, no-cache')
    t.equal(await same.text(), '')
  }
  const changed = await get(url, { ...parent, headers: { 'if-none-match': '"other"' } })
  t.equal(changed.status, 200)
  await changed.text()
  const other = await get(url, { ...parent, headers: { 'if-match': '"other"' } })
  t.equal(failure(await replyOf(other)), '412 VALIDATION')
  const stale = await get(url, { ...parent, headers: { range: 'bytes=2-4', 'if-range': '"other"' } })
  t.equal(await stale.text(), '0123456789')

  const head = await get(url, { ...parent, method: 'HEAD' })
  t.equal(head.status, 200)
  t.equal(head.headers.get('content-length'), '10')
  t.equal(await head.text(), '')
  t.equal((await get(url, { method: 'HEAD' })).status, 401)
})

t.test('who takes no part now gets what is not there, at once and both ways', async (t) => {
  const { upload, get, conversation, uploadDir } = await startUploads(t)
  const file = fileOf(await upload(formOf(await image('png'), 'a.png')))
  const urls = [file.url, file.thumbnailUrl ?? '']
  const first = await get(file.url, parent)
  await first.arrayBuffer()
  const etag = first.headers.get('etag') ?? ''
  for (const url of urls) {
    t.equal(failure(await replyOf(await get(url, { userId: 'stranger' }))), '404 FILE_NOT_FOUND')
    t.equal(failure(await replyOf(await get(url))), '401 UNAUTHENTICATED')
    t.equal(
      failure(await replyOf(await get(url, { headers: { authorization: `Bearer ${serviceToken()}` } }))),
      '403 FORBIDDEN',
    )
    const expired = userToken('parent', { expiresInSeconds: -5 })
    t.equal(
      failure(await replyOf(await get(url, { headers: { authorization: `Bearer ${expired}` } }))),
      '401 UNAUTHENTICATED',
    )
  }
  conversation.members.get('batch')?.delete('parent')
  for (const url of urls) t.equal(failure(await replyOf(await get(url, parent))), '404 FILE_NOT_FOUND')
  const conditional = await get(file.url, {
    ...parent,
    headers: { 'if-none-match': etag, 'cache-control': 'max-age=0' },
  })
  t.equal(failure(await replyOf(conditional)), '404 FILE_NOT_FOUND', 'not even that it is unchanged')
  conversation.members.get('batch')?.add('parent')
  t.equal((await get(file.url, parent)).status, 200)
  conversation.deactivated.add('parent')
  t.equal(failure(await replyOf(await get(file.url, parent))), '401 UNAUTHENTICATED')

  const draft = fileOf(await upload(formOf('x', 'a.txt', { draft: 'true' })))
  t.equal((await get(draft.url, { userId: 'coach' })).status, 200, 'a draft is for its uploader')
  t.equal(failure(await replyOf(await get(draft.url, { userId: 'admin' }))), '404 FILE_NOT_FOUND')

  await rm(join(uploadDir, 'files', file.url.slice('/uploads/chat/'.length)))
  t.equal(failure(await replyOf(await get(file.url, { userId: 'coach' }))), '404 FILE_NOT_FOUND', 'lost from the disk')
})

t.test('path tricks find nothing', async (t) => {
  const { upload, port } = await startUploads(t)
  const name = fileOf(await upload(formOf('secret', 'a.txt'))).url.slice('/uploads/chat/'.length)
  const tricks = [
    '%2e%2e',
    '%2e%2e%2fpackage.json',
    `%2e%2e%2ffiles%2f${name}`,
    `..%5c${name}`,
    `../files/${name}`,
    `./${name}`,
    `/${name}`,
    `x/../${name}`,
    `${name}/`,
    `${name}%00`,
    `${name}%00.png`,
    `%00${name}`,
    `.${name}`,
    '%252e%252e',
    'links',
    '',
    `${'a'.repeat(5_000)}`,
    `${'%C3%A9'.repeat(400)}.txt`,
    name.toUpperCase(),
  ]
  for (const trick of tricks) {
    const reply = await rawGet(port, `/uploads/chat/${trick}`, userToken('coach'))
    t.equal(reply, '404 FILE_NOT_FOUND', trick.slice(0, 60))
  }
  t.equal(await rawGet(port, '/uploads/chat/%zz', userToken('coach')), '400 VALIDATION')
  t.equal(await rawGet(port, `/uploads/chat/${name}?other=1`, userToken('coach')), '400 VALIDATION')
  t.equal(await rawGet(port, `/uploads/chat/${name}?link=a&link=b`, userToken('coach')), '400 VALIDATION')
})

/** Sends the path as it is: `fetch` would tidy it up. */
function rawGet(port: number, path: string, token: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` }
    request({ host: '127.0.0.1', port, path, headers, agent: false }, (response) => {
      let text = ''
      response.on('data', (chunk) => {
        text += chunk
      })
      response.on('end', () => resolve(`${response.statusCode} ${/"code":"(\w+)"/.exec(text)?.[1]}`))
    })
      .on('error', reject)
      .end()
  })
}
