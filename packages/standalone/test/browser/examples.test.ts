import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { restRoutes } from '@touchline/contracts'
import {
  apiClient,
  freePort,
  packClient,
  requesterOf,
  serviceToken,
  type Teardown,
  tempDir,
  testSecret,
  userToken,
} from '@touchline/testing'
import t from 'tap'
import { becomes } from './becomes.ts'
import { openChatAcademy } from './chat-page.ts'

const examples = fileURLToPath(new URL('../../../../examples', import.meta.url))
t.setTimeout(300_000)

const port = await freePort()
const platform = `http://127.0.0.1:${port}`
const academy = await openChatAcademy(t, { ALLOWED_ORIGINS: platform, WEB_PARENT_ORIGINS: platform })
await startPlatform(t, await examplesWithSdk(t))

/** The folder as its README has it after `npm install`: with the packed SDK and the one thing that it depends on. */
async function examplesWithSdk(t: Teardown): Promise<string> {
  const folder = await tempDir(t)
  await cp(examples, folder, { recursive: true })
  const { archive } = await packClient(t)
  const installed = join(folder, 'node_modules/@touchline/client')
  await mkdir(installed, { recursive: true })
  await promisify(execFile)('tar', ['-xzf', archive, '--strip-components=1', '-C', installed])
  const socketIo = dirname(fileURLToPath(import.meta.resolve('socket.io-client/package.json')))
  await symlink(socketIo, join(folder, 'node_modules/socket.io-client'))
  return folder
}

