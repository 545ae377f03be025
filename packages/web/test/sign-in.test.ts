import t from 'tap'
import { claimsOf } from '../src/sign-in/claims.ts'
import { takeFragmentToken, watchFragmentTokens } from '../src/sign-in/fragment-token.ts'
import { connectParentPage } from '../src/sign-in/parent-page.ts'
import { TokenSource } from '../src/sign-in/token-source.ts'

function tokenOf(claims: object, signature = 'x'): string {
  return `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${signature}`
}

const now = Date.UTC(2026, 4, 4)
const inSeconds = (seconds: number) => Math.floor(now / 1_000) + seconds

t.test('a token is taken out of the address', async (t) => {
  const addresses: string[] = []
  const page = (hash: string) => ({
    location: { hash, pathname: '/chat/', search: '?a=1' },
    history: { replaceState: (_state: unknown, _unused: string, url: string) => void addresses.push(url) },
  })
  t.equal(takeFragmentToken(page('#token=a.b.c')), 'a.b.c')
  t.same(addresses, ['/chat/?a=1'], 'and is gone from it')
  t.equal(takeFragmentToken(page('#/c/123')), undefined)
  t.equal(addresses.length, 1, 'another address stays as it is')
  t.equal(takeFragmentToken(page('#token=')), undefined)

  const open = {
    ...page('#/c/123'),
    addEventListener: (_type: 'hashchange', listener: () => void) => {
      change = listener
    },
  }
  let change = () => {}
  const tokens: string[] = []
  watchFragmentTokens(open, (token) => void tokens.push(token))
  change()
  open.location.hash = '#token=d.e.f'
  change()
  t.same(tokens, ['d.e.f'], 'also from a link that is opened while the page is')
})

t.test('what a token says', async (t) => {
  t.same(claimsOf(tokenOf({ sub: 'नेहा', exp: 10 })), { sub: 'नेहा', expiresAt: 10_000 })
  t.same(claimsOf(tokenOf({ sub: 'a' })), { sub: 'a', expiresAt: Number.POSITIVE_INFINITY })
  for (const bad of ['', 'x', 'a.b.c', tokenOf({}), tokenOf([1])]) t.equal(claimsOf(bad), undefined, bad)
})

t.test('only the embedding page of an allowed origin hands over tokens', async (t) => {
  const said: unknown[][] = []
  const parent = { postMessage: (...message: unknown[]) => void said.push(message) }
  let listen: (event: MessageEvent) => void = () => t.fail('nothing listens')
  const window = {
    parent,
    addEventListener: (_type: 'message', listener: typeof listen) => {
      listen = listener
    },
  }
  const tokens: string[] = []
  const page = connectParentPage({
    window,
    allowedOrigins: ['https://academy.example'],
    onToken: (token) => void tokens.push(token),
  })
  const send = (source: unknown, origin: string, data: unknown) => listen(messageFrom(source, origin, data))
  const good = { type: 'touchline:token', token: 't' }
  send(parent, 'https://evil.example', good)
  send({}, 'https://academy.example', good)
  send(parent, 'https://academy.example', { type: 'other', token: 't' })
  send(parent, 'https://academy.example', { type: 'touchline:token', token: 7 })
  t.same(tokens, [])
  send(parent, 'https://academy.example', good)
  t.same(tokens, ['t'])
  page.ready()
  page.askForToken()
  t.same(said, [
    [{ type: 'touchline:ready' }, 'https://academy.example'],
    [{ type: 'touchline:token-needed' }, 'https://academy.example'],
  ])
})

function messageFrom(source: unknown, origin: string, data: unknown): MessageEvent {
  const event = new MessageEvent('message', { origin, data })
  Object.defineProperty(event, 'source', { value: source })
  return event
}

t.test('a token is replaced when it ends soon or was refused, and kept where there is no other', async (t) => {
  let time = now
  let renewals = 0
  let fails = false
  const renew = async () => {
    renewals += 1
    if (fails) throw new Error('no network')
    return tokenOf({ sub: 'a', exp: inSeconds(3_600) }, `${renewals}`)
  }
  const first = tokenOf({ sub: 'a', exp: inSeconds(600) }, 'first')
  const source = new TokenSource({ token: first, renew, now: () => time })
  t.equal(await source.provide(), first)
  time += 10_000
  t.equal(await source.provide(), first, 'a lost connection needs no other token')
  t.equal(renewals, 0)
  t.not(await source.provide(), first, 'asked again at once, it was refused')
  t.equal(renewals, 1)
  const brought = tokenOf({ sub: 'a', exp: inSeconds(3_600) }, 'brought')
  source.take(brought)
  t.equal(await source.provide(), brought, 'one that was brought without being asked for')
  t.equal(renewals, 1)
  time = now + 3_590_000
  fails = true
  t.ok(await source.provide(), 'near its end and without a network, it is still the best there is')
  t.equal(renewals, 2)
  time = now + 3_700_000
  await t.rejects(source.provide(), /no network/)
})
