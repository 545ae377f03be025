import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import t from 'tap'
import { createLimiter } from '../src/content/limiter.ts'
import { createThumbnailer } from '../src/content/thumbnail.ts'
import { image } from './file-fixtures.ts'
import { fileOf, formOf, startUploads } from './harness.ts'

t.test('pictures have their size as it is shown, and a small WebP without metadata', async (t) => {
  const { upload, get, uploadDir } = await startUploads(t)
  const located = await sharp({ create: { width: 1_000, height: 500, channels: 3, background: '#337755' } })
    .jpeg()
    .withExif({ IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' } })
    .withMetadata({ orientation: 6 })
    .toBuffer()
  const file = fileOf(await upload(formOf(located, 'a.jpg')))
  t.equal(file.width, 500, 'turned, as EXIF says')
  t.equal(file.height, 1_000)
  const original = await get(file.url, { userId: 'parent' })
  t.ok(Buffer.from(await original.arrayBuffer()).equals(located), 'the original stays as it is, metadata included')

  const response = await get(file.thumbnailUrl ?? '', { userId: 'parent' })
  t.equal(response.headers.get('content-type'), 'image/webp')
  t.match(response.headers.get('content-disposition') ?? '', /^inline/)
  const thumbnail = await sharp(Buffer.from(await response.arrayBuffer())).metadata()
  t.same([thumbnail.format, thumbnail.width, thumbnail.height], ['webp', 240, 480])
  t.equal(thumbnail.exif, undefined)
  t.equal(thumbnail.orientation, undefined)

  const small = fileOf(await upload(formOf(await image('gif', 10, 5), 'a.gif')))
  t.same([small.width, small.height], [10, 5])
  const kept = await readFile(join(uploadDir, 'files', (small.thumbnailUrl ?? '').slice('/uploads/chat/'.length)))
  t.equal((await sharp(kept).metadata()).width, 10, 'never enlarged')

  const text = fileOf(await upload(formOf('x', 'a.txt')))
  t.equal(text.thumbnailUrl, undefined)
  t.equal(text.width, undefined)
})

t.test('a picture without a thumbnail is sent all the same', async (t) => {
  const { upload, names } = await startUploads(t)
  const noise = await sharp({
    create: {
      width: 200,
      height: 200,
      channels: 3,
      noise: { type: 'gaussian', mean: 128, sigma: 50 },
      background: '#000',
    },
  })
    .png()
    .toBuffer()
  const torn = noise.subarray(0, noise.length / 2)
  const file = fileOf(await upload(formOf(torn, 'a.png')))
  t.equal(file.width, 200)
  t.equal(file.thumbnailUrl, undefined)
  t.equal((await names('files')).length, 1)
  t.same(await names('tmp'), [])
})

t.test('what is no picture gives no thumbnail and no error', async (t) => {
  const { app } = await startUploads(t)
  t.equal(await createThumbnailer(app.log)('/nowhere/at/all.png'), undefined)
})

t.test('the limiter runs no more than it may, in order, and goes on after a failure', async (t) => {
  const limit = createLimiter(2)
  let running = 0
  let most = 0
  const order: number[] = []
  const tasks = Array.from({ length: 10 }, (_, index) =>
    limit(async () => {
      order.push(index)
      most = Math.max(most, ++running)
      await new Promise((resolve) => setTimeout(resolve, 5))
      running--
      if (index === 3) throw new Error('one fails')
    }).catch(() => undefined),
  )
  await Promise.all(tasks)
  t.equal(most, 2)
  t.same(order, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
})
