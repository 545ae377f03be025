import type { Page } from 'playwright-core'
import sharp from 'sharp'

/** Draws a page as it is once it has come to rest into a PNG file of 256 colours, as small as it gets. Answers its size in bytes. */
export async function writePicture(page: Page, file: string): Promise<number> {
  await page.evaluate('document.fonts.ready')
  // What has just come in is still half transparent.
  await page.evaluate('Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => {})))')
  const drawn = await drawnAtRest(page)
  const { size } = await sharp(drawn).png({ palette: true, quality: 100, compressionLevel: 9, effort: 10 }).toFile(file)
  return size
}

/** Until two are the same: the browser draws what has just come in by and by. */
async function drawnAtRest(page: Page): Promise<Buffer> {
  let last: Buffer | undefined
  for (;;) {
    const drawn = await page.screenshot({ caret: 'hide' })
    if (last?.equals(drawn)) return drawn
    last = drawn
    await page.evaluate(`(async () => {
      for (let frames = 0; frames < 10; frames += 1) await new Promise(requestAnimationFrame)
    })()`)
  }
}
