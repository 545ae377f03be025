import { restRoutes } from '@touchline/contracts'
import { longestTask, waitFor } from '@touchline/testing'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { as, batchConversation, sayIn } from './academy-talk.ts'
import { becomes } from './becomes.ts'
import { messageOf, openBatch, openChatAcademy, placeAtRest, scrolled, send } from './chat-page.ts'
import { noteMarked } from './marked.ts'

t.setTimeout(300_000)
const academy = await openChatAcademy(t, { RATE_LIMIT_SENDS_PER_SECOND: '0' })

const say = (userId: string, id: string, content: string) => sayIn(academy.url, userId, id, content)

/** The number of the first message in the document. */
function firstSeq(page: Page): Promise<number> {
  return page.evaluate(
    "Math.min(...[...document.querySelectorAll('article')].map(({ ariaPosInSet }) => Number(ariaPosInSet)))",
  )
}

/** What can be read in the middle of the list. */
async function readInTheMiddle(page: Page, pattern: RegExp): Promise<string> {
  await scrolled(page)
  const text: string = await page.evaluate(`(() => {
    const { top, height } = document.querySelector('[role=feed]').getBoundingClientRect()
    const middle = (row) => Math.abs(row.getBoundingClientRect().top - top - height / 2)
    return [...document.querySelectorAll('article')].sort((one, other) => middle(one) - middle(other))[0].innerText
  })()`)
  const [content] = pattern.exec(text) ?? []
  if (content === undefined) throw new Error(`${pattern} is not what is read: ${text}`)
  return content
}

t.test('who comes back begins at the first new message, and gets to the latest and to the oldest', async (t) => {
  const id = await batchConversation(academy.url, 'under-15')
  const read = await say('maria', id, 'Read by everybody')
  await as(academy.url, 'robin').call(restRoutes.markRead, { params: { id }, body: { upTo: read } })
  for (let number = 1; number <= 180; number += 1) await say('maria', id, `Lap ${number} of 180`)
  const { page } = await academy.signIn('robin', { device: 'phone' })
  await page.getByRole('link', { name: /Under-15 football.*180 unread messages/ }).click()
  const { y } = await placeAtRest(page, messageOf(page, 'Lap 1 of 180').getByText('New messages'))
  t.ok(y > 0 && y < 400, `in the upper half of the screen: ${y}`)

  await page.getByRole('button', { name: 'Latest messages' }).click()
  await messageOf(page, 'Lap 180 of 180').waitFor()
  await page.getByRole('button', { name: 'Latest messages' }).waitFor({ state: 'detached' })
  await page.getByRole('link', { name: 'Back to conversations' }).click()
  await page.getByRole('link', { name: /^Under-15 football/ }).waitFor()
  await becomes(
    t,
    () => page.getByText('unread message').count(),
    1,
    'all of it is read now; the other batch has some left',
  )
})

t.test('older messages come in above without moving what is read', async (t) => {
  const id = await batchConversation(academy.url, 'under-15')
  const last = await say('maria', id, 'The last lap')
  await as(academy.url, 'vikram').call(restRoutes.markRead, { params: { id }, body: { upTo: last } })
  const { page } = await academy.signIn('vikram')
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>()
  let isHeld = false
  await page.route(/\/messages\?.*before=/, async (route) => {
    if (isHeld) {
      ask()
      await released
    }
    await route.continue()
  })
  await openBatch(page, 'Under-15 football')
  await messageOf(page, 'The last lap').waitFor()
  isHeld = true
  await page.mouse.move(800, 400)
  t.ok((await firstSeq(page)) > 100, 'only the end is here')
  const isAsked = asked.then(() => true)
  // Under way to the older ones that do not come yet, it may get to the beginning of what is here.
  while (!(await Promise.race([isAsked, page.mouse.wheel(0, -300).then(() => false)]))) {
    await page.evaluate('new Promise(requestAnimationFrame)')
  }
  await page.locator('[role=feed][aria-busy=true]').waitFor()
  const content = await readInTheMiddle(page, /Lap \d+ of 180/)
  t.ok((await firstSeq(page)) > 1, 'and there are older ones')
  const before = await placeAtRest(page, messageOf(page, content))
  release()
  await page.locator('[role=feed][aria-busy=false]').waitFor()
  const after = await placeAtRest(page, messageOf(page, content))
  t.ok(Math.abs(after.y - before.y) <= 2, `${content} stays at ${before.y}: ${after.y}`)

  const { busyMs } = await longestTask(page, async () => {
    const beginning = page.getByText('This is the beginning of')
    // Until then the older pages have come, however slow the machine is.
    const deadline = Date.now() + 60_000
    while (Date.now() < deadline) {
      for (let turns = 0; turns < 10; turns += 1) {
        await page.mouse.wheel(0, -600)
        await page.evaluate('new Promise(requestAnimationFrame)')
      }
      if ((await page.getByRole('article').count()) > 60) t.fail('only what is near to the view is in the document')
      if (await beginning.isVisible()) return
    }
    t.fail('the beginning is not reached')
  })
  t.ok(busyMs < 100, `no frame takes over 100 ms of processor time: ${busyMs}`)
})

