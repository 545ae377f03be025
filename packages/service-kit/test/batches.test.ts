import t from 'tap'
import { inBatches } from '../src/batches.ts'

/** Answers each request when told to. */
function slowly() {
  const requests: { items: readonly number[]; answer(): void; fail(): void }[] = []
  const run = (items: readonly number[]) =>
    new Promise<string[]>((resolve, reject) => {
      const answer = () => resolve(items.map((item) => `${item}`))
      requests.push({ items, answer, fail: () => reject(new Error('away')) })
    })
  const asked = () => requests.map(({ items }) => items)
  return { requests, run, asked }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

t.test('what is asked in one turn, and while requests are under way, travels together', async (t) => {
  const { requests, run, asked } = slowly()
  const ask = inBatches({ most: 3, requests: 2 }, run)
  const answers = [ask(1), ask(2)]
  await turn()
  answers.push(ask(3))
  await turn()
  t.same(asked(), [[1, 2], [3]])
  for (const item of [4, 5, 6, 7]) {
    answers.push(ask(item))
    await turn()
  }
  t.equal(requests.length, 2, 'no more than two under way')
  requests[0]?.answer()
  await turn()
  await turn()
  t.same(asked(), [[1, 2], [3], [4, 5, 6]])
  for (const { answer } of requests) answer()
  await turn()
  await turn()
  for (const { answer } of requests) answer()
  t.same(await Promise.all(answers), ['1', '2', '3', '4', '5', '6', '7'])
})

t.test('a request that fails fails those who asked, and nobody after them', async (t) => {
  const { requests, run } = slowly()
  const ask = inBatches({ most: 3, requests: 1 }, run)
  const failed = t.rejects(ask(1), /away/)
  await turn()
  const later = ask(2)
  requests[0]?.fail()
  await failed
  await turn()
  requests[1]?.answer()
  t.equal(await later, '2')
})

t.test('an answer that leaves somebody out is told to them', async (t) => {
  const ask = inBatches<number, string>({ most: 3, requests: 1 }, async () => ['one'])
  const answers = await Promise.allSettled([ask(1), ask(2)])
  t.match(answers, [{ status: 'fulfilled', value: 'one' }, { status: 'rejected' }])
})
