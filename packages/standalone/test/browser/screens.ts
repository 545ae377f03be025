import type { Page } from 'playwright-core'
import type { Text } from './texts.ts'

interface Screen {
  readonly name: string
  /** Comes from the screen before, and waits until there is nothing more to come. */
  show(page: Page, text: Text): Promise<unknown>
  /** Closes what was opened above the page. */
  leave?(page: Page): Promise<unknown>
}

async function closeWithEscape(page: Page): Promise<void> {
  await page.keyboard.press('Escape')
  // What tells of something for some seconds is a dialog as well, though not one that Escape closes.
  const opened = page.locator('[role=dialog]:not([aria-modal=false]), [role=alertdialog], [role=menu]')
  await opened.first().waitFor({ state: 'detached' })
}
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const dialog = (page: Page, name: string) => page.getByRole('dialog', { name }).getByRole('listitem').first().waitFor()
const messageOf = (page: Page, content: string) => page.getByRole('article').filter({ hasText: content }).first()

async function menuOf(page: Page, text: Text, content: string): Promise<void> {
  await messageOf(page, content).focus()
  await messageOf(page, content)
    .getByRole('button', { name: text('message.actions') })
    .click()
  await page.getByRole('menu').waitFor()
}

async function choose(page: Page, text: Text, content: string, id: string): Promise<void> {
  await menuOf(page, text, content)
  await page.getByRole('menuitem', { name: text(id), exact: true }).click()
}

/** Back to the list where a phone shows the conversation alone. */
async function toList(page: Page, text: Text): Promise<void> {
  const back = page.getByRole('link', { name: text('conversation.back') })
  if (await back.isVisible()) await back.click()
}

/** Every screen that an Admin of the demo academy can come to, one after the other, after `makeTalk`. */
export const screens: readonly Screen[] = [
  { name: 'sign-in', show: (page) => page.getByRole('button', { name: /Asha Menon/ }).waitFor() },
  {
    name: 'preferences',
    show: async (page, text) => {
      await button(page, text('preferences.title')).click()
      await page.getByRole('menu').waitFor()
    },
    leave: closeWithEscape,
  },
  {
    name: 'conversations',
    show: async (page) => {
      await page.getByRole('button', { name: /Asha Menon/ }).click()
      await page.getByRole('link', { name: /Under-12 badminton/ }).waitFor()
    },
  },
  {
    name: 'account menu',
    show: async (page, text) => {
      await button(page, text('account.label', { name: 'Asha Menon' })).click()
      await page.getByRole('menu').waitFor()
    },
    leave: closeWithEscape,
  },
  {
    name: 'new conversation',
    show: async (page, text) => {
      await button(page, text('newDirect.open')).click()
      await dialog(page, text('newDirect.title'))
    },
    leave: closeWithEscape,
  },
  {
    name: 'nothing found',
    show: async (page, text) => {
      await page.getByRole('searchbox', { name: text('list.search'), exact: true }).fill('xyz')
      await page.getByText(text('list.nothingFound')).waitFor()
    },
    leave: (page) => page.getByRole('searchbox').fill(''),
  },
  {
    name: 'a batch conversation',
    show: async (page) => {
      await page.getByRole('link', { name: /Under-12 badminton/ }).click()
      await messageOf(page, 'See you on court 2').waitFor()
      await page.locator('article img').first().waitFor()
    },
  },
  {
    name: 'message actions',
    show: (page, text) => menuOf(page, text, 'See you on court 2'),
    leave: closeWithEscape,
  },
  {
    name: 'read by',
    show: async (page, text) => {
      await choose(page, text, 'See you on court 2', 'message.readers')
      await dialog(page, text('readers.title'))
    },
    leave: closeWithEscape,
  },
  {
    name: 'deleting',
    show: async (page, text) => {
      await choose(page, text, 'See you on court 2', 'message.delete')
      await page.getByRole('alertdialog', { name: text('delete.title') }).waitFor()
    },
    leave: closeWithEscape,
  },
  {
    name: 'members',
    show: async (page, text) => {
      await button(page, text('members.title')).click()
      await dialog(page, text('members.title'))
    },
    leave: closeWithEscape,
  },
  {
    name: 'attaching',
    show: async (page, text) => {
      await button(page, text('files.attach')).click()
      await page.getByRole('menuitem', { name: text('files.photo') }).waitFor()
    },
    leave: closeWithEscape,
  },
  {
    name: 'replying, with files to be sent',
    show: async (page, text) => {
      await choose(page, text, 'The rules are on', 'message.reply')
      const files = page.locator('input[type=file][multiple]')
      await files.setInputFiles([
        { name: 'kit.csv', mimeType: 'text/csv', buffer: Buffer.from('Shirt,Size\n') },
        { name: 'too-much.exe', mimeType: 'application/x-msdownload', buffer: Buffer.from('MZ') },
      ])
      await page.getByText(text('error.fileType')).first().waitFor()
      await button(page, text('files.remove', { name: 'kit.csv' })).waitFor()
    },
    leave: async (page) => {
      await page.getByRole('textbox').press('Escape')
      await page
        .getByRole('list')
        .getByRole('button')
        .filter({ has: page.locator('svg') })
        .first()
        .click()
    },
  },
  {
    name: 'emoji',
    show: async (page, text) => {
      await button(page, text('composer.emoji')).click()
      await page.getByRole('gridcell').first().waitFor()
    },
    leave: closeWithEscape,
  },
  {
    name: 'a picture as a whole',
    show: async (page, text) => {
      await button(page, text('file.openPicture', { name: 'court-2.jpg' })).click()
      await page.getByRole('button', { name: text('viewer.zoomIn') }).waitFor()
    },
    leave: closeWithEscape,
  },
  {
    name: 'a direct conversation, why it takes no files',
    show: async (page, text) => {
      await toList(page, text)
      await page.getByRole('link', { name: /^Neha/ }).click()
      await button(page, text('files.attach')).click()
      await page.getByText(text('error.filesBatchOnly')).waitFor()
    },
    leave: closeWithEscape,
  },
  {
    name: 'a conversation that can only be read',
    show: async (page, text) => {
      await toList(page, text)
      await page.getByRole('link', { name: /Summer camp/ }).click()
      await page.getByText(text('composer.readOnly')).waitFor()
    },
  },
  {
    name: 'no such conversation',
    show: async (page, text) => {
      await goTo(page, '#/c/nothing')
      await page.getByText(text('conversation.absent')).waitFor()
    },
  },
  {
    name: 'findings',
    show: async (page, text) => {
      await goTo(page, '#/admin/findings')
      await page
        .getByRole('region', { name: text('admin.findings') })
        .getByRole('list')
        .waitFor()
    },
  },
  {
    name: 'people',
    show: async (page, text) => {
      await page.getByRole('link', { name: text('admin.people'), exact: true }).click()
      await page
        .getByRole('region', { name: text('admin.people') })
        .getByRole('list')
        .waitFor()
    },
  },
  {
    name: 'batches',
    show: async (page, text) => {
      await page.getByRole('link', { name: text('admin.batches'), exact: true }).click()
      await page
        .getByRole('region', { name: text('admin.batches') })
        .getByRole('list')
        .waitFor()
    },
  },
]

/** To an address inside the page, without loading it anew. */
async function goTo(page: Page, hash: string): Promise<void> {
  await page.evaluate(`location.hash = ${JSON.stringify(hash)}`)
}