t.test('a divider stands above what came while nobody looked, and nothing that is read moves', async (t) => {
  const id = await batchConversation(academy.url)
  for (let number = 1; number <= 30; number += 1) await say('vikram', id, `Serve ${number} of 30`)
  const { page } = await academy.signIn('fatima')
  const divider = page.locator('[data-divider]')
  const latest = page.getByRole('button', { name: 'Latest messages' })
  const allRead = () => page.getByRole('link', { name: /^Under-12 badminton(?!.*unread)/ }).waitFor()
  const show = (state: 'hidden' | 'visible') =>
    page.evaluate(`Object.defineProperty(document, 'visibilityState', { configurable: true, value: '${state}' })
      document.dispatchEvent(new Event('visibilitychange'))`)
  await openBatch(page)
  await latest.click()
  await allRead()

  await show('hidden')
  await say('vikram', id, 'Away 1')
  await say('vikram', id, 'Away 2')
  await messageOf(page, 'Away 2').waitFor()
  await show('visible')
  await messageOf(page, 'Away 1').locator('[data-divider]').waitFor()
  await allRead()
  t.equal(await divider.count(), 1)
  await send(page, 'I have seen it')
  await divider.waitFor({ state: 'detached' })

  await page.mouse.move(800, 400)
  await scrolled(page)
  await page.mouse.wheel(0, -500)
  await latest.waitFor()
  await scrolled(page)
  const content = await readInTheMiddle(page, /Serve \d+ of 30/)
  const before = await placeAtRest(page, messageOf(page, content))
  for (const number of [1, 2, 3]) await say('vikram', id, `Meanwhile ${number}`)
  await page.getByRole('button', { name: 'Latest messages 3 unread messages' }).waitFor()
  const after = await placeAtRest(page, messageOf(page, content))
  t.ok(Math.abs(after.y - before.y) < 1, `${content} stays at ${before.y}: ${after.y}`)
  await latest.click()
  await messageOf(page, 'Meanwhile 1').locator('[data-divider]').waitFor()
  await allRead()
  await latest.waitFor({ state: 'detached' })
  for (let number = 1; number <= 30; number += 1) await say('vikram', id, `Quick ${number} of 30`)
  await messageOf(page, 'Quick 30 of 30').waitFor()
  await allRead()
  t.equal(await latest.count(), 0, 'who is at the end stays there when many come quickly')

  await show('hidden')
  for (let number = 1; number <= 40; number += 1) await say('vikram', id, `Rally ${number} of 40`)
  await messageOf(page, 'Rally 40 of 40').waitFor()
  await show('visible')
  await messageOf(page, 'Rally 1 of 40').locator('[data-divider]').waitFor()
  const { y } = await placeAtRest(page, divider)
  t.ok(y > 0 && y < 400, `more than a screen is read from its beginning: ${y}`)
})

t.test('what is clicked while the messages still move is clicked', async (t) => {
  const id = await batchConversation(academy.url)
  const last = await say('vikram', id, 'Click this one')
  await as(academy.url, 'sanjay').call(restRoutes.markRead, { params: { id }, body: { upTo: last } })
  const { page } = await academy.signIn('sanjay')
  await openBatch(page)
  const button = messageOf(page, 'Click this one').getByRole('button', { name: 'Message actions' })
  const { x, y, width, height } = await placeAtRest(page, button)
  // By so little that the button stays under the pointer, and as often as a list can scroll.
  await page.evaluate(`new Promise((done) => {
    const feed = document.querySelector('[role=feed]')
    feed.addEventListener('scroll', () => requestAnimationFrame(done), { once: true })
    let by = -2
    const move = () => {
      feed.scrollTop += by
      by = -by
      requestAnimationFrame(move)
    }
    move()
  })`)
  await page.mouse.click(x + width / 2, y + height / 2, { delay: 50 })
  await page.getByRole('menu').waitFor()
  t.pass('its menu is open')
})

t.test('a quote says what became of a message, also of one that is not here', async (t) => {
  const id = await batchConversation(academy.url, 'under-15')
  const maria = as(academy.url, 'maria')
  const say = async (content: string, replyTo: string) =>
    (await maria.call(restRoutes.sendMessage, { params: { id }, body: { content, replyTo } })).body.message._id
  const { body } = await maria.call(restRoutes.listMessages, { params: { id }, query: { before: 20 } })
  const old = body.messages.find(({ content }) => content === 'Lap 3 of 180')?._id ?? ''
  await say('About what is gone', old)
  const edited = await say('Shoes', old)
  await maria.call(restRoutes.deleteMessage, { params: { id, messageId: old } })
  const last = await say('About shoes', edited)
  // Who has read everything begins at the end, and what is quoted is not here.
  await as(academy.url, 'daniel').call(restRoutes.markRead, { params: { id }, body: { upTo: last } })
  const { page } = await academy.signIn('daniel')
  await openBatch(page, 'Under-15 football')
  const quoteIn = (content: string) => messageOf(page, content).getByRole('button', { name: /^In reply to/ })
  await quoteIn('About what is gone').getByText('Message deleted').waitFor()
  await quoteIn('About shoes').getByText('Shoes', { exact: true }).waitFor()
  const params = { id, messageId: edited }
  await maria.call(restRoutes.editMessage, { params, body: { content: 'Boots' } })
  await quoteIn('About shoes').getByText('Boots', { exact: true }).waitFor()
  await maria.call(restRoutes.deleteMessage, { params })
  await quoteIn('About shoes').getByText('Message deleted').waitFor()
  await becomes(t, () => page.getByText('Boots', { exact: true }).count(), 0, 'it is quoted nowhere any more')
})

