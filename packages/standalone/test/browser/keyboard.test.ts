import { waitFor } from '@touchline/testing'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { batchConversation, deleteIn, sayIn } from './academy-talk.ts'
import { becomes } from './becomes.ts'
import { isStored, longPress, messageOf, openBatch, openChatAcademy, send } from './chat-page.ts'

t.setTimeout(300_000)
const academy = await openChatAcademy(t)

/** What has the focus once what a key has set off is drawn: its role or tag, and its name. */
function focused(page: Page): Promise<string> {
  return page.evaluate(`(async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
    const element = document.activeElement
    const name = element.ariaLabel ?? element.innerText
    return (element.role ?? element.localName) + ' ' + name.trim().split('\\n')[0]
  })()`)
}

/** Until something has the focus: it goes there a moment after what has set it off. */
async function hasFocus(t: Test, page: Page, wanted: RegExp, message?: string): Promise<void> {
  const name = async () => {
    const now = await focused(page)
    return wanted.test(now) ? wanted.source : now
  }
  await becomes(t, name, wanted.source, message)
}

/** Presses a key until something has the focus; fails where it does not come. */
async function press(page: Page, key: string, wanted: RegExp): Promise<void> {
  const seen: string[] = []
  while (seen.length < 20) {
    await page.keyboard.press(key)
    const now = await focused(page)
    if (wanted.test(now)) return
    seen.push(now)
  }
  throw new Error(`${key} does not lead to ${wanted}, but to ${seen.join(', ')}`)
}

