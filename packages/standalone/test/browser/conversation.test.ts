import { restRoutes } from '@touchline/contracts'
import { apiClient, requesterOf, serviceToken, waitFor } from '@touchline/testing'
import type { Locator, Page } from 'playwright-core'
import t from 'tap'
import { as, batchConversation, deleteIn, sayIn } from './academy-talk.ts'
import { becomes } from './becomes.ts'
import { isStored, longPress, messageOf, openBatch, openChatAcademy, placeAtRest, rest, send } from './chat-page.ts'
import { noteMarked } from './marked.ts'

t.setTimeout(300_000)
const academy = await openChatAcademy(t, { RATE_LIMIT_SENDS_PER_SECOND: '0' })

const say = (userId: string, id: string, content: string) => sayIn(academy.url, userId, id, content)

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
  const opacity = () =>
    menuButton.evaluate((button): unknown => Reflect.get(globalThis, 'getComputedStyle')(button).opacity)
  await becomes(t, opacity, '0', 'on a phone there is no button at every message')
  await longPress(neha, messageOf(neha, 'Who brings').getByText('Who brings'))
  await neha.getByRole('menu').waitFor()
  await neha.keyboard.press('Escape')
  await neha.getByRole('menu').waitFor({ state: 'detached' })
  await becomes(t, opacity, '1', 'but at the one that is looked at')
  await longPress(neha, messageOf(neha, 'Who brings').getByText('Who brings'))
  await neha.getByRole('menuitem', { name: 'Reply', exact: true }).click()
  await neha.getByText('Replying to Asha Menon').waitFor()
  await send(neha, 'We do, twelve')
  const quote = messageOf(asha, 'We do, twelve').getByRole('button', { name: /^In reply to You Who brings/ })
  const marked = await noteMarked(asha)
  await quote.click()
  await waitFor('the jump to be marked', async () => (await marked()).length === 1)
  t.match(await marked(), [{ text: 'Who brings', duration: 1_600 }], 'for long enough to be seen, also without motion')
  await quote.click()
  await waitFor('the second jump to be marked', async () => (await marked()).length === 2)
  await asha.locator('article[data-shown]').waitFor({ state: 'detached' })
  await quote.click()
  await waitFor('a later one as well', async () => (await marked()).length === 3)

  await choose(neha, 'We do, twelve', 'Edit')
  await becomes(t, () => neha.getByRole('textbox', { name: 'Message' }).inputValue(), 'We do, twelve')
  await neha.getByRole('textbox', { name: 'Message' }).fill('We do, twenty')
  await neha.getByRole('button', { name: 'Save' }).click()
  await messageOf(asha, 'We do, twenty').getByText('edited').waitFor()

  await choose(asha, 'We do, twenty', 'Reply')
  await asha.getByText('Replying to Neha').waitFor()
  const field = asha.getByRole('textbox', { name: 'Message' })
  await field.fill('\u0634\u06a9\u0631\u06cc\u06c1\nIs that enough?')
  await becomes(
    t,
    () => asha.evaluate<unknown>('getComputedStyle(document.querySelector("textarea")).direction'),
    'rtl',
  )
  await choose(neha, 'We do, twenty', 'Delete')
  await neha.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
  await asha.getByText('This message does not exist any more.').first().waitFor()
  await messageOf(asha, 'Message deleted').waitFor()
  await asha.getByText('Replying to Neha').waitFor({ state: 'detached' })
  await becomes(t, () => asha.getByText('We do, ').count(), 0, 'it is nowhere any more, nor is it read out')
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
  await isStored(page, 'We are there')
  await say('vikram', id, 'Good, see you')
  await log.getByText('Coach Vikram: Good, see you').waitFor()
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

