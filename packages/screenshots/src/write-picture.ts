import type { Page } from 'playwright-core'
import sharp from 'sharp'

/** Draws a page as it is now into a PNG file of 256 colours, as small as it gets. Answers its size in bytes. */
export async function writePicture(page: Page, file: string): Promise<number> {
  await page.evaluate('document.fonts.ready')
  // What has just come in is still half transparent.
  await page.evaluate('Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => {})))')
  const drawn = await page.screenshot({ caret: 'hide' })
  const { size } = await sharp(drawn).png({ palette: true, quality: 100, compressionLevel: 9, effort: 10 }).toFile(file)
  return size
}
