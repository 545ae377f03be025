import { type BusEvent, conversationChannel } from '@touchline/contracts'
import Fastify from 'fastify'
import t from 'tap'
import { createPublisher, type Told } from '../src/publishing/publisher.ts'

t.test(
  'whoever waits for an answer has it before anybody is told; what is told is told in order, and flushed',
  async (t) => {
    const { log } = Fastify({ logger: false })
    const told: string[] = []
    const bus = {
      publish: async (messages: readonly Told[]) => void told.push(...messages.map(({ event }) => event.id)),
    }
    const noted: number[] = []
    const marks = { addRange: (_: string, from: number) => void noted.push(from), addUser() {}, flush: async () => {} }
    const publisher = createPublisher({ bus, marks, log })
    const channel = conversationChannel('c1')
    const event = (id: string, version: number): BusEvent => ({
      id,
      v: 1,
      at: new Date().toISOString(),
      type: 'receipt.updated',
      conversationId: 'c1',
      version,
      data: { kind: 'delivered', conversationId: 'c1', userId: 'anna', lastDeliveredSeq: version },
    })
    const answer = Promise.resolve().then(() => publisher.publish([{ channel, event: event('one', 1) }]))
    await answer
    t.same(told, [], 'the answer comes first')
    publisher.publish([{ channel, event: event('two', 2) }])
    await publisher.flush()
    t.same(told, ['one', 'two'])
    t.same(noted, [1, 2])
  },
)
