import { once } from 'node:events'
import { createServer } from 'node:http'
import { restRoutes } from '@touchline/contracts'
import { apiClient, freePort, requesterOf, serviceToken, userToken } from '@touchline/testing'
import type { Page } from 'playwright-core'
import t from 'tap'
import { batchConversation, deleteIn, pictureOf, sayIn, sendFile } from './academy-talk.ts'
import { becomes } from './becomes.ts'
import { isStored, longPress, messageOf, openBatch, openChatAcademy, send } from './chat-page.ts'

t.setTimeout(300_000)
const embedder = `http://127.0.0.1:${await freePort()}`
const academy = await openChatAcademy(t, { WEB_PARENT_ORIGINS: embedder })

/** Something that opens above the conversation: how it is opened, what is then to be seen, and how else it is closed. */
interface Layer {
  readonly name: string
  open(page: Page): Promise<void>
  shown(page: Page): ReturnType<Page['getByRole']>
  close(page: Page): Promise<void>
}

const pressEscape = (page: Page) => page.keyboard.press('Escape')
const closeButton = (page: Page) => page.getByRole('button', { name: 'Close' }).click()
const actionsOf = (page: Page) => longPress(page, messageOf(page, 'Is the net up?').getByText('Is the net up?'))
const choose = (action: string) => async (page: Page) => {
  await actionsOf(page)
  await page.getByRole('menuitem', { name: action, exact: true }).click()
}

const layers: readonly Layer[] = [
  { name: 'a menu', open: actionsOf, shown: (page) => page.getByRole('menu'), close: pressEscape },
  {
    name: 'the details of readers',
    open: choose('Read by'),
    shown: (page) => page.getByRole('dialog', { name: 'Read by' }),
    close: closeButton,
  },
  {
    name: 'the question before deleting',
    open: choose('Delete'),
    shown: (page) => page.getByRole('alertdialog'),
    close: (page) => page.getByRole('button', { name: 'Cancel' }).click(),
  },
  {
    name: 'the members',
    open: (page) => page.getByRole('button', { name: 'Members' }).click(),
    shown: (page) => page.getByRole('dialog', { name: 'Members' }),
    close: closeButton,
  },
  {
    name: 'attaching',
    open: (page) => page.getByRole('button', { name: 'Attach' }).click(),
    shown: (page) => page.getByRole('menu'),
    close: pressEscape,
  },
  {
    name: 'the emoji',
    open: (page) => page.getByRole('button', { name: 'Emoji' }).click(),
    shown: (page) => page.getByRole('dialog', { name: 'Emoji' }),
    close: pressEscape,
  },
  {
    name: 'a picture as a whole',
    open: (page) => page.getByRole('button', { name: 'Open picture court.jpg' }).click(),
    shown: (page) => page.getByRole('button', { name: 'Zoom in' }),
    close: closeButton,
  },
]

t.test('on a phone, Back closes what is open, then goes to the list, then out of the chat', async (t) => {
  const id = await batchConversation(academy.url)
  await sendFile(academy.url, 'vikram', id, new File([await pictureOf('#2a7f62')], 'court.jpg', { type: 'image/jpeg' }))
  const { page } = await academy.signIn('neha', { device: 'phone' })
  const list = page.getByRole('button', { name: 'New conversation' })
  const arrow = page.getByRole('link', { name: 'Back to conversations' })
  for (const title of ['Under-12 badminton', 'Under-15 football']) {
    await openBatch(page, title)
    await arrow.click()
    await list.waitFor()
  }
  await openBatch(page)
  await send(page, 'Is the net up?')
  await isStored(page, 'Is the net up?')
  for (const { name, open, shown, close } of layers) {
    await open(page)
    await shown(page).waitFor()
    await page.goBack()
    await shown(page).waitFor({ state: 'detached' })
    t.ok(await arrow.isVisible(), `${name} is closed, the conversation is not`)
    await open(page)
    await shown(page).waitFor()
    await close(page)
    await shown(page).waitFor({ state: 'detached' })
  }
  await page.goBack()
  await list.waitFor()
  await becomes(t, async () => new URL(page.url()).hash, '', 'what was closed otherwise has left nothing behind')

  const dialog = page.getByRole('dialog', { name: 'New conversation' })
  await list.click()
  await dialog.waitFor()
  await page.goBack()
  await dialog.waitFor({ state: 'detached' })
  await list.click()
  await dialog.getByRole('button', { name: /Robin/ }).click()
  await page.getByText('Nobody has written yet. Say hello!').waitFor()
  await dialog.waitFor({ state: 'detached' })
  await page.goBack()
  await list.waitFor()
  t.equal(await dialog.count(), 0, 'behind the new conversation is the list, with nothing open')
  await page.goBack()
  t.equal(page.url(), 'about:blank', 'and behind the list is what was before the chat')
})

