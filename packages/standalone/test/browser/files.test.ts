import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { restRoutes } from '@touchline/contracts'
import { tempDir } from '@touchline/testing'
import type { Page } from 'playwright-core'
import t from 'tap'
import { as, batchConversation, pictureOf, sendFile } from './academy-talk.ts'
import { becomes } from './becomes.ts'
import { messageOf, openBatch, openChatAcademy, placeAtRest, send } from './chat-page.ts'

t.setTimeout(300_000)
const academy = await openChatAcademy(t)
const folder = await tempDir(t)

async function fileNames(batchId: string): Promise<string[]> {
  const id = await batchConversation(academy.url, batchId)
  const { body } = await as(academy.url, 'asha').call(restRoutes.listMessages, { params: { id } })
  return body.messages.flatMap(({ file }) => (file === undefined ? [] : [file.name]))
}

/** The files above the field, in their order. */
async function namesToSend(page: Page): Promise<(string | undefined)[]> {
  const texts = await page.getByRole('list', { name: 'Files to send' }).getByRole('listitem').allInnerTexts()
  return texts.map((text) => text.split('\n')[0])
}

/** As from the device's file manager: the browser itself makes the events. */
async function dragFiles(page: Page, files: string[], over: { x: number; y: number }): Promise<() => Promise<void>> {
  const devtools = await page.context().newCDPSession(page)
  const data = { items: [], files, dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver'] as const) {
    await devtools.send('Input.dispatchDragEvent', { type, data, ...over })
  }
  return async () => {
    await devtools.send('Input.dispatchDragEvent', { type: 'drop', data, ...over })
  }
}

t.test('a file that is dragged onto the conversation is looked at, taken back, dropped again and sent', async (t) => {
  const { page } = await academy.signIn('vikram')
  await openBatch(page)
  const path = join(folder, 'line-up.csv')
  await writeFile(path, 'Court,Pair\n1,Arjun and Mira\n')
  const messages = { x: 800, y: 300 }
  const drop = await dragFiles(page, [path], messages)
  await page.getByText('Drop files here').waitFor()
  await drop()
  await page.getByText('Drop files here').waitFor({ state: 'detached' })
  const staged = page.getByRole('list', { name: 'Files to send' })
  await staged.getByText('line-up.csv').waitFor()
  await staged.getByText('28 bytes').waitFor()
  await page.getByRole('button', { name: 'Remove line-up.csv' }).click()
  await staged.waitFor({ state: 'detached' })

  await (await dragFiles(page, [path], messages))()
  await send(page, 'Who plays with whom')
  await messageOf(page, 'Who plays with whom')
    .getByRole('button', { name: /^Download line-up\.csv/ })
    .waitFor()
  t.same(await fileNames('under-12'), ['line-up.csv'])

  await page.evaluate(`void (globalThis.over = new Promise((done) => {
    window.addEventListener('dragover', (event) => done([event.defaultPrevented, event.dataTransfer.dropEffect]))
  }))`)
  await dragFiles(page, [path], { x: 100, y: 500 })
  t.same(await page.evaluate('over'), [true, 'none'], 'beside it the browser is not let open it in place of the chat')
})

t.test('a picture is pasted, a photo is taken', async (t) => {
  const { page } = await academy.signIn('neha', { permissions: ['clipboard-read', 'clipboard-write'] })
  await openBatch(page)
  await page.evaluate(`new Promise((done) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 40, height: 30 })
    canvas.toBlob((blob) => navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]).then(done))
  })`)
  await page.getByRole('textbox', { name: 'Message' }).press('Control+v')
  await page.getByRole('img', { name: /^Preview of .*\.png$/ }).waitFor()

  await page.getByRole('button', { name: 'Attach' }).click()
  const chooses = page.waitForEvent('filechooser')
  await page.getByRole('menuitem', { name: 'Take a photo' }).click()
  const chooser = await chooses
  t.equal(await chooser.element().getAttribute('capture'), 'environment', 'a phone opens its camera')
  t.equal(await chooser.element().getAttribute('accept'), 'image/*')
  await chooser.setFiles({ name: 'photo.jpg', mimeType: 'image/jpeg', buffer: await pictureOf('#804020') })
  await page.getByRole('img', { name: 'Preview of photo.jpg' }).waitFor()
  await send(page, 'Two at once')
  await page.getByRole('button', { name: 'Open picture photo.jpg' }).waitFor()
  await messageOf(page, 'Two at once')
    .getByRole('button', { name: /^Open picture .*\.png$/ })
    .waitFor()

  await page.getByRole('link', { name: /^Asha Menon/ }).click()
  await page.getByText('May I change Arjun’s batch next term?').last().waitFor()
  await page.getByRole('textbox', { name: 'Message' }).press('Control+v')
  await page.getByRole('dialog').getByText('Files can be shared in batch conversations only').waitFor()
  t.equal(await page.getByRole('list', { name: 'Files to send' }).count(), 0, 'not in a direct conversation')
})

