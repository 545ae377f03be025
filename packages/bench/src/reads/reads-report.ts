import { quantile, table } from '../timing.ts'
import type { ReadResult, ReadsResult } from './reads-plan.ts'

/** The figures as Markdown. */
export function readsReport({ messages, databaseMiB, storedInSeconds, reads }: ReadsResult): string {
  const about =
    `${messages.toLocaleString('en')} messages in ${Math.round(databaseMiB).toLocaleString('en')} MiB, ` +
    `made in ${storedInSeconds.toFixed(0)} s. Database time is planning and running of all statements of a read.`
  const rows = reads.map((read) => {
    const sorted = read.costs.map(({ ms }) => ms).toSorted((one, other) => one - other)
    return [
      read.what,
      String(sorted.length),
      quantile(sorted, 0.5).toFixed(2),
      quantile(sorted, 0.95).toFixed(2),
      (sorted.at(-1) ?? Number.NaN).toFixed(2),
      read.cpuMs.toFixed(2),
      String(Math.max(...read.costs.map(({ statements }) => statements))),
      read.limitMs === undefined ? '' : `under ${read.limitMs}`,
      read.seqScans.length === 0 ? 'yes' : `**no**: ${read.seqScans.join('; ')}`,
      holds(read) ? 'yes' : '**no**',
    ]
  })
  const head = [
    'read',
    'reads',
    'ms p50',
    'p95',
    'most',
    'CPU ms',
    'statements',
    'target ms (p50)',
    'by index only',
    'holds',
  ]
  return `${about}\n\n${table(head, rows)}`
}

/** Whether a read is by index only and its median within its limit. */
export function holds({ costs, limitMs = Number.POSITIVE_INFINITY, seqScans }: ReadResult): boolean {
  const sorted = costs.map(({ ms }) => ms).toSorted((one, other) => one - other)
  return seqScans.length === 0 && quantile(sorted, 0.5) < limitMs
}
