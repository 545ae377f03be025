import t from 'tap'
import { launchBrowser } from '../src/index.ts'

t.test('a page is drawn, in every script that the chat speaks', async (t) => {
  const browser = await launchBrowser()
  t.teardown(() => browser.close())
  const page = await browser.newPage()
  // What no font has is drawn as a box, as is a character that nobody has assigned.
  const drawn = async (text: string) => {
    await page.setContent(`<p style="font: 40px system-ui; display: inline-block">${text}</p>`)
    return (await page.locator('p').screenshot()).toString('base64')
  }
  const missing = await drawn('\u0378')
  for (const text of ['a', 'अ', '🏸']) t.not(await drawn(text), missing, text)
  t.not(await drawn('नमस्ते'), await drawn('नमसते'), 'conjuncts are joined')
  const middle = (weight: number) =>
    page.evaluate(`(() => {
      const context = document.createElement('canvas').getContext('2d')
      context.font = '${weight} 100px system-ui'
      const { fontBoundingBoxAscent, fontBoundingBoxDescent } = context.measureText('H')
      return (fontBoundingBoxAscent - fontBoundingBoxDescent) / 2
    })()`)
  t.equal(await middle(600), await middle(400), 'semibold letters stand in the middle of their line too')
})