t.test('an upload tells how far it is and can be stopped; then nothing of it is left', async (t) => {
  const { page } = await academy.signIn('daniel')
  await openBatch(page, 'Under-15 football')
  const devtools = await page.context().newCDPSession(page)
  const uploadAt = (bytesPerSecond: number) =>
    devtools.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: bytesPerSecond,
    })
  // Slow enough to be looked at several times on a busy machine.
  await uploadAt(200_000)
  const buffer = Buffer.from(randomBytes(2_000_000).toString('base64'))
  const file = { name: 'season.txt', mimeType: 'text/plain', buffer }
  await page.getByLabel('Choose files').setInputFiles(file)
  await page.getByRole('button', { name: 'Send' }).click()
  const progress = page.getByRole('progressbar', { name: 'Uploading season.txt' })
  const shares: number[] = []
  while (new Set(shares).size < 3) {
    shares.push(Number(await progress.getAttribute('aria-valuenow')))
  }
  t.same(
    shares,
    shares.toSorted((one, other) => one - other),
    'it only grows',
  )
  t.ok((shares.at(-1) ?? 0) > 0 && (shares.at(-1) ?? 100) < 100)
  await page.getByRole('button', { name: 'Cancel season.txt' }).click()
  await progress.waitFor({ state: 'detached' })
  await messageOf(page, 'season.txt').waitFor({ state: 'detached' })

  await uploadAt(-1)
  await page.getByLabel('Choose files').setInputFiles({ ...file, name: 'season-2.txt' })
  await page.getByRole('button', { name: 'Send' }).click()
  await page.getByRole('button', { name: /Download season-2\.txt/ }).waitFor()
  t.same(await fileNames('under-15'), ['season-2.txt'])

  const tooLarge = Buffer.alloc(10_485_761, 'a')
  await page.getByLabel('Choose files').setInputFiles([
    { ...file, name: 'season-3.txt', buffer: tooLarge },
    { ...file, name: 'season-4.exe' },
    { ...file, name: 'season-5.txt' },
    { ...file, name: 'season-6.exe' },
  ])
  // Both at once: they are told for some seconds only.
  await Promise.all(
    ['season-3.txt: Files can be 10 MB at most.', 'season-4.exe, season-6.exe: Files of this type cannot be sent.'].map(
      (told) => page.getByText(told).first().waitFor(),
    ),
  )
  await becomes(t, () => namesToSend(page), ['season-5.txt'])
})

t.test('a document has an icon and its size, and is downloaded under its name', async (t) => {
  const id = await batchConversation(academy.url)
  const content = `Day,Time\n${'Monday,18:00\n'.repeat(100)}`
  await sendFile(academy.url, 'asha', id, new File([content], 'timetable.csv', { type: 'text/csv' }))
  const { page } = await academy.signIn('fatima', { device: 'phone', acceptDownloads: true })
  await openBatch(page)
  const shown = page.getByRole('button', { name: 'Download timetable.csv 1.3 kB' })
  await shown.locator('[data-kind=sheet] svg').waitFor()
  const downloads = page.waitForEvent('download')
  await shown.click()
  const download = await downloads
  t.equal(download.suggestedFilename(), 'timetable.csv')
  t.equal(await readFile(await download.path(), 'utf8'), content)
})

