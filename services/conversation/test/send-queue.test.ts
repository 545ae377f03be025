import { setImmediate as nextTurn } from 'node:timers/promises'
import t from 'tap'
import { createSendQueue } from '../src/messages/send-queue.ts'

/** A store whose batches end when the test says so. */
function slowStore() {
  const batches: { items: number[]; committed(): boolean; end(): void; fail(error: Error): void }[] = []
  const store = (items: number[], committed: () => boolean) =>
    new Promise<string[]>((resolve, reject) =>
      batches.push({ items, committed, end: () => resolve(items.map((item) => `stored ${item}`)), fail: reject }),
    )
  const batch = async (nth: number) => {
    // Batches wait a few milliseconds for more.
    for (let turns = 0; turns < 100_000; turns += 1) {
      const found = batches[nth]
      if (found !== undefined) return found
      await nextTurn()
    }
    throw new Error(`there is no batch ${nth}`)
  }
  return { store, batches, batch }
}

const full = () => new Error('full')

t.test('what comes while a batch is stored makes up the next one, and each gets its own answer', async (t) => {
  const { store, batches, batch } = slowStore()
  const enqueue = createSendQueue(store, full)
  const first = [enqueue(1), enqueue(2)]
  const one = await batch(0)
  t.same(one.items, [1, 2])
  const later = [enqueue(3), enqueue(4), enqueue(5)]
  for (let turns = 0; turns < 100; turns += 1) await nextTurn()
  t.equal(batches.length, 1, 'one at a time')
  one.end()
  t.same(await Promise.all(first), ['stored 1', 'stored 2'])
  const two = await batch(1)
  t.same(two.items, [3, 4, 5])
  two.fail(new Error('away'))
  for (const answer of later) await t.rejects(answer, { message: 'away' })
  const after = enqueue(6)
  ;(await batch(2)).end()
  t.equal(await after, 'stored 6')
})

t.test('the next batch is stored while what came of one that is committed is told', async (t) => {
  const { store, batches, batch } = slowStore()
  const enqueue = createSendQueue(store, full)
  const first = enqueue(1)
  const one = await batch(0)
  const second = enqueue(2)
  t.equal(one.committed(), true, 'more is waiting')
  const two = await batch(1)
  t.same(two.items, [2])
  const third = enqueue(3)
  for (let turns = 0; turns < 100; turns += 1) await nextTurn()
  t.equal(batches.length, 2, 'the second is not committed')
  one.end()
  t.equal(await first, 'stored 1')
  for (let turns = 0; turns < 100; turns += 1) await nextTurn()
  t.equal(batches.length, 2, 'the end of the first is not that of the second')
  two.end()
  t.equal(await second, 'stored 2')
  const three = await batch(2)
  t.equal(three.committed(), false)
  three.end()
  t.equal(await third, 'stored 3')
})