t.test('on a phone a slow tap is a tap where a message has no menu, as one that was not sent', async (t) => {
  const { page } = await academy.signIn('maria', { device: 'phone' })
  await openBatch(page, 'Under-15 football')
  const file = { name: 'photo.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('<script>no picture</script>') }
  await page.getByLabel('Choose files').setInputFiles(file)
  await page.getByRole('button', { name: 'Send' }).click()
  const discard = page.getByRole('button', { name: 'Discard' })
  await discard.waitFor()
  await page.clock.install()
  await rest(page, discard, () => page.clock.runFor(450))
  await discard.waitFor({ state: 'detached' })
  t.pass('it is discarded')
})

t.test('two fingers that rest on messages open no menu', async (t) => {
  const id = await batchConversation(academy.url)
  await say('vikram', id, 'Above two fingers')
  await say('vikram', id, 'Under two fingers')
  const { page } = await academy.signIn('asha', { device: 'phone' })
  await openBatch(page)
  const placeOf = async (content: string) => {
    const { x, y } = await placeAtRest(page, messageOf(page, content))
    return { x: x + 60, y: y + 12 }
  }
  const [above, under] = [await placeOf('Above two fingers'), await placeOf('Under two fingers')]
  const devtools = await page.context().newCDPSession(page)
  for (const touchPoints of [
    [
      { ...under, id: 0 },
      { x: under.x + 40, y: under.y, id: 1 },
    ],
    [
      { ...under, id: 0 },
      { ...above, id: 1 },
    ],
  ]) {
    await devtools.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: touchPoints.slice(0, 1) })
    await devtools.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints })
    // Begun later and longer than a finger rests for a menu: it would be open by then.
    await page.evaluate('new Promise((done) => setTimeout(done, 600))')
    t.equal(await page.getByRole('menu').count(), 0)
    await devtools.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
  }
  await longPress(page, messageOf(page, 'Under two fingers').getByText('Under two fingers'))
  t.equal(await page.getByRole('menu').count(), 1, 'one finger does')
})

t.test('an open menu of a message stays where it is when messages come', async (t) => {
  const id = await batchConversation(academy.url)
  const { page } = await academy.signIn('asha', { reducedMotion: 'reduce' })
  await openBatch(page)
  await send(page, 'Its menu is open')
  await isStored(page, 'Its menu is open')
  const message = page.locator('article').filter({ hasText: 'Its menu is open' })
  await message.hover()
  await message.getByRole('button', { name: 'Message actions' }).click()
  const menu = page.getByRole('menu')
  const places = async () => [await placeAtRest(page, message), await placeAtRest(page, menu)] as const
  const before = await places()
  for (let number = 1; number <= 5; number += 1) await say('vikram', id, `Below the menu ${number}`)
  await page.locator('article').filter({ hasText: 'Below the menu 5' }).waitFor()
  const after = await places()
  t.ok(before[0].y - after[0].y > 100, 'its message moves up')
  t.ok(Math.abs(before[1].y - after[1].y) < 1, `the menu does not: ${before[1].y}, ${after[1].y}`)

  // As when a phone is turned.
  const turned = { width: 640, height: 390 }
  await page.setViewportSize(turned)
  await waitFor('the menu to be in view', async () => {
    const { x, y, width, height } = await placeAtRest(page, menu)
    return x >= 0 && y >= 0 && x + width <= turned.width && y + height <= turned.height
  })
})

t.test('the line above an answer says what the message says now', async (t) => {
  const id = await batchConversation(academy.url)
  const messageId = await say('vikram', id, 'We begin at six')
  const { page } = await academy.signIn('sanjay')
  await openBatch(page)
  await messageOf(page, 'We begin at six').getByRole('button', { name: 'Message actions' }).click()
  await page.getByRole('menuitem', { name: 'Reply', exact: true }).click()
  const form = page.getByRole('form')
  await form.getByText('We begin at six').waitFor()
  const body = { content: 'We begin at seven' }
  await as(academy.url, 'vikram').call(restRoutes.editMessage, { params: { id, messageId }, body })
  await form.getByText('We begin at seven').waitFor()
  t.equal(await form.getByText('We begin at six').count(), 0)
})

t.test('an edit ends when somebody else deletes its message; what was typed becomes the draft', async (t) => {
  const id = await batchConversation(academy.url)
  const { page, network } = await academy.signIn('fatima')
  await openBatch(page)
  const field = page.getByRole('textbox', { name: 'Message' })
  const editing = page.getByText('Editing your message')
  const told = page.getByText('This message does not exist any more.')
  const beginEdit = async (content: string, draft: string) => {
    await send(page, content)
    await isStored(page, content)
    await field.fill(draft)
    await messageOf(page, content).hover()
    await messageOf(page, content).getByRole('button', { name: 'Message actions' }).click()
    await page.getByRole('menuitem', { name: 'Edit', exact: true }).click()
    await page.getByRole('menu').waitFor({ state: 'detached' })
    await becomes(t, () => field.inputValue(), content)
  }
  const remove = (content: string) => deleteIn(academy.url, 'asha', id, content)

  await beginEdit('The hall is shut', '')
  await field.fill('The hall is open')
  await Promise.all([told.first().waitFor(), remove('The hall is shut')])
  await editing.waitFor({ state: 'detached' })
  await becomes(t, () => field.inputValue(), 'The hall is open')
  await page.getByRole('button', { name: 'Send' }).click()
  await isStored(page, 'The hall is open')

  await beginEdit('At nine', 'I bring the net')
  await field.fill('At ten')
  await remove('At nine')
  await editing.waitFor({ state: 'detached' })
  await becomes(t, () => field.inputValue(), 'I bring the net', 'a draft from before is as it was')

  await beginEdit('On court 1', '')
  await remove('On court 1')
  await editing.waitFor({ state: 'detached' })
  await becomes(t, () => field.inputValue(), '', 'what is deleted is not brought back where nothing was typed')

  await beginEdit('On court 2', '')
  await field.fill('On court 3')
  network.loses((said) => said.includes('message:updated'))
  await remove('On court 2')
  await page.getByRole('button', { name: 'Save' }).click()
  await editing.waitFor({ state: 'detached' })
  await becomes(t, () => field.inputValue(), 'On court 3', 'also where the page learns of it by saving')
  t.ok(await messageOf(page, 'On court 2').isVisible())
})

