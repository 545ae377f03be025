import { setTimeout as sleep } from 'node:timers/promises'
import { PEOPLE_A_ROOM } from '../chat/population.ts'
import { residentBytes } from '../chat/process-usage.ts'
import { Teardowns } from '../chat/teardowns.ts'
import { type LoadGenerator, startLoadGenerator } from '../load/load-generator.ts'
import { cpuByPart, type Deployment, startDeployment } from './deployment.ts'

/** Milliseconds of CPU, or bytes, by part of the deployment. */
type ByPart = ReadonlyMap<string, number>

/** What one thing costs each part of a deployment (docs/scaling.md). */
export interface Costs {
  readonly connections: number
  readonly sends: number
  /** CPU of a second in which nobody is connected, in milliseconds, with one replica of each service. */
  readonly idle: ByPart
  /** The same with three more realtime replicas that have no clients. */
  readonly idleWithFour: ByPart
  /** Memory of a connection, in bytes. */
  readonly memory: ByPart
  /** CPU of a second of one idle connection, in milliseconds. */
  readonly connection: ByPart
  /** CPU of a send to twenty people in milliseconds: all of them on one replica; with three others idle; spread over four. */
  readonly sendOnOne: ByPart
  readonly sendOnOneOfFour: ByPart
  readonly sendOnFour: ByPart
}

interface CostsOptions {
  readonly rooms: number
  /** How long idleness is looked at; two pings of every client fit. */
  readonly idleMs: number
  readonly sendSeconds: number
  onProgress(text: string): void
}

const SENDS_A_SECOND = 100
const SETTLE_MS = 8_000
const GROUP = 'costs'

/** Measures what a connection, a send and a replica cost, part by part, on the topology of docker-compose.yml. */
export async function benchCosts({ rooms, idleMs, sendSeconds, onProgress }: CostsOptions): Promise<Costs> {
  const t = new Teardowns()
  try {
    const load = startLoadGenerator(t)
    onProgress('starting the services, HAProxy, Redis and Postgres')
    const deployment = await startDeployment(t, rooms)
    const connections = deployment.seats.length
    await sleep(SETTLE_MS)
    onProgress('nobody is connected')
    const idle = await cpuPerSecond(deployment, idleMs)
    onProgress(`connecting ${connections} people`)
    const before = await memoryOf(deployment)
    await load.connect(GROUP, deployment.seats)
    await sleep(SETTLE_MS)
    const after = await memoryOf(deployment)
    const connected = await cpuPerSecond(deployment, idleMs)
    onProgress('sending, all people on one replica')
    await cpuPerSend(deployment, load, sendSeconds)
    const sendOnOne = await cpuPerSend(deployment, load, sendSeconds)
    for (let n = 0; n < 3; n += 1) await deployment.cluster.add('realtime')
    await sleep(SETTLE_MS)
    onProgress('sending, three more replicas without clients')
    const sendOnOneOfFour = await cpuPerSend(deployment, load, sendSeconds)
    await load.disconnect(GROUP)
    await sleep(SETTLE_MS)
    const idleWithFour = await cpuPerSecond(deployment, idleMs)
    onProgress('sending, people spread over four replicas')
    await load.connect(GROUP, deployment.seats)
    await sleep(SETTLE_MS)
    await cpuPerSend(deployment, load, sendSeconds)
    const sendOnFour = await cpuPerSend(deployment, load, sendSeconds)
    return {
      connections,
      sends: SENDS_A_SECOND * sendSeconds,
      idle,
      idleWithFour,
      memory: difference(after, before, (bytes) => bytes / connections),
      connection: difference(connected, idle, (milliseconds) => milliseconds / connections),
      sendOnOne,
      sendOnOneOfFour,
      sendOnFour,
    }
  } finally {
    await t.run()
  }
}

/** The table of it, in Markdown. */
export function costsReport(costs: Costs): string {
  const columns: [string, ByPart, (value: number) => string][] = [
    ['idle, ms CPU a second', costs.idle, fixed(1)],
    ['the same, 4 realtime', costs.idleWithFour, fixed(1)],
    ['memory a connection, KiB', costs.memory, (bytes) => (bytes / 1024).toFixed(1)],
    ['a connection, µs CPU a second', costs.connection, (ms) => (ms * 1_000).toFixed(0)],
    ['a send, µs CPU, people on 1 of 1', costs.sendOnOne, (ms) => (ms * 1_000).toFixed(0)],
    ['on 1 of 4', costs.sendOnOneOfFour, (ms) => (ms * 1_000).toFixed(0)],
    ['on 4 of 4', costs.sendOnFour, (ms) => (ms * 1_000).toFixed(0)],
  ]
  return [
    `${costs.connections} connections by WebSocket through the gateway, rooms of ${PEOPLE_A_ROOM}, ${costs.sends} sends a figure`,
    '',
    `| part | ${columns.map(([title]) => title).join(' | ')} |`,
    `| --- | ${columns.map(() => '---').join(' | ')} |`,
    ...[...costs.idle.keys()].map(
      (part) =>
        `| ${part} | ${columns.map(([, by, show]) => (by.has(part) ? show(by.get(part) ?? 0) : '')).join(' | ')} |`,
    ),
  ].join('\n')
}

const fixed = (digits: number) => (value: number) => value.toFixed(digits)

async function cpuPerSecond(deployment: Deployment, ms: number): Promise<ByPart> {
  const before = cpuByPart(deployment)
  const from = performance.now()
  await sleep(ms)
  const seconds = (performance.now() - from) / 1_000
  return difference(cpuByPart(deployment), before, (used) => (used * 1_000) / seconds)
}

async function cpuPerSend(deployment: Deployment, load: LoadGenerator, seconds: number): Promise<ByPart> {
  const before = cpuByPart(deployment)
  const plan = { group: GROUP, pace: { perSecond: SENDS_A_SECOND }, seconds, probes: 1, ordered: true }
  const { sends, faults, firstFault } = await load.send(plan)
  if (faults > 0) throw new Error(`${faults} faults: ${firstFault}`)
  return difference(cpuByPart(deployment), before, (used) => (used * 1_000) / sends)
}

async function memoryOf(deployment: Deployment): Promise<ByPart> {
  const sizes = [...deployment.pids()]
    .filter(([part]) => part !== 'postgres')
    .map(([part, pids]): [string, number] => [part, pids.reduce((sum, pid) => sum + residentBytes(pid), 0)])
  return new Map([...sizes, ['redis', await deployment.redisBytes()]])
}

function difference(after: ByPart, before: ByPart, of: (grown: number) => number): ByPart {
  return new Map([...after].map(([part, value]) => [part, of(value - (before.get(part) ?? 0))]))
}
