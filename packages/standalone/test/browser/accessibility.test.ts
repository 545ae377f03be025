import AxeBuilder from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { openBatch, openChatAcademy } from './chat-page.ts'

t.setTimeout(300_000)
const academy = await openChatAcademy(t)

/** Every rule of axe, on what the page shows right now. */
async function noFindings(t: Test, page: Page, screen: string): Promise<void> {
  // What moves in is half transparent on its way, which would count as too little contrast.
  await page.evaluate('Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => {})))')
  const { violations } = await new AxeBuilder({ page }).analyze()
  const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)
  t.same(told, [], screen)
}

const seats = [
  { device: 'phone', colorScheme: 'light', locale: 'en-IN' },
  { device: 'desktop', colorScheme: 'dark', locale: 'hi-IN' },
  { device: 'phone', colorScheme: 'dark', locale: 'en-IN' },
  { device: 'desktop', colorScheme: 'light', locale: 'hi-IN' },
] as const

for (const seat of seats) {
  t.test(`${seat.device}, ${seat.colorScheme}, ${seat.locale}`, async (t) => {
    const { page } = await academy.device(seat)
    await page.goto(academy.url)
    await page.getByRole('button', { name: /Asha Menon/ }).waitFor()
    t.equal(await page.evaluate('document.documentElement.lang'), seat.locale.slice(0, 2))
    await noFindings(t, page, 'sign-in')

    await page.getByRole('button', { name: /Asha Menon/ }).click()
    await page.getByRole('link', { name: /Under-12 badminton/ }).waitFor()
    await noFindings(t, page, 'conversations')
    await openBatch(page)
    await noFindings(t, page, 'a batch conversation')
    const { hash } = new URL(page.url())
    for (const screen of ['#/admin/findings', '#/admin/people', '#/admin/batches']) {
      await page.goto(`${academy.url}/${screen}`)
      await page.getByRole('main').getByRole('heading').first().waitFor()
      await noFindings(t, page, screen)
    }
    await page.goto(`${academy.url}/${hash}`)
    await page.getByRole('article').last().waitFor()
    await page.keyboard.press('Tab')
    await noFindings(t, page, 'with the keyboard')
  })
}