t.test('on a phone on its side with its keyboard open, messages can be read above the field', async (t) => {
  const { page } = await academy.signIn('neha', { device: 'phone', viewport: { width: 740, height: 190 } })
  await openBatch(page)
  const { height } = await placeAtRest(page, page.getByRole('feed'))
  t.ok(height >= 70, `${height} px`)
  const field = page.getByRole('textbox', { name: 'Message' })
  await field.fill('One\ntwo\nthree\nfour')
  await becomes(
    t,
    async () => (await placeAtRest(page, page.getByRole('feed'))).height >= 40,
    true,
    'also above a long one',
  )
})

t.test('what was hidden is said in the reader’s language wherever a message is told in short', async (t) => {
  const id = await batchConversation(academy.url)
  const { page } = await academy.signIn('sanjay', { locale: 'hi-IN' })
  await openBatch(page)
  const content = 'Call me: 98765 43210'
  const { body } = await as(academy.url, 'vikram').call(restRoutes.sendMessage, { params: { id }, body: { content } })
  const word = '[छिपाया गया]'
  await page.getByRole('log').getByText(word).waitFor()
  await page
    .getByRole('link', { name: /Under-12 badminton/ })
    .getByText(word)
    .waitFor()
  const reply = { content: 'Or write to me', replyTo: body.message._id }
  await as(academy.url, 'vikram').call(restRoutes.sendMessage, { params: { id }, body: reply })
  await messageOf(page, reply.content).getByRole('button').getByText(word).waitFor()
  await messageOf(page, 'Call me:').first().locator('[aria-haspopup=menu]').click()
  await page.getByRole('menuitem').first().click()
  await page.getByRole('form').getByText(word).waitFor()
  t.notMatch(await page.locator('body').textContent(), '[hidden]')
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
    const time = messageOf(page, conversation?.lastMessage?.content ?? '')
      .last()
      .locator('time')
      .last()
    const told = await time.textContent()
    t.match(await time.getAttribute('title'), String(new Date(sentAt).getFullYear()), 'the whole of it, with the year')
    t.equal(told?.replace(/\s/g, ' '), clockIn(timezoneId).replace(/\s/g, ' '), timezoneId)
    await page.context().close()
  }
  t.not(clockIn('Asia/Kolkata'), clockIn('Pacific/Auckland'))

  const { page } = await academy.signIn('asha')
  const entries = page.getByRole('navigation', { name: 'Conversations' }).getByRole('link')
  await becomes(t, () => entries.count(), 3)
  await page.getByRole('searchbox', { name: 'Search' }).fill('foot und')
  await becomes(t, () => entries.count(), 1)
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
  const isInside = async (outer: Locator, inner: Locator) => {
    const [around, part] = [await outer.boundingBox(), await inner.boundingBox()]
    if (around === null || part === null) throw new Error('not to be seen')
    const isBeside = part.width === 0 || part.x < around.x || part.x + part.width > around.x + around.width
    return !isBeside && part.y >= around.y && part.y + part.height <= around.y + around.height
  }
  /** Also where the messages still move between two looks. */
  const inside = (outer: Locator, inner: Locator) => becomes(t, () => isInside(outer, inner), true, `inside: ${inner}`)
  await inside(entry, entry.getByText('3', { exact: true }))
  await inside(entry, entry.locator('time'))
  await entry.click()
  const message = page.getByRole('article').filter({ hasText: 'W 1' })
  await inside(message, message.getByText('Parent', { exact: true }))
  const name = message.getByText(user.displayName, { exact: true })
  t.ok((await placeAtRest(page, name)).height < 30, 'in one line')

  const unbroken = { role: 'parent', displayName: 'Wolfeschlegelsteinhausen'.repeat(3) } as const
  await platform.call(restRoutes.putUser, { params: { id: 'sanjay' }, body: unbroken })
  await say('sanjay', id, 'Who am I?')
  await longPress(page, messageOf(page, 'Who am I?').getByText('Who am I?'))
  await page.getByRole('menuitem', { name: 'Reply', exact: true }).tap()
  const replying = page.getByText(`Replying to ${unbroken.displayName}`)
  await replying.waitFor()
  const wide = await replying.evaluate((line) => [Reflect.get(line, 'scrollWidth'), Reflect.get(line, 'clientWidth')])
  t.equal(wide[0], wide[1], 'the line above the field breaks a name that is longer than itself')
  await inside(page.locator('form'), page.getByRole('button', { name: 'Do not reply' }))
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
  await isStored(page, 'May we come later?')
})

