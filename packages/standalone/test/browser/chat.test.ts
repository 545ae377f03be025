import { type Message, restRoutes } from '@touchline/contracts'
import { apiClient, requesterOf, userToken } from '@touchline/testing'
import sharp from 'sharp'
import t from 'tap'
import { becomes } from './becomes.ts'
import { isStored, messageOf, openBatch, openChatAcademy, send } from './chat-page.ts'

t.setTimeout(300_000)
const academy = await openChatAcademy(t)

t.test('two people talk: a Parent on a phone and a Coach at a desk', async (t) => {
  const neha = await academy.signIn('neha', { device: 'phone' })
  const vikram = await academy.signIn('vikram', { reducedMotion: 'reduce' })
  await openBatch(neha.page)
  await openBatch(vikram.page)

  await neha.page.getByRole('textbox', { name: 'Message' }).pressSequentially('Is the ')
  await vikram.page.getByText('Neha (Arjun’s mother) is typing…').waitFor()
  const moving = await vikram.page.evaluate(
    'document.getAnimations().filter((animation) => animation.effect.getTiming().iterations > 1).length',
  )
  t.equal(moving, 0, 'nothing goes on moving for who wants no motion')
  await send(neha.page, 'Is the hall open at seven?')
  await messageOf(vikram.page, 'Is the hall open at seven?').waitFor()
  await messageOf(neha.page, 'Is the hall open at seven?').getByRole('button', { name: 'Read by 1 of 5' }).click()
  await neha.page.getByText('6 members · 1 online').waitFor()
  const readers = neha.page.getByRole('dialog', { name: 'Read by' })
  await readers.getByRole('list', { name: 'Read by' }).getByText('Coach Vikram').waitFor()
  await readers
    .getByRole('list', { name: 'Read by' })
    .getByText(/^\d{1,2}:\d{2}\s[ap]m$/)
    .waitFor()
  await readers.getByRole('list', { name: 'Not read yet' }).getByText('Asha Menon').waitFor()
  await readers.getByRole('button', { name: 'Close' }).click()

  await send(vikram.page, 'From half past six. My number is 98765 43210')
  const masked = messageOf(neha.page, 'From half past six. My number is')
  await masked.getByText('Phone numbers and e-mail addresses are hidden').waitFor()
  t.notMatch(await neha.page.content(), '98765')
})

t.test('a picture is previewed, sent to the batch and seen by the others, its place known beforehand', async (t) => {
  const maria = await academy.signIn('maria', { device: 'phone' })
  const daniel = await academy.signIn('daniel')
  await openBatch(maria.page, 'Under-15 football')
  await openBatch(daniel.page, 'Under-15 football')
  const buffer = await sharp({ create: { width: 640, height: 480, channels: 3, background: '#2a7f62' } })
    .jpeg()
    .toBuffer()
  await maria.page.getByLabel('Choose files').setInputFiles({ name: 'team.jpg', mimeType: 'image/jpeg', buffer })
  await maria.page.getByRole('img', { name: 'Preview of team.jpg' }).waitFor()
  await send(maria.page, 'The whole team')
  const picture = daniel.page.getByRole('button', { name: 'Open picture team.jpg' })
  await picture.waitFor()
  const drawn = picture.locator('img')
  t.match(await drawn.getAttribute('width'), /^\d+$/)
  await drawn.evaluate((image: { decode(): Promise<void> }) => image.decode())
  await picture.click()
  await daniel.page
    .getByRole('button', { name: 'Next picture' })
    .or(daniel.page.getByRole('button', { name: 'Download' }))
    .first()
    .waitFor()
  t.pass('thumbnail and viewer are shown')
})

t.test('in a direct conversation the button explains the rule for files', async (t) => {
  const { page } = await academy.signIn('neha', { device: 'phone' })
  await page.getByRole('link', { name: /^Asha Menon/ }).click()
  await page.getByRole('button', { name: 'Attach' }).click()
  await page.getByText('Files can be shared in batch conversations only').waitFor()
  t.equal(await page.locator('input[type=file]').count(), 0)
})

t.test('an Admin sees that something was hidden, and not what', async (t) => {
  const sanjay = await academy.signIn('sanjay', { device: 'phone' })
  await openBatch(sanjay.page)
  await send(sanjay.page, 'Write to sanjay.k@example.org')
  await messageOf(sanjay.page, 'Write to').getByText('Phone numbers and e-mail addresses are hidden').waitFor()
  const { page } = await academy.signIn('asha')
  await page.getByRole('button', { name: 'Account of Asha Menon' }).click()
  await page.getByRole('menuitem', { name: 'Oversight' }).click()
  const finding = page.getByRole('listitem').filter({ hasText: 'E-mail address' }).filter({ hasText: 'Sanjay' })
  await finding.first().waitFor()
  t.notMatch(await page.content(), 'sanjay.k')
})

t.test('the first message can be read within a second of signing in', async (t) => {
  const { page } = await academy.device({ device: 'phone' })
  await page.goto(academy.url)
  const person = page.getByRole('button', { name: /Fatima/ })
  await person.waitFor()
  const start = performance.now()
  await person.click()
  await page.getByRole('link', { name: /Under-12 badminton/ }).click()
  await messageOf(page, 'Saturday’s session starts at 7:30').waitFor()
  const took = performance.now() - start
  t.comment(`first message visible ${took.toFixed(0)} ms after sign-in`)
  // A figure to be read on a quiet machine; on a busy one only what is wrong by far can be told.
  t.ok(took < 10_000)
})

const requester = requesterOf(academy.url)