async function startPlatform(t: Teardown, folder: string): Promise<void> {
  const child = spawn(process.execPath, [join(folder, 'platform.mjs')], {
    env: { PORT: String(port), TOUCHLINE_URL: academy.url, JWT_SECRET: testSecret, SIGNED_IN: 'neha' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  t.teardown(async () => {
    child.kill()
    await ended
  })
  await once(createInterface({ input: child.stdout }), 'line')
}

t.test('the client of one’s own: what is sent in it is in the chat', async (t) => {
  const { page } = await academy.device({ device: 'phone' })
  await page.goto(`${platform}/own-client/`)
  await page.getByRole('listitem').first().waitFor()
  await page.getByRole('textbox', { name: 'Message' }).fill('Sent with twenty lines')
  await page.getByRole('button', { name: 'Send' }).click()
  await page
    .getByRole('listitem')
    .filter({ hasText: /^Neha \(Arjun’s mother\): Sent with twenty lines$/ })
    .waitFor()
  t.pass('stored, and received')
})

t.test('the embedded page: the platform’s own token signs in', async (t) => {
  const { page } = await academy.device({ permissions: ['clipboard-read', 'clipboard-write'] })
  await page.goto(`${platform}/embedded-page/`)
  const chat = page.frameLocator('iframe')
  await chat.getByRole('link', { name: /Under-12 badminton/ }).click()
  await chat.getByText('Arjun will be ten minutes late, sorry!').first().waitFor()
  t.notMatch(page.url(), /token/)
  t.notMatch(
    page
      .frames()
      .map((frame) => frame.url())
      .join(),
    /token/,
  )
  await chat.getByRole('article').last().getByRole('button', { name: 'Message actions' }).click()
  await chat.getByRole('menuitem', { name: 'Copy text' }).click()
  await chat.getByText('Copied').first().waitFor()
  await chat.getByRole('button', { name: /^Account of Neha/ }).click()
  await chat.getByRole('menuitemradio', { name: 'Dark' }).waitFor()
  t.equal(await chat.getByRole('menuitem').count(), 0, 'it is the platform that signs out')
})

t.test(
  'another person’s token in a frame: nothing of the first one is left, and what is not theirs is not open',
  async (t) => {
    const { page, network } = await academy.device()
    let signedIn = 'neha'
    await page.route(`${platform}/touchline`, (route) =>
      route.fulfill({ json: { url: academy.url, token: userToken(signedIn) } }),
    )
    const hand = (userId: string) => {
      signedIn = userId
      const message = JSON.stringify({ type: 'touchline:token', token: userToken(userId) })
      return page.evaluate(`document.querySelector('iframe').contentWindow.postMessage(${message}, '${academy.url}')`)
    }
    await page.goto(`${platform}/embedded-page/`)
    const chat = page.frameLocator('iframe')
    const account = (name: RegExp) => chat.getByRole('button', { name }).waitFor()
    const field = chat.getByRole('textbox', { name: 'Message' })
    const addressOf = () =>
      new URL(
        page
          .frames()
          .find((frame) => frame.url().startsWith(academy.url))
          ?.url() ?? '',
      ).hash
    const entry = chat.getByRole('link', { name: /Under-12 badminton/ })
    await entry.click()
    await chat.getByText('Arjun will be ten minutes late, sorry!').last().waitFor()
    await network.cut()
    await chat.getByText('You are offline.').waitFor()
    await field.fill('Neha is in a tunnel')
    await chat.getByRole('button', { name: 'Send' }).click()
    await chat.getByText('Waiting for a connection').waitFor()
    await field.fill('Neha has begun to write')
    await hand('daniel')
    await account(/^Account of daniel$/i)
    t.notMatch(await chat.locator('body').textContent(), /Neha|Arjun/, 'while nothing has come yet')
    await network.restore()
    await account(/^Account of Daniel .+/)
    await chat.getByText('Choose one on the left').waitFor()
    await becomes(t, async () => /^#?\/?$/.test(addressOf()), true)
    t.notMatch(await chat.locator('body').textContent(), /Neha|Arjun|does not exist/)
    t.equal(await chat.getByRole('alert').count(), 0)
    t.equal(await chat.getByText('You no longer take part').count(), 0, 'it was never theirs')

    await hand('neha')
    await account(/^Account of Neha/)
    await entry.click()
    const message = chat.getByRole('article').filter({ hasText: 'Neha is in a tunnel' })
    await message.getByText(/^(Sent|Delivered|Read)/).waitFor()
    t.equal(await message.count(), 1, 'what waited is sent when she is back, as hers')
    await field.fill('Neha has begun to write')
    const address = addressOf()
    await hand('vikram')
    await account(/^Account of Coach Vikram/)
    await message.waitFor()
    await becomes(t, async () => addressOf(), address, 'a conversation of both stays open')
    await becomes(t, () => field.inputValue(), '')
  },
)

t.test('a frame whose person is refused does not ask the platform’s page without an end', async (t) => {
  const { page } = await academy.device()
  let asked = 0
  await page.route(`${platform}/touchline`, async (route) => {
    asked += 1
    await route.fulfill({ json: { url: academy.url, token: userToken('sanjay') } })
  })
  await page.clock.install()
  await page.goto(`${platform}/embedded-page/`)
  const chat = page.frameLocator('iframe')
  await chat.getByRole('button', { name: /^Account of Sanjay/ }).waitFor()
  const directory = apiClient(requesterOf(academy.url), serviceToken())
  const body = { role: 'parent', displayName: 'Sanjay (Mira’s father)', active: false } as const
  await directory.call(restRoutes.putUser, { params: { id: 'sanjay' }, body })
  await chat.getByRole('heading', { name: 'Your sign-in has ended' }).waitFor()
  await page.clock.runFor(60_000)
  await chat.getByRole('heading', { name: 'Your sign-in has ended' }).waitFor()
  const before = asked
  await page.clock.runFor(60_000)
  t.equal(asked, before)
  t.ok(asked < 8, `asked ${asked} times`)
})

t.test('another page cannot show the chat', async (t) => {
  const page = await academy.browser.newPage()
  // Listened for before anything is loaded: it may be told before that has been waited for.
  const refused = page.waitForEvent('console', { predicate: (message) => message.text().includes('frame-ancestors') })
  // The same platform under another name is another origin.
  await page.goto(`http://localhost:${port}/embedded-page/`)
  await refused
  t.same(
    page.frames().filter((frame) => frame.url().startsWith(academy.url)),
    [],
    'the frame stays empty',
  )
  await page.close()
})

t.test('another page cannot hand a token over, nor hear anything, even in a browser that would show it', async (t) => {
  const page = await academy.browser.newPage()
  // As if the browser did not know what `frame-ancestors` means.
  await page.route(`${academy.url}/`, async (route) => {
    const response = await route.fetch()
    const headers = Object.fromEntries(
      Object.entries(response.headers()).filter(([name]) => name !== 'content-security-policy'),
    )
    await route.fulfill({ response, headers })
  })
  await page.addInitScript(`
    globalThis.heard = []
    if (window.parent === window) window.addEventListener('message', ({ data }) => heard.push(data))
  `)
  await page.goto(`http://localhost:${port}/embedded-page/`)
  const chat = page.frameLocator('iframe')
  await chat.getByRole('button', { name: /Coach Vikram/ }).waitFor()
  const message = { type: 'touchline:token', token: userToken('vikram') }
  await page.evaluate(`document.querySelector('iframe').contentWindow.postMessage(${JSON.stringify(message)}, '*')`)
  // Whatever was posted before this has been heard by now: messages to a window come in order.
  await chat.locator('body').evaluate(`new Promise((done) => {
    window.addEventListener('message', ({ source }) => { if (source === window) done() })
    window.postMessage('last', '*')
  })`)
  t.equal(await chat.getByRole('button', { name: /Coach Vikram/ }).count(), 1, 'nobody is signed in')
  t.same(await page.evaluate('heard'), [], 'and the chat has said nothing to it')
  await page.close()
})
