import { restRoutes } from '@touchline/contracts'
import { apiClient, requesterOf, serviceToken, userToken } from '@touchline/testing'
import t from 'tap'
import { becomes } from './becomes.ts'
import { messageOf, openBatch, openChatAcademy } from './chat-page.ts'

t.setTimeout(300_000)
const academy = await openChatAcademy(t)

t.test('until the first screen can be used, less than 200 kB come over the network, with hashed names', async (t) => {
  const { page } = await academy.device({ device: 'phone', extraHTTPHeaders: { 'accept-encoding': 'gzip' } })
  const weights = new Map<string, Promise<number>>()
  page.on('requestfinished', (request) => {
    const size = request.sizes().then((sizes) => sizes.responseBodySize)
    weights.set(new URL(request.url()).pathname, size)
  })
  const reply = await page.goto(academy.url)
  const policy = reply?.headers()['content-security-policy'] ?? ''
  t.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self';/)
  t.notMatch(policy, /unsafe/)
  await page.getByRole('button', { name: /Asha Menon/ }).waitFor()
  await page.waitForLoadState('networkidle')
  let total = 0
  for (const [path, weight] of weights) {
    total += await weight
    if (!['/', '/demo/people'].includes(path)) t.match(path, /^\/assets\/[\w-]+-[\w-]{8}\.(js|css|svg)$/)
  }
  t.comment(`first screen: ${weights.size} requests, ${total} bytes`)
  t.ok(weights.size > 3)
  t.ok(total > 100_000 && total < 200_000, `${total} bytes`)
})

t.test(
  'the token is out of the address at once, out of the history, and in no address that is asked for',
  async (t) => {
    const { page } = await academy.device()
    const token = userToken('neha')
    await page.addInitScript(`
    globalThis.addresses = []
    const look = () => { addresses.push(location.href); requestAnimationFrame(look) }
    requestAnimationFrame(look)
  `)
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url(), request.headers().referer ?? ''))
    page.on('websocket', (socket) => asked.push(socket.url()))
    await page.goto(`${academy.url}/#token=${token}`)
    await page.getByRole('link', { name: /Under-12 badminton/ }).waitFor()
    const drawn: string[] = await page.evaluate('addresses')
    t.notMatch(drawn.at(-1), /token/)
    const listed = drawn.findIndex((address) => !address.includes('token'))
    t.same(
      drawn.slice(listed).filter((address) => address.includes('token')),
      [],
      'it does not come back',
    )
    // The browser itself asks for the document; what is behind # is not sent with it.
    t.same(
      asked.slice(1).filter((address) => address.includes(token)),
      [],
    )
    t.equal(new URL(page.url()).hash, '')
    await openBatch(page)
    await page.goBack()
    t.notMatch(page.url(), /token/)
    await page.reload()
    await page.getByRole('link', { name: /Under-12 badminton/ }).waitFor()
    t.notMatch(page.url(), /token/)
  },
)

t.test('a conversation is shown at once when it is opened, without waiting for any timer', async (t) => {
  const { page } = await academy.device({ device: 'phone' })
  await page.clock.install()
  await page.goto(`${academy.url}/#token=${userToken('fatima')}`)
  await page.getByRole('link', { name: /Under-12 badminton/ }).waitFor()
  await page.waitForLoadState('networkidle')
  await page.clock.pauseAt(new Date(Date.now() + 60_000))
  await page.getByRole('link', { name: /Under-12 badminton/ }).evaluate((link: { click(): void }) => link.click())
  await messageOf(page, 'Saturday’s session starts at 7:30').waitFor({ state: 'attached' })
  t.pass('no timer has run')
})

t.test('who switches to somebody else leaves nothing half written to them', async (t) => {
  const { page } = await academy.device()
  await page.goto(academy.url)
  await page.getByRole('button', { name: /Neha/ }).click()
  await openBatch(page)
  await page.getByRole('textbox', { name: 'Message' }).fill('Between us, the coach')
  await openBatch(page, 'Under-15 football')
  await openBatch(page)
  const field = page.getByRole('textbox', { name: 'Message' })
  await becomes(t, () => field.inputValue(), 'Between us, the coach', 'it waits for her')
  await page.getByRole('button', { name: /^Account of Neha/ }).click()
  await page.getByRole('menuitem', { name: 'Switch person' }).click()
  await page.getByRole('button', { name: /Coach Vikram/ }).click()
  await openBatch(page)
  t.equal(await field.inputValue(), '')
})

t.test('code that cannot be had is told, and the page stays', async (t) => {
  const { page } = await academy.signIn('sanjay')
  await openBatch(page)
  await page.route(/emoji-panel/, (route) => route.abort())
  await page.getByRole('button', { name: 'Emoji' }).click()
  await page.getByText('That did not work without a connection.').first().waitFor()
  await page.unroute(/emoji-panel/)
  await messageOf(page, 'Saturday’s session starts at 7:30').first().waitFor()
  t.pass('the conversation is still there')
})

t.test('a sign-in that has ended says so, and another token goes on', async (t) => {
  const { page } = await academy.device({ device: 'phone' })
  await page.goto(`${academy.url}/#token=${userToken('neha', { expiresInSeconds: -10 })}`)
  await page.getByRole('status').getByRole('heading', { name: 'Your sign-in has ended' }).waitFor()
  // The same tab: the browser does not load the page anew for another token.
  await page.goto(`${academy.url}/#token=${userToken('neha')}`)
  await page.getByRole('button', { name: /^Account of Neha/ }).waitFor()
  await becomes(t, async () => new URL(page.url()).hash, '')
  await page.goto(`${academy.url}/#token=${userToken('vikram')}`)
  await page.getByRole('button', { name: /^Account of Coach Vikram/ }).waitFor()
  await becomes(t, async () => new URL(page.url()).hash, '', 'another person signs the first one out')
})

t.test('an Admin in no conversation finds the oversight, a Coach in none does not', async (t) => {
  const empty = await openChatAcademy(t, { DEMO: '0' })
  const platform = apiClient(requesterOf(empty.url), serviceToken())
  for (const [id, role] of [
    ['first', 'admin'],
    ['trainer', 'coach'],
  ] as const) {
    await platform.call(restRoutes.putUser, { params: { id }, body: { role, displayName: `The ${id}` } })
  }
  const open = async (userId: string) => {
    const { page } = await empty.device()
    await page.goto(`${empty.url}/#token=${userToken(userId)}`)
    await page.getByText('No conversations yet.').waitFor()
    return page
  }
  const admin = await open('first')
  await admin.getByRole('button', { name: 'Account of first' }).click()
  await admin.getByRole('menuitem', { name: 'Oversight' }).click()
  await admin.getByText('Nothing has been hidden so far.').waitFor()
  await admin.getByRole('link', { name: 'People' }).click()
  await admin.getByText('The trainer').waitFor()

  const coach = await open('trainer')
  const refused = coach.waitForResponse(/findings/)
  await coach.evaluate('location.hash = "#/admin/findings"')
  t.equal((await refused).status(), 403)
  await coach.getByText('Choose one on the left').waitFor()
  await coach.getByRole('button', { name: 'Account of trainer' }).click()
  await coach.getByRole('menuitem').first().waitFor()
  t.equal(await coach.getByRole('menuitem', { name: 'Oversight' }).count(), 0)
})