t.test('five messages written in a tunnel, and a reload while they go out: each arrives once, in order', async (t) => {
  const robin = await academy.signIn('robin', { device: 'phone' })
  const asha = apiClient(requester, userToken('asha'))
  await openBatch(robin.page, 'Under-15 football')
  await robin.network.cut()
  await robin.page.getByText('You are offline. What you write is sent when you are back.').waitFor()
  const written = ['one', 'two', 'three', 'four', 'five'].map((word) => `From the tunnel: ${word}`)
  for (const content of written) await send(robin.page, content)
  await messageOf(robin.page, 'From the tunnel: five').getByText('Waiting for a connection').waitFor()

  // The second one reaches the server, and then every answer is lost: the page cannot know what has been stored.
  const { promise: midway, resolve } = Promise.withResolvers<void>()
  let acknowledged = 0
  robin.network.loses((message) => {
    // Of messages: receipts and the like are acknowledged too, and may come first.
    if (!/^43\d+\[\{"success":true,"message":/.test(message)) return acknowledged > 1
    acknowledged += 1
    if (acknowledged > 1) resolve()
    return acknowledged > 1
  })
  await robin.network.restore()
  await midway
  const stored = async () => {
    const { body } = await asha.call(restRoutes.listConversations)
    const id = body.conversations.find(({ title }) => title === 'Under-15 football')?._id ?? ''
    const page = await asha.call(restRoutes.listMessages, { params: { id } })
    return page.body.messages
      .map(({ content }: Message) => content)
      .filter((text) => text.startsWith('From the tunnel'))
  }
  await isStored(robin.page, 'From the tunnel: one')
  for (const content of written.slice(1)) {
    await messageOf(robin.page, content).getByText('Sending…').waitFor()
    t.pass(`${content} is not acknowledged`)
  }
  t.same(await stored(), written.slice(0, 2), 'of one that is stored the page does not know it')
  const kept = async () => {
    const outbox: string | null = await robin.page.evaluate('localStorage.getItem("touchline:outbox:robin")')
    const messages: { content: string }[] = JSON.parse(outbox ?? '[]')
    return messages.map(({ content }) => content)
  }
  await becomes(t, kept, written.slice(1))
  robin.network.loses(() => false)
  await robin.page.reload()

  await isStored(robin.page, 'From the tunnel: five')
  t.same(await stored(), written)
  const shown = async () => {
    const texts = await robin.page.getByRole('article').filter({ hasText: 'From the tunnel' }).allInnerTexts()
    return texts.map((text) => /From the tunnel: \w+/.exec(text)?.[0])
  }
  await becomes(t, shown, written)
  await becomes(t, kept, [], 'nothing waits any more')
})

t.test(
  'two tabs of one person show once what is written in either, also what waited in one and was sent by the other',
  async (t) => {
    const one = await academy.signIn('maria')
    const two = await one.tab()
    await two.page.goto(`${academy.url}/#token=${userToken('maria')}`)
    const isSent = async (content: string) => {
      for (const { page } of [one, two]) await isStored(page, content)
    }
    const offline = one.page.getByText('You are offline.')
    for (const { page } of [one, two]) await openBatch(page, 'Under-15 football')
    await send(one.page, 'Tabs: from the first')
    await isSent('Tabs: from the first')
    await send(two.page, 'Tabs: from the second')
    await isSent('Tabs: from the second')

    await one.network.cut()
    await offline.waitFor()
    await send(one.page, 'Tabs: waits in the first')
    await messageOf(one.page, 'Tabs: waits in the first').getByText('Waiting for a connection').waitFor()
    await send(two.page, 'Tabs: meanwhile')
    await isStored(two.page, 'Tabs: meanwhile')
    await one.network.restore()
    await isSent('Tabs: waits in the first')

    await one.network.cut()
    await offline.waitFor()
    for (const number of ['fifth', 'sixth']) await send(one.page, `Tabs: the ${number}`)
    await messageOf(one.page, 'Tabs: the sixth').getByText('Waiting for a connection').waitFor()
    await two.page.reload()
    await isStored(two.page, 'Tabs: the sixth')
    await messageOf(one.page, 'Tabs: the sixth').getByText('Waiting for a connection').waitFor()
    await one.network.restore()
    await isSent('Tabs: the sixth')
    await offline.waitFor({ state: 'detached' })
    const order = ['from the first', 'from the second', 'meanwhile', 'waits in the first', 'the fifth', 'the sixth']
    for (const { page } of [one, two]) {
      const shown = async () => {
        const texts = await page.getByRole('article').filter({ hasText: 'Tabs: ' }).allInnerTexts()
        return texts.map((text) => /Tabs: (.*)/.exec(text)?.[1])
      }
      await becomes(t, shown, order)
    }
  },
)

t.test('who comes back online sees what was said meanwhile', async (t) => {
  const fatima = await academy.signIn('fatima', { device: 'phone' })
  const vikram = await academy.signIn('vikram')
  await openBatch(fatima.page)
  await openBatch(vikram.page)
  await fatima.network.cut()
  await fatima.page.getByText('You are offline.').waitFor()
  const line = await fatima.page.getByText('You are offline.').boundingBox()
  const title = await fatima.page.getByRole('heading', { name: 'Under-12 badminton' }).boundingBox()
  t.ok((line?.y ?? 0) + (line?.height ?? 0) <= (title?.y ?? 0), 'the line covers nothing')
  await send(vikram.page, 'Bring the second kit too')
  await isStored(vikram.page, 'Bring the second kit too')
  t.equal(await messageOf(fatima.page, 'Bring the second kit too').count(), 0)
  await fatima.network.restore()
  await messageOf(fatima.page, 'Bring the second kit too').waitFor()
  await fatima.page.getByText('You are offline.').waitFor({ state: 'detached' })
})