t.test('a message that is refused says why, and offers what helps', async (t) => {
  const platform = apiClient(requesterOf(academy.url), serviceToken())
  const batch = { name: 'Closing early', memberIds: ['vikram', 'neha'] }
  const archive = (archived: boolean) =>
    platform.call(restRoutes.putBatch, { params: { id: 'closing' }, body: { ...batch, archived } })
  await archive(false)
  const id = await batchConversation(academy.url, 'closing')
  const { page, network } = await academy.signIn('vikram', { permissions: ['clipboard-read', 'clipboard-write'] })
  const offers = (content: string) =>
    messageOf(page, content)
      .getByRole('button', { name: /^(Try again|Edit|Copy text|Discard)$/ })
      .allInnerTexts()
  const field = page.getByRole('textbox', { name: 'Message' })
  await page.getByRole('link', { name: batch.name }).click()
  await send(page, 'All are here')
  await isStored(page, 'All are here')
  const asked = await say('neha', id, 'Who has the keys?')
  await messageOf(page, 'Who has the keys?').getByRole('button', { name: 'Message actions' }).click()
  await page.getByRole('menuitem', { name: 'Reply' }).click()

  await network.cut()
  await page.getByText('You are offline.').waitFor()
  await send(page, 'I have them')
  await as(academy.url, 'neha').call(restRoutes.deleteMessage, { params: { id, messageId: asked } })
  await network.restore()
  const reply = messageOf(page, 'I have them')
  await reply.getByText('Not sent. The message that it answers does not exist any more.').waitFor()
  await becomes(t, () => offers('I have them'), ['Edit', 'Copy text', 'Discard'])
  await field.fill('And the net')
  await reply.getByRole('button', { name: 'Edit' }).click()
  await reply.waitFor({ state: 'detached' })
  await becomes(t, () => field.inputValue(), 'I have them\nAnd the net', 'what was begun is kept')
  await becomes(t, () => field.evaluate((area: { matches(selector: string): boolean }) => area.matches(':focus')), true)
  await page.getByRole('button', { name: 'Send' }).click()
  await isStored(page, 'And the net')

  await network.cut()
  await page.getByText('You are offline.').waitFor()
  await send(page, 'Too late')
  await archive(true)
  await network.restore()
  await messageOf(page, 'Too late').getByText('Not sent. This conversation can only be read.').waitFor()
  await becomes(t, () => offers('Too late'), ['Copy text', 'Discard'])
  await field.waitFor({ state: 'detached' })
  await messageOf(page, 'Too late').getByRole('button', { name: 'Copy text' }).click()
  await page.getByText('Copied').first().waitFor()
  t.equal(await page.evaluate('navigator.clipboard.readText()'), 'Too late')
  await archive(false)
  await becomes(t, () => offers('Too late'), ['Try again', 'Discard'])
  await messageOf(page, 'Too late').getByRole('button', { name: 'Try again' }).click()
  await isStored(page, 'Too late')

  const [clientId, createdAt] = [crypto.randomUUID(), new Date().toISOString()]
  const left = [{ clientId, conversationId: id, content: `Long ${'a'.repeat(4_000)}`, createdAt }]
  await page.evaluate(`localStorage.setItem('touchline:outbox:vikram', ${JSON.stringify(JSON.stringify(left))})`)
  await page.reload()
  await messageOf(page, 'Long aaa').getByText('Not sent. 5 characters too many').waitFor()
  await becomes(t, () => offers('Long aaa'), ['Edit', 'Copy text', 'Discard'])
  await messageOf(page, 'Long aaa').getByRole('button', { name: 'Discard' }).click()
  await messageOf(page, 'Long aaa').waitFor({ state: 'detached' })
})

