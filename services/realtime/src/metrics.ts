import type { Bus } from '@touchline/service-kit'
import { Counter, Gauge, type Registry } from 'prom-client'
import { tally } from './tally.ts'

/** What operators see of this service. Label values are few: names of the contract and error codes. */
export function realtimeMetrics(register: Registry, countSockets: () => number, bus: Pick<Bus, 'received'>) {
  const registers = [register]
  new Counter({
    name: 'touchline_realtime_bus_received_total',
    help: 'Events that the bus has brought to this instance, wanted or not',
    registers,
    collect() {
      this.reset()
      this.inc(bus.received())
    },
  })
  new Gauge({
    name: 'touchline_realtime_sockets',
    help: 'Sockets that are connected to this instance',
    registers,
    collect() {
      this.set(countSockets())
    },
  })
  const handshakes = new Counter({
    name: 'touchline_realtime_handshakes_total',
    help: 'Handshakes by outcome: ok, or the code of the refusal',
    labelNames: ['outcome'],
    registers,
  })
  // There from the start: an alert that compares the two is silent while one of them does not exist.
  for (const outcome of ['ok', 'UNAUTHENTICATED', 'UNAVAILABLE']) handshakes.inc({ outcome }, 0)
  return {
    handshakes,
    events: tally(['event', 'outcome'], {
      name: 'touchline_realtime_client_events_total',
      help: 'Events from clients by name and outcome: ok, or the code of the error',
      registers,
    }),
    deliveries: tally(['event'], {
      name: 'touchline_realtime_deliveries_total',
      help: 'Events of conversations that were sent to sockets of this instance',
      registers,
    }),
    busEvents: tally(['type'], {
      name: 'touchline_realtime_bus_events_total',
      help: 'Events of conversations that this instance heard and applied',
      registers,
    }),
    gaps: new Counter({
      name: 'touchline_realtime_bus_gaps_total',
      help: 'Gaps in the versions of a conversation that were closed by asking for what was missing',
      registers,
    }),
    resyncs: new Counter({
      name: 'touchline_realtime_resyncs_total',
      help: 'Times that clients were told to sync because the bus was lost',
      registers,
    }),
  } as const
}

export type RealtimeMetrics = ReturnType<typeof realtimeMetrics>