/** Somebody at the end of a conversation, with a reply in view that quotes a message two pages before. */
async function farFromQuoted(t: Test, userId: string, batchId: string) {
  const id = await batchConversation(academy.url, batchId)
  const coach = as(academy.url, 'maria')
  const { body } = await coach.call(restRoutes.listMessages, { params: { id }, query: { before: 20 } })
  const replyTo = body.messages.find(({ content }) => content === 'Lap 5 of 180')?._id ?? ''
  const params = { id }
  // Tall enough that being near the end is far from where older pages come by themselves.
  for (let number = 1; number <= 80; number += 1) await say('maria', id, `Tall ${number}${'\n.'.repeat(6)}`)
  await coach.call(restRoutes.sendMessage, { params, body: { content: 'About lap 5', replyTo } })
  for (let number = 1; number <= 6; number += 1) await say('maria', id, `Afterwards ${number}`)
  const last = await say('maria', id, 'And that was it')
  await as(academy.url, userId).call(restRoutes.markRead, { params, body: { upTo: last } })
  const { page, network } = await academy.signIn(userId)
  t.teardown(() => page.context().close())
  let pages = 0
  page.on('request', (request) => {
    if (/before=.*limit=100|limit=100.*before=/.test(request.url())) pages += 1
  })
  await openBatch(page, 'Under-15 football')
  await messageOf(page, 'And that was it').last().waitFor()
  await scrolled(page)
  await page.mouse.move(800, 400)
  await page.mouse.wheel(0, -200)
  await page.getByRole('button', { name: 'Latest messages' }).waitFor()
  await scrolled(page)
  await page.locator('[role=feed][aria-busy=false]').waitFor()
  pages = 0
  const quote = messageOf(page, 'About lap 5')
    .last()
    .getByRole('button', { name: /^In reply to/ })
  return { id, page, network, quote, pages: () => pages, marked: await noteMarked(page) }
}

t.test('without a connection a quote of what is not here says so once, and leads nowhere later', async (t) => {
  const { id, page, network, quote, pages, marked } = await farFromQuoted(t, 'asha', 'under-15')
  await network.cut()
  await page.evaluate(`globalThis.told = 0
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes)
        for (const { textContent } of addedNodes)
          if (textContent.includes('That did not work without a connection')) globalThis.told += 1
    }).observe(document.body, { subtree: true, childList: true })`)
  await quote.click()
  await page.getByText('That did not work without a connection').first().waitFor()
  await page.locator('[role=feed][aria-busy=false]').waitFor()
  await scrolled(page)
  const asked = pages()
  await network.restore()
  await say('maria', id, 'Here again')
  await page.getByRole('button', { name: 'Latest messages 1 unread message' }).waitFor()
  await scrolled(page)
  t.equal(await page.evaluate('globalThis.told'), 1)
  t.equal(pages(), asked, 'nothing goes on by itself')
  await quote.click()
  await waitFor('the jump', async () => (await marked()).some(({ text }) => text.includes('Lap 5 of 180')))
  t.ok(pages() > asked + 1, 'asked again, it leads there over several pages')
})

const elsewhere: Record<string, (page: Page) => Promise<void>> = {
  'goes to the latest': (page) => page.getByRole('button', { name: 'Latest messages' }).click(),
  'scrolls with a wheel': (page) => page.mouse.wheel(0, -40),
  'scrolls with a key': (page) => page.keyboard.press('PageUp'),
  'writes a message': (page) => send(page, 'I am here'),
}
for (const [does, go] of Object.entries(elsewhere))
  t.test(`who ${does} is not brought to what was quoted`, async (t) => {
    const { id, page, quote, pages, marked } = await farFromQuoted(t, 'asha', 'under-15')
    const { promise: released, resolve: release } = Promise.withResolvers<void>()
    await page.route(/limit=100/, async (route) => {
      await released
      await route.continue()
    })
    await quote.click()
    await page.locator('[role=feed][aria-busy=true]').waitFor()
    await go(page)
    await scrolled(page)
    release()
    await page.locator('[role=feed][aria-busy=false]').waitFor()
    await scrolled(page)
    await say('maria', id, `After one who ${does}`)
    await page.getByRole('navigation').getByText(`After one who ${does}`).waitFor()
    await scrolled(page)
    t.equal(pages(), 1, 'no further page is read')
    t.same(await marked(), [])
  })
