import { setTimeout as sleep } from 'node:timers/promises'
import type { CommandRequest, Message, SendResult } from '@touchline/contracts'
import t from 'tap'
import { Sends } from '../src/sends.ts'

type Request = CommandRequest<'sendMessages'>

function message(senderId: string, content: string): Message {
  const createdAt = new Date().toISOString()
  return {
    _id: content,
    conversationId: 'c1',
    seq: 1,
    version: 1,
    senderId,
    senderName: senderId,
    messageType: 'text',
    content,
    createdAt,
  }
}

const results = ({ sends }: Request): SendResult[] =>
  sends.map(({ senderId, content = '' }) => ({ message: message(senderId, content), created: true }))

t.test('a sender is never in two requests at once, whatever each of them takes', async (t) => {
  const stored: string[] = []
  let requests = 0
  const sends = new Sends({
    async sendMessages(request) {
      // The first takes longest: what does not wait for it overtakes it.
      requests += 1
      await sleep(Math.max(0, 40 - requests * 10))
      for (const { senderId, content } of request.sends) stored.push(`${senderId}${content}`)
      return { results: results(request) }
    },
  })
  const all: Promise<Message>[] = []
  for (let n = 1; n <= 6; n += 1) {
    for (const senderId of ['a', 'b']) all.push(sends.store({ senderId, conversationId: 'c1', content: `${n}` }))
    all.push(sends.store({ senderId: `once${n}`, conversationId: 'c1', content: '' }))
    await sleep(2)
  }
  t.same((await Promise.all(all)).map(({ content }) => content).filter((content) => content !== '').length, 12)
  for (const sender of ['a', 'b']) {
    t.same(
      stored.filter((entry) => entry.length === 2 && entry.startsWith(sender)),
      [1, 2, 3, 4, 5, 6].map((n) => `${sender}${n}`),
    )
  }
  t.ok(requests < 18 && requests > 1, `${requests} requests for 18 messages`)
  await sends.idle()
})

t.test('a request that fails fails its messages only; idle waits for all of them', async (t) => {
  let failing = true
  const sends = new Sends({
    async sendMessages(request) {
      await sleep(10)
      if (failing) throw new Error('away')
      return { results: results(request) }
    },
  })
  const failed = t.rejects(sends.store({ senderId: 'a', conversationId: 'c1', content: '1' }), /away/)
  await failed
  failing = false
  let done = false
  const later = sends.store({ senderId: 'a', conversationId: 'c1', content: '2' }).then(() => {
    done = true
  })
  await sends.idle()
  t.equal(done, true)
  await later
})