t.test('an answer that was begun, with its files, waits while one looks into another conversation', async (t) => {
  await sayIn(academy.url, 'vikram', await batchConversation(academy.url), 'Who brings what?')
  const { page } = await academy.signIn('neha', { device: 'phone' })
  await openBatch(page)
  const field = page.getByRole('textbox', { name: 'Message' })
  const replying = page.getByText('Replying to Coach Vikram')
  const files = page.getByRole('list', { name: 'Files to send' }).getByRole('listitem')
  await longPress(page, messageOf(page, 'Who brings what?').getByText('Who brings what?'))
  await page.getByRole('menuitem', { name: 'Reply', exact: true }).tap()
  await replying.waitFor()
  await field.fill('All of these')
  await page.getByLabel('Choose files').setInputFiles([
    { name: 'shirt.jpg', mimeType: 'image/jpeg', buffer: await pictureOf('#804020') },
    { name: 'list.csv', mimeType: 'text/csv', buffer: Buffer.from('Shirt,Size\n') },
  ])
  await files.nth(1).waitFor()

  await page.goBack()
  await page.getByRole('link', { name: /^Asha Menon/ }).click()
  await page.getByRole('heading', { name: /Asha Menon/ }).waitFor()
  await becomes(t, () => field.inputValue(), '')
  t.equal(await replying.count(), 0)
  t.equal(await files.count(), 0, 'it is not taken along')
  await page.goBack()
  await openBatch(page)
  await becomes(t, () => field.inputValue(), 'All of these')
  await replying.waitFor()
  t.match(await files.allInnerTexts(), [/^shirt\.jpg/, /^list\.csv/])
  const picture = page.getByRole('img', { name: 'Preview of shirt.jpg' })
  await picture.evaluate((image: { decode(): Promise<void> }) => image.decode())
  await becomes(t, () => page.evaluate<unknown>('document.activeElement?.localName'), 'section', 'no keyboard comes up')
  await page.getByRole('button', { name: 'Send' }).click()
  const sent = messageOf(page, 'All of these')
  await sent.getByRole('button', { name: 'Open picture shirt.jpg' }).waitFor()
  await sent.getByRole('button', { name: /^In reply to Coach Vikram/ }).waitFor()

  await page.goBack()
  await openBatch(page)
  await sent.waitFor()
  t.equal(await field.inputValue(), '')
  t.equal(await replying.count(), 0)
  t.equal(await files.count(), 0, 'what is sent waits no longer')
})

