import t from 'tap'
import { publishChunks } from '../../src/engine/publish-chunks.ts'

const payloads = (sizes: readonly number[]) =>
  sizes.map((size, n) => ({ channel: `channel-${n}`, payload: 'x'.repeat(size) }))
const sizesOf = (sizes: readonly number[]) => publishChunks(payloads(sizes)).map((chunk) => chunk.length)

t.test('what is published together is cut where it would be too much for one script', async (t) => {
  t.same(publishChunks([]), [])
  t.same(sizesOf([600]), [1])
  t.same(sizesOf(Array.from({ length: 1_201 }, () => 400)), [500, 500, 201])
  t.same(sizesOf(Array.from({ length: 5 }, () => 100_000)), [2, 2, 1])
  t.same(sizesOf([1_000_000, 10, 10, 1_000_000, 10]), [1, 2, 1, 1], 'what is too large by itself is alone')
})

t.test('nothing is left out, doubled or moved', async (t) => {
  const all = payloads(Array.from({ length: 2_000 }, (_, n) => (n * 7_919) % 40_000))
  t.same(publishChunks(all).flat(), all)
})
