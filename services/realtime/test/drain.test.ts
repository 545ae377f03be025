import type { Message } from '@touchline/contracts'
import { userToken } from '@touchline/testing'
import t from 'tap'
import { openAcademy, type TestSocket } from './academy.ts'
import { upgradeStatus } from './upgrade-status.ts'

const disconnected = ({ socket }: TestSocket) =>
  new Promise<{ reason: string; at: number }>((resolve) =>
    socket.once('disconnect', (reason) => resolve({ reason, at: performance.now() })),
  )

/** After whatever needs no waiting has happened. */
const turn = <Value>(value: Value) => new Promise<Value>((resolve) => setTimeout(resolve, 200, value))

t.test('closing the app closes sockets in batches, finishes sends, and lets clients come back', async (t) => {
  const { connect, conversation, first, url } = await openAcademy(t, { engine: 'redis', drainSeconds: 1 })
  const people = Array.from({ length: 20 }, (_, n) => `p${n}`)
  conversation.conversation('c1', people)
  const sockets = await Promise.all(people.map((id, n) => connect(id, n % 4 === 0 ? { transports: ['polling'] } : {})))
  const ends = sockets.map(disconnected)
  const answerNow = conversation.holdAnswers()
  const [sender] = sockets
  sender?.socket.emit('message:send', { conversationId: 'c1', content: 'in flight' })
  await conversation.wasAsked('sendMessages')
  const started = performance.now()
  const closing = first.app.close()
  await new Promise((resolve) => setTimeout(resolve, 50))
  t.equal(await upgradeStatus(url), 503, 'nobody new comes in')
  const all = await Promise.all(ends)
  t.equal(await Promise.race([closing.then(() => 'closed'), turn('waits')]), 'waits', 'for what is under way')
  answerNow()
  await closing
  const after = all.map(({ at }) => at - started).sort((a, b) => a - b)
  t.same(new Set(all.map(({ reason }) => reason)), new Set(['transport close']))
  const [earliest = 0] = after
  const latest = after.at(-1) ?? 0
  t.ok(latest - earliest > 500 && latest < 2_500, `spread over one second: ${earliest} to ${latest}`)
  t.equal(conversation.messages('c1').length, 1)
})

t.test('with nothing to wait for it closes at once, and presence knows', async (t) => {
  const { connect, conversation, instances } = await openAcademy(t, { instances: 2 })
  conversation.conversation('c1', ['anna', 'ben'])
  const anna = await connect('anna', { instance: 0 })
  const ben = await connect('ben', { instance: 1 })
  const end = disconnected(anna)
  const started = performance.now()
  await instances[0]?.app.close()
  t.ok(performance.now() - started < 1_500)
  t.equal((await end).reason, 'transport close')
  t.match(await ben.next('user:offline'), { userId: 'anna' })
  const back = await connect('anna', { instance: 1, token: userToken('anna') })
  await conversation.post('c1', 'ben', 'still there')
  t.equal((await back.next<Message>('message:receive')).content, 'still there')
})
