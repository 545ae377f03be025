import { type ChatResult, CLUSTER, FLOOR, NO_DATABASE, type Series, STANDALONE, USUAL } from './chat-plan.ts'
import type { Measured } from './measure.ts'
import { median, ratioOf } from './statistics.ts'

/** One thing that a run must show. */
export interface Target {
  readonly what: string
  readonly target: string
  readonly measured: string
  readonly holds: boolean
}

/** What must hold, as far as this run has measured it. */
export function targets(result: ChatResult): Target[] {
  return [
    ...[STANDALONE, CLUSTER].flatMap((system) => [
      ...sendTargets(result.sends, system, 256, 4),
      ...sendTargets(result.sends, system, 64, 2),
      ...floorTarget(result.sends, system),
      ...aloneTargets(result.sends, system),
      ...bigTargets(result.big, system),
    ]),
    ...scaleTargets(result.scale),
    ...result.idle
      .filter(({ system }) => system === CLUSTER)
      .map(({ kibPerConnection }) => atMost('KiB an idle connection', kibPerConnection, 22)),
    ...result.resume.flatMap(({ system, rounds }) => [
      atMost(`${system}, all resumed, ms`, median(rounds.map(({ allCompleteMs }) => allCompleteMs)), 3_000),
      atMost(
        `${system}, errors of those who resume`,
        rounds.reduce((sum, { faults }) => sum + faults, 0),
        0,
      ),
    ]),
  ]
}

function sendTargets(all: readonly Series[], system: string, concurrent: number, times: number): Target[] {
  const pair = pairOf(all, `${concurrent} concurrent`, system, USUAL)
  if (pair === undefined) return []
  const what = `${system}, ${concurrent} concurrent`
  return [
    atLeast(
      `${what}: sends/s, × the usual design`,
      ratioOf(...pair, (m) => m.sendsPerSecond),
      times,
    ),
    atMost(
      `${what}: CPU a send, × the usual design`,
      ratioOf(...pair, (m) => m.cpuPerSend),
      1 / times,
    ),
  ]
}

/** The real goal: 80 % of what can be had at all. */
function floorTarget(all: readonly Series[], system: string): Target[] {
  const pair = pairOf(all, '256 concurrent', system, FLOOR)
  if (pair === undefined) return []
  const ratio = ratioOf(...pair, (m) => m.sendsPerSecond)
  return [atLeast(`${system}, 256 concurrent: sends/s, × the floor`, ratio, 0.8)]
}

function aloneTargets(all: readonly Series[], system: string): Target[] {
  const pair = pairOf(all, '1 concurrent', system, USUAL)
  if (pair === undefined) return []
  const what = `${system}, 1 concurrent`
  return [
    atMost(
      `${what}: p50 to delivery, × the usual design`,
      ratioOf(...pair, (m) => m.delivery.p50),
      2,
    ),
    atMost(`${what}: p99 to delivery, ms`, median(pair[0].map((m) => m.delivery.p99)), 10),
  ]
}

function bigTargets(all: readonly Series[], system: string): Target[] {
  const full = pairOf(all, 'full speed', system, NO_DATABASE)
  if (full === undefined) return []
  const what = `${system}, room of 1,000`
  return [
    atLeast(
      `${what}, full speed: deliveries/s, × Socket.IO`,
      ratioOf(...full, (m) => m.deliveriesPerSecond),
      3,
    ),
    // Both are Socket.IO with the adapter; the one stores what it delivers, as we do.
    ...[USUAL, NO_DATABASE].flatMap((baseline) => {
      const slow = pairOf(all, '10 sends/s', system, baseline)
      if (slow === undefined) return []
      const p99 = ratioOf(...slow, (m) => m.delivery.p99)
      return [atMost(`${what}, 10 sends/s: p99 to delivery, × ${baseline}`, p99, 1)]
    }),
  ]
}

function scaleTargets(all: readonly Series[]): Target[] {
  const [fewer, more, spread] = all
  if (fewer === undefined || more === undefined || spread === undefined) return []
  // Twice the messages: the CPU of all of them is twice that of each.
  return [
    atMost('twice the rooms: CPU', 2 * ratioOf(more.rounds, fewer.rounds, (m) => m.cpuPerSend), 2.1),
    atMost(
      'four instances of realtime: CPU, × one',
      ratioOf(spread.rounds, more.rounds, (m) => m.cpuPerSend),
      1.3,
    ),
  ]
}

function pairOf(
  all: readonly Series[],
  workload: string,
  system: string,
  baseline: string,
): [readonly Measured[], readonly Measured[]] | undefined {
  const of = (name: string) => all.find((series) => series.workload === workload && series.system === name)?.rounds
  const [own, base] = [of(system), of(baseline)]
  return own === undefined || base === undefined ? undefined : [own, base]
}

const atMost = (what: string, value: number, limit: number): Target => ({
  what,
  target: `at most ${limit}`,
  measured: value.toFixed(2),
  holds: value <= limit,
})

const atLeast = (what: string, value: number, limit: number): Target => ({
  what,
  target: `at least ${limit}`,
  measured: value.toFixed(2),
  holds: value >= limit,
})