/** Runs in the page: how far from the left each of these is, in the element's text. Pixels. */
const measure = `globalThis.leftsOf = (element, parts) => parts.map((part) => {
  const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
  while (texts.nextNode() && !texts.currentNode.data.includes(part));
  const range = document.createRange()
  const at = texts.currentNode.data.indexOf(part)
  range.setStart(texts.currentNode, at)
  range.setEnd(texts.currentNode, at + part.length)
  return range.getBoundingClientRect().left
})`

function leftsOf(place: Locator, parts: readonly string[]): Promise<number[]> {
  return place.evaluate((element, parts) => Reflect.get(globalThis, 'leftsOf')(element, parts), parts)
}

t.test('names that are written from right to left turn nothing around that stands beside them', async (t) => {
  const platform = apiClient(requesterOf(academy.url), serviceToken())
  const [person, batch] = ['\u0644\u064a\u0644\u0649 \u0643\u0631\u064a\u0645!', '\u05d0\u05d9\u05de\u05d5\u05df!']
  const [first, title] = ['\u0644\u064a\u0644\u0649', '\u05d0\u05d9\u05de\u05d5\u05df']
  const layla = { role: 'parent', displayName: person } as const
  await platform.call(restRoutes.putUser, { params: { id: 'layla' }, body: layla })
  const body = { name: batch, memberIds: ['maria', 'layla'] }
  await platform.call(restRoutes.putBatch, { params: { id: 'rtl' }, body })
  const id = await batchConversation(academy.url, 'rtl')
  await say('layla', id, '12 rackets')
  const { page } = await academy.signIn('maria')
  await page.evaluate(measure)
  const other = await academy.signIn('layla', { device: 'phone' })
  const isolated = async (place: Locator, name: string, where: string) => {
    const [sign = 0, letters = 0] = await leftsOf(place, ['!', name])
    t.ok(sign < letters, `the sign at the end of a name is at its own end ${where}`)
  }

  const entry = page.getByRole('link', { name: batch })
  await entry.waitFor()
  await isolated(entry, title, 'in the list')
  const [what = 0, who = 0] = await leftsOf(entry, ['12', first])
  t.ok(what > who, 'who wrote it, then what')
  const [start = 0] = await leftsOf(entry, [person])
  const box = await entry.boundingBox()
  t.ok(start < (box?.x ?? 0) + 100, 'it begins where the others begin')

  await entry.click()
  await isolated(page.getByRole('heading', { name: batch }), title, 'above the conversation')
  const message = messageOf(page, '12 rackets')
  await isolated(message.getByText(person, { exact: true }), first, 'above a message')
  const badge = await message.getByText('Parent', { exact: true }).boundingBox()
  const [name = 0] = await leftsOf(message, [first])
  t.ok((badge?.x ?? 0) > name, 'the badge stands behind the name')
  const thanks = '\u0634\u0643\u0631\u0627'
  const sayAs = as(academy.url, 'layla')
  const said = await sayAs.call(restRoutes.sendMessage, { params: { id }, body: { content: `${thanks}!` } })
  const reply = { content: 'As I said', replyTo: said.body.message._id }
  await sayAs.call(restRoutes.sendMessage, { params: { id }, body: reply })
  const quote = messageOf(page, 'As I said').getByRole('button', { name: /^In reply to/ })
  await isolated(quote.getByText(person, { exact: true }), first, 'in a quote')
  await isolated(quote.getByText(`${thanks}!`, { exact: true }), thanks, 'in what is quoted')
  await messageOf(page, 'As I said').getByRole('button', { name: 'Message actions' }).click()
  await page.getByRole('menuitem', { name: 'Reply', exact: true }).click()
  await isolated(page.getByText(/^Replying to/), first, 'above an answer')
  await page.getByRole('button', { name: 'Members' }).click()
  const member = page.getByRole('listitem').filter({ hasText: person })
  await isolated(member, first, 'among the members')
  await page.keyboard.press('Escape')
  await openBatch(other.page, batch)
  await other.page.getByRole('textbox', { name: 'Message' }).pressSequentially('Mine are')
  // In one look: it is told for some seconds only.
  const [sign = 0, verb = 0, subject = 0] = await leftsOf(page.getByText('is typing…'), ['!', 'is typing', first])
  t.ok(sign < subject, 'the sign at the end of a name is at its own end while they type')
  t.ok(verb > subject)
})
