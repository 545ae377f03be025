import type { Browser, Page } from 'playwright-core'
import sharp from 'sharp'

/** What is said in the batch before the pictures are taken, through the page itself: a photo, a reply, a hidden number. */
export async function makeTalk(browser: Browser, url: string): Promise<void> {
  const vikram = await signIn(browser, url, /Coach Vikram/)
  await vikram.getByLabel('Choose files').setInputFiles({
    name: 'court-2.jpg',
    mimeType: 'image/jpeg',
    buffer: await court(),
  })
  await send(vikram, 'This is court 2, to the left of the main hall.')
  await vikram.getByRole('button', { name: 'Open picture court-2.jpg' }).waitFor()

  const neha = await signIn(browser, url, /Neha/)
  await send(neha, 'Thank you! 🏸 Arjun is looking forward to it.')
  await send(neha, 'If we are late, call me on 98765 43210')
  await neha.getByText('Phone numbers and e-mail addresses are hidden').waitFor()
  await neha.context().close()

  await send(vikram, 'No need: write it here, everybody who must know reads along.')
  await vikram
    .getByRole('article')
    .filter({ hasText: 'No need' })
    .getByText(/^(Sent|Delivered|Read)/)
    .waitFor()
  await vikram.context().close()
}

async function signIn(browser: Browser, url: string, person: RegExp): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-IN' })
  context.setDefaultTimeout(120_000)
  const page = await context.newPage()
  await page.goto(url)
  await page.getByRole('button', { name: person }).click()
  await page.getByRole('link', { name: 'Under-12 badminton' }).click()
  await page.getByRole('article').last().waitFor()
  return page
}

async function send(page: Page, content: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).fill(content)
  await page.getByRole('button', { name: 'Send' }).click()
}

/** A badminton court from above, drawn, so that no photo of anybody is needed. */
function court(): Promise<Buffer> {
  const lines = 'fill="none" stroke="#f4f1e8" stroke-width="6"'
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="960" height="600">
    <rect width="960" height="600" fill="#9a6b3f"/><rect x="60" y="60" width="840" height="480" fill="#2f7d5b"/>
    <g ${lines}><rect x="60" y="60" width="840" height="480"/><rect x="60" y="100" width="840" height="400"/>
    <rect x="110" y="60" width="740" height="480"/><path d="M360 60v480M600 60v480M60 300h300M600 300h300"/></g>
    <path d="M480 40v520" stroke="#1c1c1c" stroke-width="8" stroke-dasharray="6 5"/></svg>`
  return sharp(Buffer.from(svg)).jpeg({ quality: 85 }).toBuffer()
}
