import {
  type AckData,
  type AckError,
  type ClientEventName,
  type ClientPayload,
  clientEvents,
  TouchlineError,
  validator,
} from '@touchline/contracts'
import { type EngineLogger, publicError } from '@touchline/service-kit'
import type { Static, TSchema } from 'typebox'
import type { RealtimeMetrics } from './metrics.ts'
import type { Client } from './person.ts'

/** Does what an event asks for and resolves with what its acknowledgement holds. Throws what is told instead. */
type Handler<Name extends ClientEventName> = (client: Client, payload: ClientPayload<Name>) => Promise<AckData<Name>>

export type Handlers = { readonly [Name in ClientEventName]: Handler<Name> }

type Run = (client: Client, payload: unknown) => Promise<object>

interface Surroundings {
  readonly metrics: RealtimeMetrics
  readonly logger: EngineLogger
}

/**
 * Brings whatever a client emits to its handler. Every acknowledgement that is asked for is given; nothing that a
 * client can send ends in an exception.
 */
export function dispatcher(handlers: Handlers, { metrics, logger }: Surroundings) {
  const runs = compile(handlers)

  async function answer(client: Client, run: Run | undefined, event: string, args: readonly unknown[]) {
    try {
      if (run === undefined) throw new TouchlineError('VALIDATION', 'There is no such event')
      if (args.length > 1) throw new TouchlineError('VALIDATION', 'An event has one payload')
      const data = await run(client, args[0])
      metrics.events.inc({ event, outcome: 'ok' })
      return { success: true, ...data }
    } catch (error) {
      const shown = publicError(error)
      metrics.events.inc({ event, outcome: shown.code })
      if (shown.code === 'INTERNAL') logger.error({ err: shown.cause ?? error, event }, 'an event failed')
      return refusal(shown)
    }
  }

  return (client: Client, event: unknown, args: readonly unknown[], ack: Acknowledge | undefined): void => {
    const name = typeof event === 'string' && runs.has(event) ? event : 'unknown'
    void answer(client, runs.get(name), name, args).then(ack)
  }
}

/** Gives a client the answer that it asked for. */
type Acknowledge = (reply: object) => void

/** What Socket.IO hands to a listener: the arguments of an event and, behind them, what acknowledges it when that was asked for. */
export function withoutAcknowledge(
  heard: readonly unknown[],
): [args: readonly unknown[], ack: Acknowledge | undefined] {
  const last = heard.at(-1)
  return typeof last === 'function' ? [heard.slice(0, -1), (reply) => void last(reply)] : [heard, undefined]
}

function refusal({ message, code, retryAfterMs }: TouchlineError): AckError {
  return { error: message, code, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }
}

function compile(handlers: Handlers): ReadonlyMap<string, Run> {
  return new Map<string, Run>([
    bind('message:send', clientEvents['message:send'], handlers['message:send']),
    bind('message:edit', clientEvents['message:edit'], handlers['message:edit']),
    bind('message:delete', clientEvents['message:delete'], handlers['message:delete']),
    bind('message:read', clientEvents['message:read'], handlers['message:read']),
    bind('message:delivered', clientEvents['message:delivered'], handlers['message:delivered']),
    bind('typing:start', clientEvents['typing:start'], handlers['typing:start']),
    bind('typing:stop', clientEvents['typing:stop'], handlers['typing:stop']),
    bind('conversation:join', clientEvents['conversation:join'], handlers['conversation:join']),
    bind('conversation:leave', clientEvents['conversation:leave'], handlers['conversation:leave']),
    bind('conversation:created', clientEvents['conversation:created'], handlers['conversation:created']),
    bind('presence:get', clientEvents['presence:get'], handlers['presence:get']),
    bind('session:refresh', clientEvents['session:refresh'], handlers['session:refresh']),
  ])
}

function bind<Payload extends TSchema>(
  name: ClientEventName,
  event: { payload: Payload },
  handle: (client: Client, payload: Static<Payload>) => Promise<object>,
): [ClientEventName, Run] {
  const check = validator(event.payload)
  return [name, async (client, payload) => handle(client, check.parse(payload))]
}
