import type { BrowserContextOptions, Page } from 'playwright-core'

interface Picture {
  /** The file's name without its ending. */
  name: string
  seat: BrowserContextOptions
  /** Who signs in, by a part of their name; nobody where it is left out. */
  person?: RegExp
  /** Brings on what is to be seen and waits until it is there. */
  show(page: Page): Promise<void>
}

const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }
const desktop = { viewport: { width: 1180, height: 760 } }

async function openBatch(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Under-12 badminton' }).click()
  await page.locator('article img').first().waitFor()
  await page.getByRole('article').last().waitFor()
  const toLatest = page.getByRole('button', { name: /Latest messages|सबसे नए संदेश/ })
  if (!(await toLatest.isVisible())) return
  await toLatest.click()
  await toLatest.waitFor({ state: 'detached' })
}

/** The pictures of README and docs. */
export const pictures: readonly Picture[] = [
  {
    name: 'sign-in',
    seat: { ...desktop, colorScheme: 'light' },
    show: (page) => page.getByRole('button', { name: /Asha Menon/ }).waitFor(),
  },
  { name: 'desktop-light', seat: { ...desktop, colorScheme: 'light' }, person: /Asha Menon/, show: openBatch },
  { name: 'desktop-dark', seat: { ...desktop, colorScheme: 'dark' }, person: /Coach Vikram/, show: openBatch },
  {
    name: 'phone-list',
    seat: { ...phone, colorScheme: 'light' },
    person: /Neha/,
    show: (page) => page.getByRole('link', { name: /Under-12 badminton/ }).waitFor(),
  },
  { name: 'phone-light', seat: { ...phone, colorScheme: 'light' }, person: /Neha/, show: openBatch },
  {
    name: 'phone-dark-hindi',
    seat: { ...phone, colorScheme: 'dark', locale: 'hi-IN' },
    person: /Sanjay/,
    show: openBatch,
  },
  {
    name: 'phone-files-rule',
    seat: { ...phone, colorScheme: 'light' },
    person: /Neha/,
    async show(page) {
      await page.getByRole('link', { name: /^Asha Menon/ }).click()
      await page.getByRole('button', { name: 'Attach' }).click()
      await page.getByText('Files can be shared in batch conversations only').waitFor()
    },
  },
  {
    name: 'admin-findings',
    seat: { ...desktop, colorScheme: 'light' },
    person: /Asha Menon/,
    async show(page) {
      await page.getByRole('button', { name: 'Account of Asha Menon' }).click()
      await page.getByRole('menuitem', { name: 'Oversight' }).click()
      await page.getByRole('listitem').filter({ hasText: 'Phone number' }).first().waitFor()
    },
  },
]
