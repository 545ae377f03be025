import AxeBuilder from '@axe-core/playwright'
import { userToken } from '@touchline/testing'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { makeTalk } from './academy-talk.ts'
import { openChatAcademy } from './chat-page.ts'
import { screens } from './screens.ts'
import { textsOf } from './texts.ts'

t.setTimeout(300_000)
const academy = await openChatAcademy(t)
await makeTalk(academy.url)

/** Every rule of axe, on what the page shows right now. */
async function noFindings(t: Test, page: Page, screen: string): Promise<void> {
  // What moves in is half transparent on its way, which would count as too little contrast.
  await page.evaluate('Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => {})))')
  const { violations } = await new AxeBuilder({ page })
    // There are no frames of other origins, for which the usual way opens a page each time.
    .setLegacyMode()
    // Empty elements that keep the focus in what is open: they pass it on in the moment they get it.
    .exclude('[data-base-ui-focus-guard]')
    .analyze()
  const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)
  t.same(told, [], screen)
}

/** Every pair of device, colours and language is among them, and each screen is seen on each seat. */
const seats = [
  { device: 'phone', colorScheme: 'light', locale: 'en-IN' },
  { device: 'phone', colorScheme: 'dark', locale: 'hi-IN' },
  { device: 'desktop', colorScheme: 'light', locale: 'hi-IN' },
  { device: 'desktop', colorScheme: 'dark', locale: 'en-IN' },
] as const

for (const seat of seats) {
  t.test(`${seat.device}, ${seat.colorScheme}, ${seat.locale}`, async (t) => {
    const language = seat.locale === 'hi-IN' ? 'hi' : 'en'
    const text = await textsOf(language)
    const { page, network } = await academy.device({ ...seat, reducedMotion: 'reduce' })
    await page.goto(academy.url)
    for (const { name, show, leave } of screens) {
      await show(page, text)
      await noFindings(t, page, name)
      await leave?.(page)
    }
    t.equal(await page.evaluate('document.documentElement.lang'), language)

    await network.cut()
    await page.getByText(text('connection.offline')).waitFor()
    await noFindings(t, page, 'offline')
    await network.restore()

    await page.goto('about:blank')
    await page.goto(`${academy.url}/#token=${userToken('neha', { expiresInSeconds: -10 })}`)
    await page.getByText(text('signIn.ended.title')).waitFor()
    await noFindings(t, page, 'the sign-in has ended')

    await page.route('**/demo/people', (route) => route.abort())
    await page.reload()
    await page.getByRole('alert').waitFor()
    await noFindings(t, page, 'Touchline cannot be reached')
    await page.context().close()
  })
}
