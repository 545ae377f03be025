import { type BusEvent, conversationChannel } from '@touchline/contracts'
import type { Bus } from '@touchline/service-kit'
import type { FastifyBaseLogger } from 'fastify'
import { createKeptReceipts } from './kept-receipts.ts'
import type { PublishedMarks } from './published-marks.ts'

/** An event and the channel that it is told on. */
export interface Told {
  channel: string
  event: BusEvent
}

interface UserRevision {
  id: string
  revision: number
}

/**
 * Tells the bus what was committed, and notes how far everything has been told. Nobody waits for it: an event that is lost
 * is told again by the sweeper, for what is not noted as told still counts as untold.
 */
export interface Publisher {
  /** To be called after the commit, with events in the order of their versions. */
  publish(events: readonly Told[], users?: readonly UserRevision[]): void
  /** As `publish`, and answers whether the bus took all of it. */
  deliver(events: readonly Told[], users?: readonly UserRevision[]): Promise<boolean>
  /** Tells the receipts that the bus did not take. */
  tellKeptReceipts(): Promise<void>
  /** Resolves when everything that was published so far has been told and noted. */
  flush(): Promise<void>
}

interface PublisherOptions {
  bus: Bus
  marks: PublishedMarks
  log: FastifyBaseLogger
}

export function createPublisher({ bus, marks, log }: PublisherOptions): Publisher {
  const underWay = new Set<Promise<boolean>>()
  const receipts = createKeptReceipts()

  async function deliver(events: readonly Told[], users: readonly UserRevision[] = []): Promise<boolean> {
    try {
      if (events.length > 0) await bus.publish(events)
    } catch (error) {
      log.debug({ err: error }, 'the bus is away; the sweeper will tell it later')
      receipts.keep(events)
      return false
    }
    receipts.told(events)
    for (const { channel, event } of events) {
      const { conversationId, version } = event
      if (conversationId === undefined || version === undefined) continue
      // On a person's own channel the version says how far the conversation has got, not what moved it there.
      if (channel === conversationChannel(conversationId)) marks.addRange(conversationId, version, version)
    }
    for (const { id, revision } of users) marks.addUser(id, revision)
    return true
  }

  return {
    deliver,
    async tellKeptReceipts() {
      await deliver(receipts.list())
    },
    publish(events, users) {
      if (events.length === 0 && (users ?? []).length === 0) return
      const delivery = deliver(events, users)
      underWay.add(delivery)
      void delivery.then(() => underWay.delete(delivery))
    },
    async flush() {
      await Promise.all(underWay)
      await marks.flush()
    },
  }
}