t.test('everything can be done with the keyboard, and a closed window gives the focus back', async (t) => {
  const { page } = await academy.device()
  const key = (name: string) => page.keyboard.press(name)
  const opened = (role: 'dialog' | 'alertdialog' | 'menu', name?: string) =>
    page.getByRole(role, name === undefined ? {} : { name }).waitFor()
  /** Focus comes back when the window has gone, a moment after the key. */
  const backAt = async (wanted: string) => {
    await page.waitForFunction(
      ([name]) => Reflect.get(globalThis, 'document').activeElement?.ariaLabel === name,
      [wanted],
    )
    t.pass(`focus is back at ${wanted}`)
  }

  await page.goto(academy.url)
  await page.getByRole('button', { name: /Asha Menon/ }).waitFor()
  await press(page, 'Tab', /^button Preferences/)
  await press(page, 'Tab', /^button (AM|Asha)/)
  await key('Enter')
  await page.getByRole('link', { name: /Under-12 badminton/ }).waitFor()

  await press(page, 'Tab', /^button Account of Asha Menon/)
  await press(page, 'Tab', /^input Search/)
  await press(page, 'Tab', /^button New conversation/)
  await key('Enter')
  await opened('dialog', 'New conversation')
  await key('Escape')
  await backAt('New conversation')
  await press(page, 'Tab', /^a Under-12 badminton/)
  await key('Enter')
  await backAt('Message')
  await page.keyboard.type('Typed without a mouse')
  await key('Enter')
  await isStored(page, 'Typed without a mouse')
  await backAt('Message')

  await press(page, 'Tab', /^button Emoji/)
  await key('Enter')
  await page.getByRole('gridcell').first().waitFor()
  await page.keyboard.type('shuttlecock')
  await page
    .getByRole('gridcell', { name: /badminton|shuttlecock/i })
    .first()
    .waitFor()
  await key('Escape')
  await backAt('Emoji')

  await press(page, 'Shift+Tab', /^button Attach/)
  await key('Enter')
  await opened('menu')
  await key('Escape')
  await backAt('Attach')

  await press(page, 'Shift+Tab', /^article You, /)
  await key('ArrowUp')
  await hasFocus(t, page, /^article You, /, 'the message about the fee')
  await key('ArrowUp')
  await hasFocus(t, page, /^article Coach Vikram, /)
  await key('End')
  await hasFocus(t, page, /^article You, /)
  await press(page, 'Tab', /^button Message actions/)
  await key('Enter')
  await opened('menu')
  await key('Escape')
  await backAt('Message actions')
  for (const [action, role] of [
    ['Read by', 'dialog'],
    ['Delete', 'alertdialog'],
  ] as const) {
    await key('Enter')
    await opened('menu')
    await press(page, 'ArrowDown', new RegExp(`^menuitem ${action}`))
    await key('Enter')
    await opened(role)
    await key('Escape')
    await backAt('Message actions')
  }

  await page.getByRole('textbox', { name: 'Message' }).focus()
  await key('ArrowUp')
  await page.getByRole('button', { name: 'Stop editing' }).waitFor()
  await waitFor(
    'the text to edit',
    async () => (await page.getByRole('textbox', { name: 'Message' }).inputValue()) === 'Typed without a mouse',
  )
  await key('Escape')
  await page.getByRole('button', { name: 'Stop editing' }).waitFor({ state: 'detached' })
  await press(page, 'Shift+Tab', /^button Members/)
  await key('Enter')
  await opened('dialog', 'Members')
  await key('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await hasFocus(t, page, /^button Members/)
})

t.test('on a phone the focus goes into the conversation and back to the list', async (t) => {
  const { page } = await academy.signIn('neha', { device: 'phone' })
  await page.getByRole('link', { name: /Under-15 football/ }).click()
  await page.getByRole('article').first().waitFor()
  await hasFocus(t, page, /^section Under-15 football$/)
  await page.getByRole('link', { name: 'Back to conversations' }).click()
  await page.getByRole('link', { name: /Under-15 football/ }).waitFor()
  await hasFocus(t, page, /^a Under-15 football$/)
})

t.test('whoever answers or edits from the menu of a message is in the field, where the draft waits', async (t) => {
  const { page } = await academy.signIn('asha')
  await openBatch(page)
  const field = page.getByRole('textbox', { name: 'Message' })
  for (const content of ['The first of two', 'The second of two']) {
    await send(page, content)
    await isStored(page, content)
  }
  const holds = (text: string) => waitFor(`"${text}" in the field`, async () => (await field.inputValue()) === text)
  const item = (name: string) => page.getByRole('menuitem', { name, exact: true })
  const actionsOf = (content: string) => messageOf(page, content).getByRole('button', { name: 'Message actions' })
  const choose = async (content: string, name: string) => {
    await messageOf(page, content).hover()
    await actionsOf(content).click()
    await item(name).click()
    await page.getByRole('menu').waitFor({ state: 'detached' })
  }
  await field.fill('my draft')
  await choose('The second of two', 'Reply')
  await hasFocus(t, page, /^textarea Message$/)
  await page.keyboard.press('End')
  await page.keyboard.type('!')
  await holds('my draft!')
  await choose('The second of two', 'Reply')
  await hasFocus(t, page, /^textarea Message$/, 'also when it was chosen before')

  await choose('The first of two', 'Edit')
  await hasFocus(t, page, /^textarea Message$/)
  await holds('The first of two')
  await page.keyboard.press('End')
  await page.keyboard.type(', edited')
  await holds('The first of two, edited')
  await choose('The second of two', 'Edit')
  await holds('The second of two')
  await choose('The first of two', 'Reply')
  await page.getByText('Replying to').waitFor()
  await holds('my draft!')
  await choose('The first of two', 'Edit')
  await holds('The first of two')
  await page.keyboard.press('Escape')
  await holds('my draft!')

  await actionsOf('The second of two').focus()
  await page.keyboard.press('Enter')
  await item('Reply').waitFor()
  await press(page, 'ArrowDown', /^menuitem Edit/)
  await page.keyboard.press('Enter')
  await page.getByRole('menu').waitFor({ state: 'detached' })
  await hasFocus(t, page, /^textarea Message$/)
  await choose('The second of two', 'Copy text')
  await hasFocus(t, page, /^button Message actions$/, 'what is not written has the focus back at the message')
})

t.test('an answer that was begun is there again when an edit ends, however it ends', async (t) => {
  const id = await batchConversation(academy.url)
  await sayIn(academy.url, 'vikram', id, 'Who keeps the score?')
  const { page } = await academy.signIn('robin')
  await openBatch(page)
  const field = page.getByRole('textbox', { name: 'Message' })
  const replying = page.getByText('Replying to Coach Vikram')
  const choose = async (content: string, name: string) => {
    await messageOf(page, content).last().hover()
    await messageOf(page, content).last().getByRole('button', { name: 'Message actions' }).click()
    await page.getByRole('menuitem', { name, exact: true }).click()
    await page.getByRole('menu').waitFor({ state: 'detached' })
  }
  await send(page, 'To be edited')
  await isStored(page, 'To be edited')
  await choose('Who keeps the score?', 'Reply')
  await field.fill('Neha does')
  const ends: Record<string, () => Promise<void>> = {
    Escape: () => page.keyboard.press('Escape'),
    'Stop editing': () => page.getByRole('button', { name: 'Stop editing' }).click(),
    Save: () => page.keyboard.press('Enter'),
  }
  for (const [name, end] of Object.entries(ends)) {
    await choose('To be edited', 'Edit')
    await becomes(t, () => field.inputValue(), 'To be edited')
    t.equal(await replying.count(), 0)
    await field.fill(`To be edited: ${name}`)
    await end()
    await replying.waitFor()
    await becomes(t, () => field.inputValue(), 'Neha does', `after ${name}`)
    await hasFocus(t, page, /^textarea Message$/)
  }
  await choose('To be edited: Save', 'Edit')
  await page.getByRole('searchbox', { name: 'Search' }).focus()
  await deleteIn(academy.url, 'asha', id, 'To be edited: Save')
  await replying.waitFor()
  await becomes(t, () => field.inputValue(), 'Neha does', 'after somebody else has deleted it')
  await hasFocus(t, page, /^input Search$/, 'who is busy elsewhere is left there')
  await page.getByRole('button', { name: 'Send' }).click()
  await messageOf(page, 'Neha does')
    .getByRole('button', { name: /^In reply to Coach Vikram/ })
    .waitFor()
})

t.test('who has deleted a message is at its place, also where somebody else was quicker', async (t) => {
  const id = await batchConversation(academy.url)
  const { page } = await academy.signIn('vikram')
  await openBatch(page)
  for (const content of ['Deleted here', 'Deleted there']) {
    await send(page, content)
    await isStored(page, content)
    await messageOf(page, content).hover()
    await messageOf(page, content).getByRole('button', { name: 'Message actions' }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    const dialog = page.getByRole('alertdialog')
    await dialog.waitFor()
    const row = page.locator('article').last()
    if (content === 'Deleted there') {
      await deleteIn(academy.url, 'asha', id, content)
      await row.getByText('Message deleted').waitFor()
    }
    await dialog.getByRole('button', { name: 'Delete' }).click()
    await dialog.waitFor({ state: 'detached' })
    await row.getByText('Message deleted').waitFor()
    const isThere = () => row.evaluate((article: { matches(selector: string): boolean }) => article.matches(':focus'))
    await becomes(t, isThere, true, `the focus is on the message: ${content}`)
  }
})

t.test('the menu of a message that somebody else deletes closes, and the focus is at its place', async (t) => {
  const id = await batchConversation(academy.url)
  const { page } = await academy.signIn('sanjay')
  await openBatch(page)
  await send(page, 'Deleted under its menu')
  await isStored(page, 'Deleted under its menu')
  await messageOf(page, 'Deleted under its menu').hover()
  await messageOf(page, 'Deleted under its menu').getByRole('button', { name: 'Message actions' }).click()
  await page.getByRole('menuitem', { name: 'Copy text' }).waitFor()
  await deleteIn(academy.url, 'asha', id, 'Deleted under its menu')
  const row = page.locator('article').last()
  await row.getByText('Message deleted').waitFor()
  await page.getByRole('menu').waitFor({ state: 'detached' })
  const isThere = () => row.evaluate((article: { matches(selector: string): boolean }) => article.matches(':focus'))
  await becomes(t, isThere, true, 'the focus is on the message')
})

t.test('who takes a file back is at the next one, at the one before, or in the field', async (t) => {
  const { page } = await academy.signIn('vikram')
  await openBatch(page)
  const files = ['a', 'b', 'c'].map((name) => ({
    name: `${name}.csv`,
    mimeType: 'text/csv',
    buffer: Buffer.from('Lane,Name\n'),
  }))
  await page.getByLabel('Choose files').setInputFiles(files)
  await page.getByRole('button', { name: 'Remove b.csv' }).focus()
  for (const wanted of [/^button Remove c\.csv$/, /^button Remove a\.csv$/, /^textarea Message$/]) {
    await page.keyboard.press('Enter')
    await hasFocus(t, page, wanted)
  }
  t.equal(await page.getByRole('list', { name: 'Files to send' }).count(), 0)
})

t.test('on a phone the focus is in the field after Reply', async (t) => {
  const { page } = await academy.signIn('neha', { device: 'phone' })
  await openBatch(page)
  await send(page, 'Answer this one')
  await isStored(page, 'Answer this one')
  await longPress(page, messageOf(page, 'Answer this one').getByText('Answer this one'))
  await page.getByRole('menuitem', { name: 'Reply' }).tap()
  await page.getByRole('menu').waitFor({ state: 'detached' })
  await hasFocus(t, page, /^textarea Message$/)
})