t.test('an edit that was begun waits while one looks into another conversation', async (t) => {
  const id = await batchConversation(academy.url)
  const { page } = await academy.signIn('neha', { device: 'phone' })
  await openBatch(page)
  const field = page.getByRole('textbox', { name: 'Message' })
  const editing = page.getByText('Editing your message')
  const beginEdit = async (content: string) => {
    await send(page, content)
    await isStored(page, content)
    await longPress(page, messageOf(page, content).getByText(content))
    await page.getByRole('menuitem', { name: 'Edit', exact: true }).tap()
    await page.getByRole('menu').waitFor({ state: 'detached' })
    await becomes(t, () => field.inputValue(), content)
  }
  const lookElsewhere = async () => {
    await page.goBack()
    await page.getByRole('link', { name: /^Asha Menon/ }).click()
    await page.getByRole('heading', { name: /Asha Menon/ }).waitFor()
    await becomes(t, () => field.inputValue(), '')
    t.equal(await editing.count(), 0, 'it is not taken along')
    await page.goBack()
  }

  await beginEdit('Six shirts')
  await field.fill('Seven shirts')
  await lookElsewhere()
  await openBatch(page)
  await becomes(t, () => field.inputValue(), 'Seven shirts')
  await editing.waitFor()
  await becomes(t, () => page.evaluate<unknown>('document.activeElement?.localName'), 'section', 'no keyboard comes up')
  await page.getByRole('button', { name: 'Save' }).click()
  await messageOf(page, 'Seven shirts').getByText('edited').waitFor()
  await editing.waitFor({ state: 'detached' })

  await lookElsewhere()
  await openBatch(page)
  await messageOf(page, 'Seven shirts').waitFor()
  t.equal(await field.inputValue(), '')
  t.equal(await editing.count(), 0, 'what is saved waits no longer')

  await beginEdit('Six balls')
  await field.fill('Seven balls')
  await lookElsewhere()
  await deleteIn(academy.url, 'asha', id, 'Six balls')
  // Both at once: it is told for some seconds only.
  await Promise.all([page.getByText('This message does not exist any more.').first().waitFor(), openBatch(page)])
  await editing.waitFor({ state: 'detached' })
  await becomes(t, () => field.inputValue(), 'Seven balls', 'what was typed is the draft')
})

t.test('an edit that is saved as one goes away waits no longer', async (t) => {
  const { page } = await academy.signIn('neha', { device: 'phone' })
  await openBatch(page)
  await send(page, 'Two nets')
  await isStored(page, 'Two nets')
  await longPress(page, messageOf(page, 'Two nets').getByText('Two nets'))
  await page.getByRole('menuitem', { name: 'Edit', exact: true }).tap()
  await page.getByRole('menu').waitFor({ state: 'detached' })
  await page.getByRole('textbox', { name: 'Message' }).fill('Three nets')
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  await page.route(/\/messages\//, async (route) => {
    await released
    await route.continue()
  })
  await page.getByRole('button', { name: 'Save' }).click()
  await page.goBack()
  await page.getByRole('button', { name: 'New conversation' }).waitFor()
  const saved = page.waitForResponse((response) => response.request().method() === 'PATCH')
  release()
  await (await saved).finished()
  await page.getByRole('link', { name: 'Under-12 badminton' }).getByText('Three nets').waitFor()
  await openBatch(page)
  await messageOf(page, 'Three nets').waitFor()
  t.equal(await page.getByText('Editing your message').count(), 0)
})

const platform = apiClient(requesterOf(academy.url), serviceToken())

t.test('who is taken out of the conversation that they look at is told so, at the list', async (t) => {
  const batch = { name: 'Evening (beginners)', memberIds: ['vikram', 'sanjay', 'fatima'] }
  const change = (memberIds: string[]) =>
    platform.call(restRoutes.putBatch, { params: { id: 'evening' }, body: { ...batch, memberIds } })
  await change(batch.memberIds)
  const phone = (await academy.signIn('sanjay', { device: 'phone' })).page
  const desk = (await academy.signIn('fatima')).page
  for (const page of [phone, desk]) {
    await page.getByRole('link', { name: batch.name }).click()
    await page.getByText('Nobody has written yet. Say hello!').waitFor()
  }
  await phone.getByRole('button', { name: 'Members' }).click()
  await phone.getByRole('dialog', { name: 'Members' }).waitFor()
  await desk.getByRole('textbox', { name: 'Message' }).pressSequentially('I was about to')
  await change(['vikram'])
  // Both at once: it is told for some seconds only.
  const told = (page: Page) => page.getByText('You no longer take part in Evening (beginners).').first().waitFor()
  await Promise.all([told(phone), told(desk)])
  for (const page of [phone, desk]) {
    await page.getByRole('button', { name: 'New conversation' }).waitFor()
    await page.locator('h1:focus').filter({ hasText: 'Conversations' }).waitFor()
    t.equal(await page.getByText('does not exist').count(), 0)
    t.equal(await page.getByRole('link', { name: batch.name }).count(), 0)
  }
  t.equal(await phone.getByRole('dialog', { name: 'Members' }).count(), 0)
  await phone.goBack()
  t.equal(phone.url(), 'about:blank', 'nothing of it is left in the history')

  await change(batch.memberIds)
  await desk.getByRole('link', { name: batch.name }).click()
  await desk.getByText('Nobody has written yet. Say hello!').waitFor()
  await desk.getByRole('searchbox', { name: 'Search' }).pressSequentially('eve')
  await change(['vikram'])
  await desk.getByText('Choose one on the left').waitFor()
  t.ok(await desk.locator('input[type=search]:focus').isVisible(), 'who is busy elsewhere is left there')
})