t.test('a picture moves nothing when it comes; the viewer goes through them and gives the focus back', async (t) => {
  const id = await batchConversation(academy.url, 'under-15')
  const { page } = await academy.signIn('maria')
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  await page.route(/\/uploads\/chat\/(?!links)/, async (route) => {
    await released
    await route.continue()
  })
  await openBatch(page, 'Under-15 football')
  const send = async (name: string, size: { width: number; height: number }) =>
    sendFile(academy.url, 'robin', id, new File([await pictureOf('#336699', size)], name, { type: 'image/jpeg' }))
  await send('goal.jpg', { width: 400, height: 600 })
  await send('team.jpg', { width: 1_200, height: 500 })
  const [goal, team] = ['goal.jpg', 'team.jpg'].map((name) =>
    page.getByRole('button', { name: `Open picture ${name}` }),
  )
  if (goal === undefined || team === undefined) throw new Error('there are two')
  for (const picture of [goal, team]) await picture.locator('img').waitFor({ state: 'attached' })
  const before = [await placeAtRest(page, goal), await placeAtRest(page, team)]
  release()
  for (const picture of [goal, team]) {
    await picture.locator('img').evaluate((image: { decode(): Promise<void> }) => image.decode())
  }
  const after = [await placeAtRest(page, goal), await placeAtRest(page, team)]
  for (const [index, place] of before.entries())
    for (const side of ['x', 'y', 'width', 'height'] as const) {
      const moved = Math.abs((after[index]?.[side] ?? 0) - place[side])
      t.ok(moved < 1, `their places were kept for them: ${side} of picture ${index + 1} differs by ${moved} px`)
    }
  const sizes = before.map(({ width, height }) => [width, height].map(Math.round))
  t.match(sizes, [[227, 340], [320]], 'as large as the message says')

  await team.focus()
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Previous picture' }).click()
  await page.getByRole('img', { name: 'goal.jpg' }).waitFor()
  await page.keyboard.press('ArrowRight')
  await page.getByRole('img', { name: 'team.jpg' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Next picture' }).waitFor({ state: 'detached' })
  await becomes(t, () => page.evaluate<unknown>('document.activeElement?.ariaLabel'), 'Open picture team.jpg')
})

t.test('on a phone ten files say how many they are; a damaged picture is shown as a file', async (t) => {
  const { page } = await academy.signIn('neha', { device: 'phone' })
  await openBatch(page)
  const damaged = { name: 'damaged.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('no picture') }
  await page.getByLabel('Choose files').setInputFiles(damaged)
  const staged = page.getByRole('list', { name: 'Files to send' }).getByRole('listitem')
  await staged.first().locator('[data-kind=image] svg').waitFor()
  t.equal(await staged.locator('img').count(), 0)
  const others = Array.from({ length: 9 }, (_, index) => ({
    name: `heat-${index + 1}.csv`,
    mimeType: 'text/csv',
    buffer: Buffer.from('Lane,Name\n'),
  }))
  await page.getByLabel('Choose files').setInputFiles(others)
  await page.getByRole('form').getByText('10 files', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Remove damaged.jpg' }).click()
  await page.getByRole('form').getByText('9 files', { exact: true }).waitFor()
})

t.test('ten files that are dropped at once come in their order, whichever is uploaded first', async (t) => {
  // All of them in view.
  const { page } = await academy.signIn('robin', { viewport: { width: 1280, height: 1600 } })
  await openBatch(page, 'Under-15 football')
  const names = Array.from({ length: 10 }, (_, index) => `heat-${index + 1}.csv`)
  for (const name of names) await writeFile(join(folder, name), `Lane,Name\n${name}\n`)
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  let uploads = 0
  await page.route(/\/upload$/, async (route) => {
    uploads += 1
    // The first one is slow, and so is the fifth: somebody loses patience with it.
    if (uploads === 1 || uploads === 5) await released
    await route.continue().catch(() => {})
  })
  const paths = names.map((name) => join(folder, name))
  await (await dragFiles(page, paths, { x: 800, y: 300 }))()
  await becomes(t, () => namesToSend(page), names)
  await page.getByRole('button', { name: 'Send' }).click()
  const isUploaded = (name: string) =>
    page.getByRole('progressbar', { name: `Uploading ${name}` }).and(page.locator('[aria-valuenow="100"]'))
  for (const [index, name] of names.entries()) if (index !== 0 && index !== 4) await isUploaded(name).waitFor()
  t.same(
    (await fileNames('under-15')).filter((name) => name.startsWith('heat')),
    [],
    'the others wait for the first',
  )
  await page.getByRole('button', { name: 'Cancel heat-5.csv' }).click()
  release()
  await page.getByRole('button', { name: /^Download heat-10\.csv/ }).waitFor()
  const sent = names.filter((name) => name !== 'heat-5.csv')
  t.same(
    (await fileNames('under-15')).filter((name) => name.startsWith('heat')),
    sent,
  )
  const shown = async () => {
    const texts = await page.getByRole('button', { name: /^Download heat-/ }).allInnerTexts()
    return texts.map((text) => /heat-\d+\.csv/.exec(text)?.[0])
  }
  await becomes(t, shown, sent)
})
