import { restRoutes } from '@touchline/contracts'
import { apiClient, longestTask, requesterOf, serviceToken, waitFor } from '@touchline/testing'
import type { Locator, Page } from 'playwright-core'
import t from 'tap'
import { as, batchConversation } from './academy-talk.ts'
import { messageOf, openBatch, openChatAcademy, send } from './chat-page.ts'

t.setTimeout(300_000)
const academy = await openChatAcademy(t, { RATE_LIMIT_SENDS_PER_SECOND: '0' })

interface Animated {
  readonly effect: { getTiming(): { duration: number } }
}

async function say(userId: string, id: string, content: string): Promise<string> {
  const { body } = await as(academy.url, userId).call(restRoutes.sendMessage, { params: { id }, body: { content } })
  return body.message._id
}

/** What the list says about itself right now, of the message with this text: how far below the head it is. */
function placeOf(page: Page, content: string): Promise<{ top: number; first: number }> {
  return page.evaluate(`(() => {
    const articles = [...document.querySelectorAll('article')]
    const wanted = articles.find(({ textContent }) => textContent.includes(${JSON.stringify(content)}))
    const first = Math.min(...articles.map(({ ariaPosInSet }) => Number(ariaPosInSet)))
    return { top: wanted.getBoundingClientRect().top, first }
  })()`)
}

/** Until the messages have come to rest. */
async function scrolled(page: Page): Promise<void> {
  await page.evaluate(`(async () => {
    const feed = document.querySelector('[role=feed]')
    for (let [last, quiet] = [-1, 0]; quiet < 10; quiet = feed.scrollTop === last ? quiet + 1 : 0) {
      last = feed.scrollTop
      await new Promise(requestAnimationFrame)
    }
  })()`)
}

/** A finger that rests on something until a menu is open, and is taken away then. */
async function longPress(page: Page, on: Locator): Promise<void> {
  await on.scrollIntoViewIfNeeded()
  await scrolled(page)
  const box = await on.boundingBox()
  const devtools = await page.context().newCDPSession(page)
  const at = { x: (box?.x ?? 0) + 8, y: (box?.y ?? 0) + 8 }
  await devtools.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [at] })
  await page.getByRole('menu').waitFor()
  await devtools.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
}

