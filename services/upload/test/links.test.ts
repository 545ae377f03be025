import { restRoutes, validator } from '@touchline/contracts'
import { testSecret, userToken } from '@touchline/testing'
import t from 'tap'
import { createFileLinks } from '../src/downloads/file-links.ts'
import { failure, fileOf, formOf, type Harness, linkSecret, replyOf, startUploads } from './harness.ts'

const linksReply = validator(restRoutes.createLinks.replies[200])

async function askLinks({ origin }: Harness, urls: unknown, userId = 'parent') {
  const response = await fetch(`${origin}/uploads/chat/links`, {
    method: 'POST',
    headers: { authorization: `Bearer ${userToken(userId)}`, 'content-type': 'application/json' },
    body: JSON.stringify({ urls }),
  })
  return replyOf(response)
}

t.test('links for what the caller may have, and for nothing else', async (t) => {
  const harness = await startUploads(t)
  const { upload, get, conversation } = harness
  const mine = fileOf(await upload(formOf('hello', 'für alle.txt'))).url
  const draft = fileOf(await upload(formOf('x', 'draft.txt', { draft: 'true' }))).url
  const foreign = [
    'https://else.example/a.png',
    `https://else.example${mine}`,
    '/api/chat/conversations',
    '__proto__',
    'constructor',
  ]
  const before = Date.now()
  const { status, body } = await askLinks(harness, [mine, mine, draft, ...foreign, `${mine}x`])
  t.equal(status, 200)
  const { links, expiresAt } = linksReply.parse(body)
  t.same(Object.keys(links), [mine])
  const validFor = Date.parse(expiresAt) - before
  t.ok(validFor > 598_000 && validFor <= 600_000, `valid for ${validFor} ms`)
  const response = await get(links[mine] ?? '')
  t.equal(response.status, 200)
  t.equal(await response.text(), 'hello')
  t.equal((await get(links[mine] ?? '', { headers: { range: 'bytes=0-1' } })).status, 206)
  t.equal((await get(links[mine] ?? '', { method: 'HEAD' })).status, 200)

  t.same(linksReply.parse((await askLinks(harness, [mine], 'stranger')).body).links, {})
  t.same(linksReply.parse((await askLinks(harness, [])).body).links, {})
  conversation.deactivated.add('parent')
  t.equal(failure(await askLinks(harness, [])), '401 UNAUTHENTICATED')
  for (const urls of [undefined, 'text', [1], [''], ['x'.repeat(2_049)], Array.from({ length: 201 }, () => mine)]) {
    t.equal(failure(await askLinks(harness, urls)), '400 VALIDATION')
  }
})

t.test('a link is checked again when it is used', async (t) => {
  const harness = await startUploads(t)
  const { upload, get, conversation } = harness
  const url = fileOf(await upload(formOf('hello', 'a.txt'))).url
  const link = linksReply.parse((await askLinks(harness, [url])).body).links[url] ?? ''
  conversation.members.get('batch')?.delete('parent')
  t.equal(failure(await replyOf(await get(link))), '404 FILE_NOT_FOUND', 'removed from the conversation')
  conversation.members.get('batch')?.add('parent')
  t.equal((await get(link)).status, 200)
  conversation.deactivated.add('parent')
  t.equal(failure(await replyOf(await get(link))), '401 UNAUTHENTICATED', 'deactivated')
})

t.test('only a link of ours, to this file, before it expires', async (t) => {
  // The worst case: one secret for everything.
  const harness = await startUploads(t, { linkSecret: testSecret })
  const { upload, get, origin } = harness
  const url = fileOf(await upload(formOf('hello', 'a.txt'))).url
  const other = fileOf(await upload(formOf('other', 'b.txt'))).url
  const storedName = url.slice('/uploads/chat/'.length)
  const token = (linksReply.parse((await askLinks(harness, [url])).body).links[url] ?? '').split('=')[1] ?? ''
  const late = createFileLinks(testSecret, () => Date.now() - 601_000)
  const elsewhere = createFileLinks(linkSecret)
  const [header, payload, signature] = token.split('.')
  const unsigned = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')
  const bad: [label: string, link: string][] = [
    ['empty', ''],
    ['nonsense', 'x'],
    ['expired', late.sign('parent', storedName, late.expiry())],
    ['of another secret', elsewhere.sign('parent', storedName, elsewhere.expiry())],
    ['an API token', userToken('parent')],
    [
      'an API token with the claims of a link',
      userToken('parent', { audience: 'touchline:file-link', claims: { file: storedName, iat: undefined } }),
    ],
    ['unsigned', `${unsigned}.${payload}.`],
    ['with another payload', `${header}.${Buffer.from('{"sub":"admin"}').toString('base64url')}.${signature}`],
  ]
  for (const [label, link] of bad) {
    t.equal(failure(await replyOf(await get(`${url}?link=${link}`))), '401 UNAUTHENTICATED', label)
    const both = await get(`${url}?link=${link}`, { userId: 'parent' })
    t.equal(failure(await replyOf(both)), '401 UNAUTHENTICATED', `${label}, with a good token beside it`)
  }
  t.equal(failure(await replyOf(await get(`${other}?link=${token}`))), '401 UNAUTHENTICATED', 'to another file')

  const asToken = await fetch(`${origin}/uploads/chat/links`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: '{"urls":[]}',
  })
  t.equal(failure(await replyOf(asToken)), '401 UNAUTHENTICATED', 'a link is no API token')
  t.equal(
    failure(await replyOf(await get(url, { headers: { authorization: `Bearer ${token}` } }))),
    '401 UNAUTHENTICATED',
  )
})
