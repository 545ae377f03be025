import t from 'tap'
import type { SplitLook } from '../src/contacts/split.repository.ts'
import { createSplitQueue } from '../src/contacts/split-queue.ts'

const lookAt = (seq: number): SplitLook => ({ conversationId: 'c', seq, senderId: 's', messageId: `m${seq}` })

t.test(
  'looks are made in their order, one that waits already only once, and a failing one stops nothing',
  async (t) => {
    const made: number[] = []
    const failures: unknown[] = []
    const { promise: opened, resolve: open } = Promise.withResolvers<void>()
    const queue = createSplitQueue(
      async ({ seq }) => {
        made.push(seq)
        await opened
        if (seq === 4) throw new Error('broken')
      },
      (error) => failures.push(error),
    )
    for (const seq of [1, 2, 3, 3, 4, 3, 5]) queue.add(lookAt(seq))
    open()
    await queue.idle()
    t.same(made, [1, 2, 3, 4, 5])
    t.match(failures, [{ message: 'broken' }])
    queue.add(lookAt(3))
    await queue.idle()
    t.same(made, [1, 2, 3, 4, 5, 3], 'what was done may be looked at again')
  },
)

t.test('who stops waits for what is under way, and for nothing else', async (t) => {
  const made: number[] = []
  const { promise: opened, resolve: open } = Promise.withResolvers<void>()
  const queue = createSplitQueue(
    async ({ seq }) => {
      made.push(seq)
      await opened
    },
    (error) => t.error(error),
  )
  for (const seq of [1, 2, 3, 4]) queue.add(lookAt(seq))
  const stopped = queue.stop()
  queue.add(lookAt(5))
  open()
  await stopped
  t.same(made, [1, 2])
})
