import type { FastifyBaseLogger } from 'fastify'
import sharp from 'sharp'
import { createLimiter } from './limiter.ts'

/** Width and height in pixels that no thumbnail exceeds. */
const MAX_SIDE = 480
/** Decoding takes up to four bytes a pixel; what is larger is shown without a thumbnail. */
const MAX_PIXELS_TO_DECODE = 65_000_000
/** Images that are worked on at the same time. The thread pool that sharp uses also serves the file system. */
const CONCURRENT = 1
/** Milliseconds that an upload waits for its thumbnail, queue included. */
const PATIENCE_MS = 8_000

/** The WebP bytes of an image's thumbnail, or undefined when it could not be made in time. Never rejects. */
export type Thumbnailer = (path: string) => Promise<Buffer | undefined>

export function createThumbnailer(log: FastifyBaseLogger): Thumbnailer {
  // Global settings of sharp, which nothing else uses: one thread an image, and no cache that keeps files open.
  sharp.concurrency(1)
  sharp.cache(false)
  const limit = createLimiter(CONCURRENT)

  return async (path) => {
    const deadline = Date.now() + PATIENCE_MS
    const { promise: late, resolve } = Promise.withResolvers<undefined>()
    const timer = setTimeout(resolve, PATIENCE_MS, undefined)
    try {
      return await Promise.race([limit(() => render(path, deadline)), late])
    } catch (err) {
      log.info({ err }, 'an image gets no thumbnail')
      return undefined
    } finally {
      clearTimeout(timer)
    }
  }
}

/** Metadata (place, camera) is left out; the orientation that it gave is applied. Only the first picture of an animation. */
async function render(path: string, deadline: number): Promise<Buffer | undefined> {
  const seconds = Math.ceil((deadline - Date.now()) / 1_000)
  if (seconds <= 0) return undefined
  return sharp(path, { limitInputPixels: MAX_PIXELS_TO_DECODE, autoOrient: true })
    .resize({ width: MAX_SIDE, height: MAX_SIDE, fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 75 })
    .timeout({ seconds })
    .toBuffer()
}
