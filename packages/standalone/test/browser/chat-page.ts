import type { AddressInfo } from 'node:net'
import { migrateDatabase } from '@touchline/conversation'
import { createTestDatabase, startBrowser, type Teardown, tempDir, testSecret, userToken } from '@touchline/testing'
import { ensureWebBuilt } from '@touchline/web-server'
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page, WebSocketRoute } from 'playwright-core'
import { buildStandalone, loadStandaloneConfig } from '../../src/index.ts'

/** What people hold in their hands. */
const devices = {
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
  desktop: { viewport: { width: 1280, height: 800 } },
} as const satisfies Record<string, BrowserContextOptions>

interface Seat extends BrowserContextOptions {
  device?: keyof typeof devices
}

/** The demo academy, served with its page as `pnpm start` does, and a browser to look at it with. */
interface ChatAcademy {
  url: string
  browser: Browser
  /** A device of somebody's own, on which nobody is signed in yet. Its page is blank. */
  device(seat?: Seat): Promise<Person>
  /** Somebody who is signed in with a token of the platform's, at the list of their conversations. */
  signIn(userId: string, seat?: Seat): Promise<Person>
}

interface Person {
  page: Page
  network: Network
  /** Another tab of the same browser, blank, with a network that is cut for itself. */
  tab(): Promise<Person>
}

// Deadlines that only a hang reaches, however busy the machine: everything below waits for what it waits for.
const PATIENCE_MS = 60_000

export async function openChatAcademy(t: Teardown, env: Record<string, string> = {}): Promise<ChatAcademy> {
  const faults: string[] = []
  // The last of all teardowns: one that throws keeps those after it from running.
  t.teardown(() => {
    if (faults.length > 0) throw new Error(`a page had faults:\n${faults.join('\n')}`)
  })
  const database = await createTestDatabase(t, { template: 'conversation', migrate: migrateDatabase })
  const config = loadStandaloneConfig(
    {
      JWT_SECRET: testSecret,
      LOG_LEVEL: 'silent',
      PORT: '0',
      DATABASE_URL: database.url,
      TOUCHLINE_DATA: await tempDir(t),
      ...env,
    },
    () => testSecret,
  )
  const { app } = await buildStandalone(config, { web: ensureWebBuilt(() => {}) })
  t.teardown(() => app.close())
  await app.listen({ host: '127.0.0.1', port: 0 })
  const address: AddressInfo | string | null = app.server.address()
  if (address === null || typeof address === 'string') throw new Error('the app listens on no port')
  const url = `http://127.0.0.1:${address.port}`
  const browser = await startBrowser(t)

  async function device({ device = 'desktop', ...options }: Seat = {}): Promise<Person> {
    const context = await browser.newContext({ ...devices[device], locale: 'en-IN', ...options })
    context.setDefaultTimeout(PATIENCE_MS)
    return tabOf(context)
  }
  async function tabOf(context: BrowserContext): Promise<Person> {
    const page = await context.newPage()
    noteFaults(page, faults)
    return { page, network: await networkOf(page), tab: () => tabOf(context) }
  }
  return {
    url,
    browser,
    device,
    async signIn(userId, seat) {
      const person = await device(seat)
      await person.page.goto(`${url}/#token=${userToken(userId)}`)
      await person.page.getByRole('navigation').getByRole('link').first().waitFor()
      return person
    },
  }
}

/** Notes what no page may do, whatever the test is about: throw, or be stopped by its own Content Security Policy. */
function noteFaults(page: Page, faults: string[]): void {
  page.on('pageerror', (error) => faults.push(error.stack ?? error.message))
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) faults.push(message.text())
  })
}

/** The way between a page and its server, which can be cut. */
interface Network {
  /** As in a tunnel: open sockets are gone, nothing can be reached. */
  cut(): Promise<void>
  restore(): Promise<void>
  /** While it answers true, what the server says over the socket is lost on the way; what the page says arrives. */
  loses(lose: (fromServer: string) => boolean): void
}

async function networkOf(page: Page): Promise<Network> {
  const open = new Set<WebSocketRoute>()
  const devtools = await page.context().newCDPSession(page)
  const setOffline = (offline: boolean) =>
    devtools.send('Network.emulateNetworkConditions', {
      offline,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: -1,
    })
  let isCut = false
  let lose = (_fromServer: string): boolean => false
  await page.routeWebSocket(/\/socket\.io\//, (route) => {
    if (isCut) {
      void route.close()
      return
    }
    const server = route.connectToServer()
    open.add(route)
    server.onMessage((message) => {
      if (typeof message === 'string' && lose(message)) return
      route.send(message)
    })
    route.onClose(() => {
      open.delete(route)
      void server.close()
    })
  })
  return {
    async cut() {
      isCut = true
      await setOffline(true)
      await Promise.all([...open].map((route) => route.close()))
    },
    async restore() {
      isCut = false
      await setOffline(false)
    },
    loses(decide) {
      lose = decide
    },
  }
}

/** Opens a batch conversation from the list, and waits until something of it, and not of the one before, can be read. */
export async function openBatch(page: Page, title = 'Under-12 badminton'): Promise<void> {
  await page.getByRole('link', { name: title }).click()
  await page.getByRole('feed', { name: title }).getByRole('article').last().waitFor()
}

/** Writes a message as a person does and sends it with the button. */
export async function send(page: Page, content: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).fill(content)
  await page.getByRole('button', { name: 'Send' }).click()
}

/** The message with this text, in the open conversation. */
export function messageOf(page: Page, content: string): Locator {
  return page.getByRole('article').filter({ hasText: content })
}

/** Until a message of the person's own is stored; whether it is read as well by then depends on who else looks. */
export async function isStored(page: Page, content: string): Promise<void> {
  await messageOf(page, content)
    .getByText(/^(Sent|Delivered|Read)/)
    .waitFor()
}

/** Until the messages have come to rest: for ten frames neither the list nor a message in it has moved. */
export async function scrolled(page: Page): Promise<void> {
  await page.evaluate(`(async () => {
    const places = () => {
      const feed = document.querySelector('[role=feed]')
      const rows = [...feed.querySelectorAll('article')].map((row) => {
        const { top, height } = row.getBoundingClientRect()
        return [row.dataset.row, top, height]
      })
      return JSON.stringify([feed.scrollTop, rows])
    }
    for (let [last, quiet] = ['', 0]; quiet < 10; ) {
      const now = places()
      quiet = now === last ? quiet + 1 : 0
      last = now
      await new Promise(requestAnimationFrame)
    }
  })()`)
}

/** Where something in the messages is. CSS pixels. */
interface Place {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Where something is once the messages have come to rest. */
export async function placeAtRest(page: Page, of: Locator): Promise<Place> {
  await of.waitFor()
  await scrolled(page)
  const box = await of.boundingBox()
  if (box === null) throw new Error(`${of} is not to be seen`)
  return box
}

/** A finger that rests on something until a menu is open, and is taken away then. */
export function longPress(page: Page, on: Locator): Promise<void> {
  return rest(page, on, () => page.getByRole('menu').waitFor())
}

/** A finger that rests on something until `done`, and is taken away then. */
export async function rest(page: Page, on: Locator, done: () => Promise<void>): Promise<void> {
  await on.scrollIntoViewIfNeeded()
  const { x, y } = await placeAtRest(page, on)
  const devtools = await page.context().newCDPSession(page)
  const at = { x: x + 8, y: y + 8 }
  await devtools.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [at] })
  await done()
  await devtools.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
}