t.test('who comes back begins at the first new message, and gets to the latest and to the oldest', async (t) => {
  const id = await batchConversation(academy.url, 'under-15')
  const read = await say('maria', id, 'Read by everybody')
  await as(academy.url, 'robin').call(restRoutes.markRead, { params: { id }, body: { upTo: read } })
  for (let number = 1; number <= 180; number += 1) await say('maria', id, `Lap ${number} of 180`)
  const { page } = await academy.signIn('robin', { device: 'phone' })
  await page.getByRole('link', { name: /Under-15 football.*180 unread messages/ }).click()
  await messageOf(page, 'Lap 1 of 180').getByText('New messages').waitFor()
  const divider = await messageOf(page, 'Lap 1 of 180').getByText('New messages').boundingBox()
  t.ok((divider?.y ?? 0) > 0 && (divider?.y ?? 0) < 400, 'in the upper half of the screen')

  await page.getByRole('button', { name: 'Latest messages' }).click()
  await messageOf(page, 'Lap 180 of 180').waitFor()
  await page.getByRole('button', { name: 'Latest messages' }).waitFor({ state: 'detached' })
  await page.getByRole('link', { name: 'Back to conversations' }).click()
  await page.getByRole('link', { name: /^Under-15 football/ }).waitFor()
  t.equal(await page.getByText('unread message').count(), 1, 'all of it is read now; the other batch has some left')
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
  const { first } = await placeOf(page, 'The last lap')
  t.ok(first > 100, 'only the end is here')
  const isAsked = asked.then(() => true)
  for (let turns = 0; turns < 100; turns += 1) {
    if (await Promise.race([isAsked, page.mouse.wheel(0, -300).then(() => false)])) break
    await page.evaluate('new Promise(requestAnimationFrame)')
  }
  await page.locator('[role=feed][aria-busy=true]').waitFor()
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')
  const [text] = await page.getByRole('article').allInnerTexts()
  const content = /Lap \d+ of 180/.exec(text ?? '')?.[0] ?? 'none'
  const before = await placeOf(page, content)
  release()
  await page.locator('[role=feed][aria-busy=false]').waitFor()
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')
  const after = await placeOf(page, content)
  t.ok(before.first > 1, 'and there are older ones')
  t.ok(Math.abs(after.top - before.top) <= 2, `${content} stays at ${before.top}: ${after.top}`)

  const { busyMs } = await longestTask(page, async () => {
    for (let turns = 0; turns < 200; turns += 1) {
      await page.mouse.wheel(0, -600)
      await page.evaluate('new Promise(requestAnimationFrame)')
      if (turns % 10 > 0) continue
      if ((await page.getByRole('article').count()) > 60) t.fail('only what is near to the view is in the document')
      if (await page.getByText('This is the beginning of').isVisible()) return
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
  const text = (await page.getByRole('article').allInnerTexts()).join(' ')
  const content = text.match(/Serve \d+ of 30/g)?.at(-1) ?? 'none'
  const before = await placeOf(page, content)
  for (const number of [1, 2, 3]) await say('vikram', id, `Meanwhile ${number}`)
  await page.getByRole('button', { name: 'Latest messages 3 unread messages' }).waitFor()
  t.equal((await placeOf(page, content)).top, before.top)
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
  await scrolled(page)
  const place = await divider.boundingBox()
  t.ok((place?.y ?? 0) > 0 && (place?.y ?? 0) < 400, 'more than a screen is read from its beginning')
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
  t.equal(await page.getByText('Boots', { exact: true }).count(), 0, 'it is quoted nowhere any more')
})

t.test('a reply quotes and leads back; own messages are edited and deleted, for everybody', async (t) => {
  const neha = (await academy.signIn('neha', { device: 'phone' })).page
  const asha = (await academy.signIn('asha', { reducedMotion: 'reduce' })).page
  await openBatch(neha)
  await openBatch(asha)
  await send(asha, 'Who brings shuttlecocks? See https://academy.example/kit.')
  const choose = async (page: Page, content: string, action: string) => {
    await messageOf(page, content).last().focus()
    await messageOf(page, content).last().getByRole('button', { name: 'Message actions' }).click()
    await page.getByRole('menuitem', { name: action, exact: true }).click()
  }
  const link = messageOf(neha, 'Who brings').getByRole('link')
  t.equal(await link.getAttribute('href'), 'https://academy.example/kit')
  t.match(await link.getAttribute('rel'), 'noopener')

  const menuButton = messageOf(neha, 'Who brings').getByRole('button', { name: 'Message actions' })
  const opacity = () => menuButton.evaluate((button) => Reflect.get(globalThis, 'getComputedStyle')(button).opacity)
  t.equal(await opacity(), '0', 'on a phone there is no button at every message')
  await longPress(neha, messageOf(neha, 'Who brings').getByText('Who brings'))
  await neha.getByRole('menu').waitFor()
  await neha.keyboard.press('Escape')
  await neha.getByRole('menu').waitFor({ state: 'detached' })
  t.equal(await opacity(), '1', 'but at the one that is looked at')
  await longPress(neha, messageOf(neha, 'Who brings').getByText('Who brings'))
  await neha.getByRole('menuitem', { name: 'Reply', exact: true }).click()
  await neha.getByText('Replying to Asha Menon').waitFor()
  await send(neha, 'We do, twelve')
  const quote = messageOf(asha, 'We do, twelve').getByRole('button', { name: /^In reply to You Who brings/ })
  await asha.evaluate(`globalThis.marked = 0
    document.addEventListener('animationstart', ({ target }) => {
      if (target.closest('article[data-shown]')) globalThis.marked += 1
    })`)
  await quote.click()
  const shown = asha.locator('article[data-shown]').filter({ hasText: 'Who brings' })
  await shown.waitFor()
  const shownFor = await shown.evaluate((article: { getAnimations(options: object): Animated[] }) =>
    article.getAnimations({ subtree: true }).map(({ effect }) => effect.getTiming().duration),
  )
  t.same(shownFor, [1_600], 'long enough to be seen, also without motion')
  await quote.click()
  await waitFor('the second jump to be marked', async () => (await asha.evaluate('marked')) === 2)
  await shown.waitFor({ state: 'detached' })
  await quote.click()
  await waitFor('a later one as well', async () => (await asha.evaluate('marked')) === 3)

  await choose(neha, 'We do, twelve', 'Edit')
  t.equal(await neha.getByRole('textbox', { name: 'Message' }).inputValue(), 'We do, twelve')
  await neha.getByRole('textbox', { name: 'Message' }).fill('We do, twenty')
  await neha.getByRole('button', { name: 'Save' }).click()
  await messageOf(asha, 'We do, twenty').getByText('edited').waitFor()

  await choose(asha, 'We do, twenty', 'Reply')
  await asha.getByText('Replying to Neha').waitFor()
  const field = asha.getByRole('textbox', { name: 'Message' })
  await field.fill('\u0634\u06a9\u0631\u06cc\u06c1\nIs that enough?')
  t.equal(await asha.evaluate('getComputedStyle(document.querySelector("textarea")).direction'), 'rtl')
  await choose(neha, 'We do, twenty', 'Delete')
  await neha.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
  await messageOf(asha, 'Message deleted').waitFor()
  await asha.getByText('Replying to Neha').waitFor({ state: 'detached' })
  t.equal(await asha.getByText('We do, twenty').count(), 0)
  await asha.getByText('This message does not exist any more.').first().waitFor()
  t.notMatch((await asha.getByRole('log').textContent()) ?? '', /We do/, 'nor is it read out any more')
  await asha.getByRole('button', { name: 'Send' }).click()
  await messageOf(neha, 'Is that enough?').waitFor()
  const [first, last]: number[] = await neha.evaluate(`(() => {
    const text = [...document.querySelectorAll('article [dir=auto] span')].at(-1).firstChild
    return ['I', '?'].map((letter) => {
      const range = document.createRange()
      range.setStart(text, text.data.indexOf(letter))
      range.setEnd(text, text.data.indexOf(letter) + 1)
      return range.getBoundingClientRect().left
    })
  })()`)
  t.ok((first ?? 0) < (last ?? 0), 'each line has the direction of its own language')
})

t.test('what happens is read out: news, the connection, a message that could not be sent', async (t) => {
  const { page, network } = await academy.signIn('sanjay')
  await openBatch(page)
  const id = await batchConversation(academy.url)
  await say('vikram', id, 'Training is at six today')
  const log = page.getByRole('log', { name: 'New messages' })
  await log.getByText('Coach Vikram: Training is at six today').waitFor()
  await send(page, 'We are there')
  await messageOf(page, 'We are there')
    .getByText(/^(Sent|Delivered|Read)/)
    .waitFor()
  t.notMatch((await log.textContent()) ?? '', 'We are there', 'one’s own is no news')
  await network.cut()
  await page.getByRole('status', { name: 'Connection' }).getByText('You are offline.').waitFor()
  await network.restore()
  await page.getByText('You are offline.').waitFor({ state: 'detached' })

  const file = { name: 'photo.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('<script>no picture</script>') }
  await page.getByLabel('Choose files').setInputFiles(file)
  await page.getByRole('button', { name: 'Send' }).click()
  await page
    .getByRole('alert')
    .getByText(/^Not sent\. /)
    .waitFor()
  await page.getByRole('button', { name: 'Discard' }).click()
  await page.getByRole('alert').waitFor({ state: 'detached' })
})

t.test('times are told in the reader’s zone; the list is searched by name', async (t) => {
  const { body } = await as(academy.url, 'fatima').call(restRoutes.listConversations)
  const [conversation] = body.conversations
  const sentAt = conversation?.lastMessage?.createdAt ?? ''
  const clockIn = (timeZone: string) =>
    new Intl.DateTimeFormat('en-IN', { timeZone, hour: 'numeric', minute: '2-digit' }).format(new Date(sentAt))
  for (const timezoneId of ['Asia/Kolkata', 'Pacific/Auckland']) {
    const { page } = await academy.signIn('fatima', { timezoneId })
    await openBatch(page)
    const time = page.getByRole('article').last().locator('time').last()
    const told = await time.textContent()
    t.match(await time.getAttribute('title'), String(new Date(sentAt).getFullYear()), 'the whole of it, with the year')
    t.equal(told?.replace(/\s/g, ' '), clockIn(timezoneId).replace(/\s/g, ' '), timezoneId)
    await page.context().close()
  }
  t.not(clockIn('Asia/Kolkata'), clockIn('Pacific/Auckland'))

  const { page } = await academy.signIn('asha')
  const entries = page.getByRole('navigation', { name: 'Conversations' }).getByRole('link')
  t.equal(await entries.count(), 3)
  await page.getByRole('searchbox', { name: 'Search' }).fill('foot und')
  await page.getByRole('link', { name: /badminton/ }).waitFor({ state: 'detached' })
  t.match(await entries.allInnerTexts(), [/Under-15 football/])
})

t.test('a long name is cut off, and what stands beside it keeps its place', async (t) => {
  const platform = apiClient(requesterOf(academy.url), serviceToken())
  const body = { name: 'Wednesday '.repeat(8).trim(), memberIds: ['vikram', 'sanjay'] }
  await platform.call(restRoutes.putBatch, { params: { id: 'long' }, body })
  const user = { role: 'parent', displayName: 'Wilhelmina '.repeat(7).trim() } as const
  await platform.call(restRoutes.putUser, { params: { id: 'sanjay' }, body: user })
  const id = await batchConversation(academy.url, 'long')
  for (let number = 1; number <= 3; number += 1) await say('sanjay', id, `${'W'.repeat(60)} ${number}`)
  const { page } = await academy.signIn('vikram', { device: 'phone', viewport: { width: 320, height: 640 } })
  const entry = page.getByRole('link', { name: /Wednesday.*3 unread messages/ })
  const inside = async (outer: Locator, inner: Locator) => {
    const [around, part] = [await outer.boundingBox(), await inner.boundingBox()]
    if (around === null || part === null) throw new Error('not to be seen')
    t.ok(part.width > 0 && part.x >= around.x && part.x + part.width <= around.x + around.width)
    t.ok(part.y >= around.y && part.y + part.height <= around.y + around.height)
  }
  await inside(entry, entry.getByText('3', { exact: true }))
  await inside(entry, entry.locator('time'))
  await entry.click()
  const message = page.getByRole('article').filter({ hasText: 'W 1' })
  await inside(message, message.getByText('Parent', { exact: true }))
  const name = message.getByText(user.displayName, { exact: true })
  t.ok(((await name.boundingBox())?.height ?? 100) < 30, 'in one line')
})

t.test('a new direct conversation is opened with those whom the rules allow', async (t) => {
  const { page } = await academy.signIn('daniel', { device: 'phone' })
  await page.getByRole('button', { name: 'New conversation' }).click()
  const people = page.getByRole('list', { name: 'People you can write to' }).getByRole('button')
  await people.first().waitFor()
  t.match(await people.allTextContents(), [/Asha Menon.*Admin/, /Robin Clarke.*Admin/], 'Admins only')
  await people.filter({ hasText: 'Robin' }).click()
  await page.getByText('Nobody has written yet. Say hello!').waitFor()
  await send(page, 'May we come later?')
  await messageOf(page, 'May we come later?')
    .getByText(/^(Sent|Delivered|Read)/)
    .waitFor()
})
