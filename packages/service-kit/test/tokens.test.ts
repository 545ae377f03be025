import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Teardown } from '@touchline/testing'
import t from 'tap'
import { buildService, type ServiceConfig, subjectOf } from '../src/index.ts'

const secret = 'a secret for tests only, at least thirty-two bytes'
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const ed = generateKeyPairSync('ed25519')
const pem = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }).toString()
const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url')
const claims = { sub: 'asha', aud: 'touchline', exp: Math.floor(Date.now() / 1000) + 3_600 }

/** A token as any other software would sign it. */
function token(alg: string, key: KeyObject | string, { header = {}, payload = {} } = {}): string {
  const text = `${encode({ alg, typ: 'JWT', ...header })}.${encode({ ...claims, ...payload })}`
  return `${text}.${signature(alg, key, text).toString('base64url')}`
}

function signature(alg: string, key: KeyObject | string, text: string): Buffer {
  if (typeof key === 'string') return createHmac('sha256', key).update(text).digest()
  const hash = alg === 'EdDSA' ? null : 'sha256'
  return sign(hash, Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' })
}

async function verifier(t: Teardown, keys: Partial<ServiceConfig>) {
  const app = await buildService('test', {
    LOG_LEVEL: 'silent',
    ALLOWED_ORIGINS: '',
    JWT_AUDIENCE: 'touchline',
    ...keys,
  })
  t.teardown(() => app.close())
  await app.ready()
  return (given: string) =>
    app.verifyToken(given).then(
      (subject) => (subject.kind === 'user' ? subject.userId : subject.kind),
      (error: Error & { code?: string }) => error.code,
    )
}

t.test('HS256', async (t) => {
  const verify = await verifier(t, { JWT_SECRET: secret })
  t.equal(await verify(token('HS256', secret)), 'asha')
  t.equal(await verify(token('HS256', secret, { payload: { scope: 'directory' } })), 'service')
  t.equal(await verify(token('HS256', secret, { payload: { scope: 'chat directory' } })), 'service')
  t.equal(await verify(token('HS256', secret, { payload: { scope: 'directory-read' } })), 'asha')
  t.equal(await verify(token('HS256', secret, { payload: { aud: ['other', 'touchline'] } })), 'asha')
  for (const payload of [
    { aud: 'other' },
    { aud: 'touchline-2' },
    { aud: [] },
    { aud: undefined },
    { exp: undefined },
    { exp: 'never' },
    { exp: claims.exp - 7_200 },
    { sub: undefined },
    { sub: '' },
    { sub: 'a@b.example' },
    { sub: '__proto__' },
    { sub: 'asha\u0000' },
  ]) {
    t.equal(await verify(token('HS256', secret, { payload })), 'UNAUTHENTICATED', JSON.stringify(payload))
  }
  t.equal(await verify(token('RS256', rsa.privateKey)), 'UNAUTHENTICATED')
  t.equal(await verify(token('HS256', `${secret}!`)), 'UNAUTHENTICATED')
})

t.test('public keys pin their algorithm', async (t) => {
  const kinds = [
    { alg: 'RS256', pair: rsa },
    { alg: 'ES256', pair: ec },
    { alg: 'EdDSA', pair: ed },
  ]
  for (const { alg, pair } of kinds) {
    const verify = await verifier(t, { JWT_PUBLIC_KEY: pem(pair.publicKey) })
    t.equal(await verify(token(alg, pair.privateKey)), 'asha', alg)
    t.equal(await verify(token('HS256', pem(pair.publicKey))), 'UNAUTHENTICATED', `${alg}: its own text as a secret`)
    t.equal(await verify(`${encode({ alg: 'none' })}.${encode(claims)}.`), 'UNAUTHENTICATED', `${alg}: none`)
    for (const other of kinds.filter((kind) => kind.alg !== alg)) {
      t.equal(await verify(token(other.alg, other.pair.privateKey)), 'UNAUTHENTICATED', `${alg}: ${other.alg}`)
    }
    const stranger = alg === 'RS256' ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : undefined
    if (stranger !== undefined) t.equal(await verify(token(alg, stranger.privateKey)), 'UNAUTHENTICATED')
  }
  await t.rejects(verifier(t, { JWT_PUBLIC_KEY: pem(generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey) }), {
    message: /RSA, P-256 or Ed25519/,
  })
})

t.test('a published key set', async (t) => {
  const keys = [
    { ...rsa.publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' },
    { ...ec.publicKey.export({ format: 'jwk' }), kid: 'two', alg: 'ES256', use: 'sig' },
  ]
  let reads = 0
  const server = createServer((request, response) => {
    reads += 1
    response.writeHead(request.url === '/keys/jwks.json' ? 200 : 404, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ keys }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  const verify = await verifier(t, { JWKS_URL: `http://127.0.0.1:${port}/keys/jwks.json` })
  const from = (alg: string, key: KeyObject | string, kid?: string) => verify(token(alg, key, { header: { kid } }))

  t.equal(await from('RS256', rsa.privateKey, 'one'), 'asha')
  t.equal(await from('ES256', ec.privateKey, 'two'), 'asha')
  t.equal(await from('RS256', rsa.privateKey, 'two'), 'UNAUTHENTICATED', 'the name of another key')
  t.equal(await from('RS256', rsa.privateKey, 'three'), 'UNAUTHENTICATED', 'a name that is not published')
  const before = reads
  for (let made = 0; made < 20; made += 1) {
    t.equal(await from('RS256', rsa.privateKey, `made up ${made}`), 'UNAUTHENTICATED')
  }
  t.equal(reads, before, 'names that somebody makes up are not asked for again and again')
  t.equal(await from('RS256', rsa.privateKey), 'UNAUTHENTICATED', 'no name at all')
  t.equal(await from('HS256', pem(rsa.publicKey), 'one'), 'UNAUTHENTICATED', 'a published key as a secret')
  t.equal(await verify(`${encode({ alg: 'none', kid: 'one' })}.${encode(claims)}.`), 'UNAUTHENTICATED')
  t.equal(await verify('garbage'), 'UNAUTHENTICATED')
  keys.push({ ...ed.publicKey.export({ format: 'jwk' }), kid: 'three', alg: 'EdDSA', use: 'sig' })
  const { now } = Date
  t.teardown(() => {
    Date.now = now
  })
  Date.now = () => now() + 11_000
  t.equal(await from('EdDSA', ed.privateKey, 'three'), 'asha', 'a key that was added later')
  server.close()
  server.closeAllConnections()
  t.equal(await from('EdDSA', ed.privateKey, 'three'), 'asha', 'a key that is known works while the set is away')
  t.equal(await from('EdDSA', ed.privateKey, 'four'), 'UNAVAILABLE', 'of one that is not, nobody can tell')
})

t.test('an expiry beyond what a date can say is the last one', async (t) => {
  for (const exp of [1e15, 1e18]) {
    const { expiresAt } = subjectOf({ sub: 'asha', exp })
    t.equal(expiresAt.toISOString(), '9999-12-31T23:59:59.999Z')
  }
})
