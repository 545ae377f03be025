import { setTimeout as sleep } from 'node:timers/promises'
import type { LoadGenerator } from '../load/load-generator.ts'
import type { Latency, SendPlan } from '../load/load-protocol.ts'
import { cpuSecondsByProgram, residentBytes } from './process-usage.ts'
import type { System } from './systems.ts'

/** One measurement of one system. */
export interface Measured {
  readonly sendsPerSecond: number
  readonly deliveriesPerSecond: number
  /** CPU of all server processes, with Postgres and Redis, in microseconds. */
  readonly cpuPerSend: number
  readonly cpuPerDelivery: number
  /** The same a send, by program. */
  readonly cpuByProgram: Readonly<Record<string, number>>
  /** Resident memory of the processes that clients connect to, in bytes. */
  readonly residentBytes: number
  readonly ack: Latency
  readonly delivery: Latency
}

/** Sends by the plan, and says what it took. Throws when a message was refused, lost, doubled or out of order. */
export async function measureSends(
  load: LoadGenerator,
  system: System,
  plan: Omit<SendPlan, 'ordered'>,
): Promise<Measured> {
  const before = cpuSecondsByProgram(system.pids)
  const outcome = await load.send({ ...plan, ordered: system.apiUrl !== undefined })
  // What comes after the last delivery belongs to the sends too: how far the bus was told is written twice a second.
  await sleep(600)
  const used = [...cpuSecondsByProgram(system.pids)].map(([program, seconds]): [string, number] => [
    program,
    (seconds - (before.get(program) ?? 0)) * 1_000_000,
  ])
  const cpuMicroseconds = used.reduce((sum, [, microseconds]) => sum + microseconds, 0)
  if (outcome.faults > 0) throw new Error(`${system.name}: ${outcome.faults} faults: ${outcome.firstFault}`)
  return {
    sendsPerSecond: outcome.sends / outcome.ackSeconds,
    deliveriesPerSecond: outcome.deliveries / outcome.deliverySeconds,
    cpuPerSend: cpuMicroseconds / outcome.sends,
    cpuPerDelivery: cpuMicroseconds / outcome.deliveries,
    cpuByProgram: Object.fromEntries(used.map(([program, microseconds]) => [program, microseconds / outcome.sends])),
    residentBytes: system.endpointPids.reduce((sum, pid) => sum + residentBytes(pid), 0),
    ack: outcome.ack,
    delivery: outcome.delivery,
  }
}
