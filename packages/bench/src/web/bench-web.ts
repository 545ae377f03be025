import { chmod, mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launchBrowser, longestTask } from '@touchline/browser'
import { buildStandalone, loadStandaloneConfig, signToken } from '@touchline/standalone'
import { ensureWebBuilt } from '@touchline/web-server'
import type { Browser, Page } from 'playwright-core'
import { quantile, table } from '../timing.ts'
import { fillConversation } from './long-conversation.ts'
import { type ScrollCost, scrollThrough } from './scroll.ts'

const SLOW_FRAME_MS = 100
const ROUNDS = 5
const secret = 'a secret of the benchmark only, thirty-two bytes'

const allDevices = [
  { name: 'phone', size: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true } },
  { name: 'desktop', size: { viewport: { width: 1280, height: 800 } } },
]

export const deviceNames = allDevices.map(({ name }) => name)

interface WebBenchOptions {
  /** How many the conversation holds. */
  readonly messages: number
  /** Names of those to look at; none for all. */
  readonly devices: readonly string[]
  print(text: string): void
}

interface Seen extends Pick<WebBenchOptions, 'messages'> {
  readonly browser: Browser
  /** With a token. */
  readonly address: string
  readonly devices: typeof allDevices
}

/**
 * The page in a real browser, on a standalone with an embedded Postgres: how soon the first message can be read, and how
 * a long conversation scrolls. The browser draws without a graphics card, so a real device is rather faster.
 */
export async function benchWeb({ messages, devices, print }: WebBenchOptions): Promise<void> {
  const data = await mkdtemp(join(tmpdir(), 'touchline-bench-'))
  // Under root Postgres runs as another user, who has to get to its data below.
  await chmod(data, 0o711)
  const config = loadStandaloneConfig(
    { TOUCHLINE_DATA: data, DEMO: '0', LOG_LEVEL: 'silent', RATE_LIMIT_SENDS_PER_SECOND: '0', JWT_SECRET: secret },
    () => secret,
  )
  const tell = (text: string): void => void process.stderr.write(`${text}\n`)
  const { app } = await buildStandalone(config, { onProgress: tell, web: ensureWebBuilt(tell) })
  let browser: Browser | undefined
  try {
    await app.listen({ host: '127.0.0.1', port: 0 })
    const address: AddressInfo | string | null = app.server.address()
    if (address === null || typeof address === 'string') throw new Error('the app listens on no port')
    const url = `http://127.0.0.1:${address.port}`
    const sign = (subject: { user: string } | { service: true }) =>
      signToken({ subject, secret, audience: 'touchline', lifetime: 3_600 })
    const tokenOf = (user: string) => sign({ user })
    const serviceToken = sign({ service: true })
    await fillConversation({ url, serviceToken, tokenOf, messages, onProgress: tell })
    browser = await launchBrowser()
    const seen = {
      browser,
      address: `${url}/#token=${tokenOf('parent')}`,
      messages,
      devices: allDevices.filter(({ name }) => devices.length === 0 || devices.includes(name)),
    }
    print(await firstMessage(seen))
    print('')
    print(await scrolling(seen))
  } finally {
    await browser?.close()
    await app.close()
    await rm(data, { recursive: true, force: true })
  }
}

/** From opening the address with a token, with an empty cache, until a message of an opened conversation can be read. */
async function firstMessage({ browser, address, messages, devices }: Seen): Promise<string> {
  const rows: string[][] = []
  for (const { name, size } of devices) {
    const listed: number[] = []
    const read: number[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      const context = await browser.newContext({ ...size, locale: 'en-IN' })
      const page = await context.newPage()
      const start = performance.now()
      await page.goto(address, { waitUntil: 'commit' })
      const entry = page.getByRole('link', { name: /Under-12 badminton/ })
      await untilInPage(page, 'document.querySelector("nav a") !== null')
      listed.push(performance.now() - start)
      await entry.click()
      await messageShown(page, messages)
      read.push(performance.now() - start)
      await context.close()
    }
    const middle = (times: number[]) =>
      `${quantile(
        times.toSorted((one, other) => one - other),
        0.5,
      ).toFixed(0)} ms`
    rows.push([nameOf(name, size), middle(listed), middle(read), `${Math.max(...read).toFixed(0)} ms`])
  }
  return table(['first message, empty cache', 'list, median', 'conversation, median', 'conversation, worst'], rows)
}

/**
 * Until an expression is true in the page. Looked at in every frame: what looks now and then adds up to half a second. One script
 * does all the looking, for the page's policy lets none be made later.
 */
async function untilInPage(page: Page, expression: string): Promise<void> {
  await page.evaluate(
    `new Promise((resolve) => {
      const look = () => (${expression}) ? resolve() : void requestAnimationFrame(look)
      look()
    })`,
  )
}

/** Until the message of this number can be read in the open conversation; the list shows its text as well. */
async function messageShown(page: Page, number: number): Promise<void> {
  const shown = `[...document.querySelectorAll('article')].some(
    (article) => article.textContent.includes('(${number})') && article.checkVisibility({ visibilityProperty: true }))`
  await untilInPage(page, shown)
}

async function scrolling({ browser, address, messages, devices }: Seen): Promise<string> {
  const rows: string[][] = []
  for (const { name, size } of devices) {
    const context = await browser.newContext({ ...size, locale: 'en-IN' })
    const page = await context.newPage()
    await page.goto(address)
    await page.getByRole('link', { name: /Under-12 badminton/ }).click()
    await messageShown(page, messages)
    for (const direction of ['up', 'down'] as const) {
      const { value: cost, busyMs } = await longestTask(page, () =>
        scrollThrough(page, { direction, pixelsPerFrame: 600 }),
      )
      rows.push([`${nameOf(name, size)}, ${direction}`, ...costCells(cost), `${busyMs.toFixed(1)} ms`])
      await messageShown(page, direction === 'up' ? 1 : messages)
    }
    await context.close()
  }
  return table(
    [
      `${messages} messages`,
      'pixels',
      'seconds',
      'frame, median',
      '99 %',
      'longest',
      `over ${SLOW_FRAME_MS} ms`,
      'elements, at most',
      'longest task, processor time',
    ],
    rows,
  )
}

function nameOf(name: string, { viewport }: { viewport: { width: number; height: number } }): string {
  return `${name}, ${viewport.width}x${viewport.height}`
}

function costCells({ frames, elements, pixels, tookMs }: ScrollCost): string[] {
  return [
    String(Math.round(pixels)),
    (tookMs / 1_000).toFixed(1),
    `${quantile(frames, 0.5).toFixed(1)} ms`,
    `${quantile(frames, 0.99).toFixed(1)} ms`,
    `${(frames.at(-1) ?? 0).toFixed(1)} ms`,
    `${frames.filter((frame) => frame > SLOW_FRAME_MS).length} of ${frames.length}`,
    String(elements),
  ]
}