t.test('whose account is closed while they look is told so, and nothing is tried any more', async (t) => {
  const { page } = await academy.device()
  let tries = 0
  page.on('websocket', () => {
    tries += 1
  })
  await page.clock.install()
  await page.goto(`${academy.url}/#token=${userToken('fatima')}`)
  await openBatch(page)
  const person = { role: 'parent', displayName: 'Fatima (Zoya’s mother)' } as const
  await platform.call(restRoutes.putUser, { params: { id: 'fatima' }, body: { ...person, active: false } })
  await page.locator('h2:focus').filter({ hasText: 'Your sign-in has ended' }).waitFor()
  await page.getByText('your account may have been closed').waitFor()
  t.equal(await page.getByRole('article').count(), 0)
  const before = tries
  await page.clock.runFor(120_000)
  t.equal(tries, before)
  t.ok(tries <= 4, `${tries} connections`)

  await platform.call(restRoutes.putUser, { params: { id: 'fatima' }, body: { ...person, active: true } })
  await page.goto(`${academy.url}/#token=${userToken('fatima')}`)
  await openBatch(page)
  t.pass('another token lets them in again')
})

t.test(
  'in a frame the chat leaves the history to the page around it, and is not stuck when that goes on',
  async (t) => {
    const { page } = await academy.device({ device: 'phone' })
    const platformPage = `<!doctype html><meta name="viewport" content="width=device-width">
    <iframe style="width: 100%; height: 600px"></iframe><script>
      const frame = document.querySelector('iframe')
      addEventListener('message', () => {
        const message = { type: 'touchline:token', token: '${userToken('asha')}' }
        frame.contentWindow.postMessage(message, '${academy.url}')
      })
      frame.src = '${academy.url}/'
    </script>`
    const server = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html').end(platformPage)
    })
    t.teardown(() => server.close())
    server.listen(Number(new URL(embedder).port), '127.0.0.1')
    await once(server, 'listening')
    await page.goto(`${embedder}/home`)
    const chat = page.frameLocator('iframe')
    const arrow = chat.getByRole('link', { name: 'Back to conversations' })
    const members = chat.getByRole('dialog', { name: 'Members' })
    const entry = (title: string) => chat.getByRole('link', { name: title })
    await entry('Under-12 badminton').waitFor()
    const length = await page.evaluate('history.length')
    await entry('Under-12 badminton').click()
    await chat.getByRole('article').last().waitFor()
    await chat.getByRole('button', { name: 'Members' }).click()
    await members.waitFor()
    t.equal(await page.evaluate('history.length'), length, 'nothing is added')
    await page.evaluate("history.pushState({}, '', '/fees')")
    await chat.getByRole('button', { name: 'Close' }).click()
    await members.waitFor({ state: 'detached' })
    await arrow.click()
    await entry('Under-15 football').click()
    await chat.getByRole('heading', { name: 'Under-15 football', level: 1 }).waitFor()
    await arrow.click()
    await entry('Under-12 badminton').waitFor()
    await becomes(t, async () => page.url(), `${embedder}/fees`, 'the page around it has stayed where it went')
    await page.goBack()
    await becomes(t, async () => page.url(), `${embedder}/home`, 'one step back is its own')
  },
)
