import { cpus } from 'node:os'
import { table } from '../timing.ts'
import { type ChatResult, NO_DATABASE, type Series, USUAL } from './chat-plan.ts'
import type { Measured } from './measure.ts'
import { median, ratioOf } from './statistics.ts'
import { targets } from './targets.ts'

/** The figures as Markdown: medians of the rounds, and ratios to a baseline taken round by round. */
export function chatReport(result: ChatResult): string {
  const parts = [
    `Node ${process.version}, ${cpus().length} cores (${cpus()[0]?.model.trim()}), load generator included.`,
  ]
  if (result.sends.length > 0) {
    parts.push('### 50 rooms of 20 people, 100-byte texts', seriesTable(result.sends, USUAL))
  }
  if (result.big.length > 0) parts.push('### One room of 1,000 people', seriesTable(result.big, NO_DATABASE))
  if (result.scale.length > 0) {
    parts.push('### Ten messages a second in each room', seriesTable(result.scale, USUAL))
  }
  if (result.idle.length > 0) {
    const rows = result.idle.map(({ system, connections, kibPerConnection, connectSeconds }) => [
      system,
      whole(connections),
      kibPerConnection.toFixed(1),
      connectSeconds.toFixed(1),
    ])
    parts.push('### Idle connections', table(['system', 'connections', 'KiB each (RSS)', 's to connect'], rows))
  }
  if (result.resume.length > 0) {
    const rows = result.resume.map(({ system, rounds }) => [
      system,
      whole(rounds[0]?.clients ?? 0),
      median(rounds.map(({ connected }) => connected.p99)).toFixed(0),
      median(rounds.map(({ complete }) => complete.p50)).toFixed(0),
      median(rounds.map(({ allCompleteMs }) => allCompleteMs)).toFixed(0),
      median(rounds.map(({ cpuMsPerClient }) => sum(Object.values(cpuMsPerClient)))).toFixed(2),
      whole(sum(rounds.map(({ faults }) => faults))),
    ])
    const head = [
      'system',
      'clients',
      'ms connected (p99)',
      'ms complete (p50)',
      'ms all complete',
      'CPU ms a client',
      'errors',
    ]
    parts.push('### All reconnect at once and fetch ten missed messages', table(head, rows))
  }
  parts.push('### What it must show', targetTable(result))
  return parts.join('\n\n')
}

function seriesTable(all: readonly Series[], baseline: string): string {
  const rows = all.map(({ workload, system, rounds }) => {
    const base = all.find((other) => other.workload === workload && other.system === baseline)
    const of = (figure: (measured: Measured) => number) => median(rounds.map(figure))
    const ratio = (figure: (measured: Measured) => number) =>
      base === undefined ? '' : ratioOf(rounds, base.rounds, figure).toFixed(2)
    const latency = (pick: (measured: Measured) => Measured['ack']) =>
      [of((m) => pick(m).p50), of((m) => pick(m).p95), of((m) => pick(m).p99)].map((ms) => ms.toFixed(1)).join(' · ')
    return [
      workload,
      system,
      whole(of((m) => m.sendsPerSecond)),
      ratio((m) => m.sendsPerSecond),
      whole(of((m) => m.deliveriesPerSecond)),
      of((m) => m.cpuPerSend).toFixed(0),
      ratio((m) => m.cpuPerSend),
      of((m) => m.cpuPerDelivery).toFixed(1),
      whole(of((m) => m.residentBytes) / 2 ** 20),
      latency((m) => m.ack),
      latency((m) => m.delivery),
    ]
  })
  const head = ['load', 'system', 'sends/s', `× ${baseline}`, 'deliveries/s', 'CPU µs a send', `× ${baseline}`]
  return table(
    [
      ...head,
      'CPU µs a delivery',
      'MiB of Socket.IO processes',
      'ms to ack p50 · p95 · p99',
      'ms to delivery p50 · p95 · p99',
    ],
    rows,
  )
}

function targetTable(result: ChatResult): string {
  const rows = targets(result).map(({ what, target, measured, holds }) => [
    what,
    target,
    measured,
    holds ? 'yes' : '**no**',
  ])
  return table(['what', 'target', 'measured', 'holds'], rows)
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
const whole = (value: number) => Math.round(value).toLocaleString('en')
