/** `pnpm screenshots`: makes the pictures of `docs/images` anew, from the demo academy in a real browser. */
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { launchBrowser } from '@touchline/browser'
import { buildStandalone, loadStandaloneConfig } from '@touchline/standalone'
import { ensureWebBuilt } from '@touchline/web-server'
import { pictures } from './pictures.ts'
import { makeTalk } from './talk.ts'
import { writePicture } from './write-picture.ts'

const images = resolve(import.meta.dirname, '../../../docs/images')
const secret = 'a secret of the screenshots only, thirty-two bytes'

const say = (text: string): void => void process.stdout.write(`${text}\n`)
const data = await mkdtemp(join(tmpdir(), 'touchline-screenshots-'))
// Under root Postgres runs as another user, who has to get to its data below.
await chmod(data, 0o711)
const config = loadStandaloneConfig({ TOUCHLINE_DATA: data, LOG_LEVEL: 'silent', JWT_SECRET: secret }, () => secret)
const { app } = await buildStandalone(config, { onProgress: say, web: ensureWebBuilt(say) })
const browser = await launchBrowser()
try {
  await app.listen({ host: '127.0.0.1', port: 0 })
  const address: AddressInfo | string | null = app.server.address()
  if (address === null || typeof address === 'string') throw new Error('the app listens on no port')
  const url = `http://127.0.0.1:${address.port}/`
  await mkdir(images, { recursive: true })
  await makeTalk(browser, url)
  for (const { name, seat, person, show } of pictures) {
    const context = await browser.newContext({
      locale: 'en-IN',
      ...seat,
      deviceScaleFactor: 1.5,
      reducedMotion: 'reduce',
    })
    context.setDefaultTimeout(120_000)
    const page = await context.newPage()
    await page.goto(url)
    if (person !== undefined) await page.getByRole('button', { name: person }).click()
    await show(page)
    const file = join(images, `${name}.png`)
    say(`${file}, ${Math.round((await writePicture(page, file)) / 1024)} KB`)
    await context.close()
  }
} finally {
  await browser.close()
  await app.close()
  await rm(data, { recursive: true, force: true })
}
