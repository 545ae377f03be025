import { readFileSync } from 'node:fs'

/** The kernel counts CPU in hundredths of a second, whatever its timer does (`getconf CLK_TCK`). */
const TICKS_A_SECOND = 100

/** CPU that these processes, and the children of each, have used so far. Children that have ended count too. */
export function cpuSecondsOf(pids: readonly number[]): number {
  return pids.flatMap(familyOf).reduce((sum, pid) => sum + ticksOf(pid, pids.includes(pid)), 0) / TICKS_A_SECOND
}

/** Resident memory of one process, in bytes. */
export function residentBytes(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) * 1024
}

function familyOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
  return [pid, ...children.flatMap(familyOf)]
}

/** utime and stime; for the head of a family also those of the children that it has waited for. */
function ticksOf(pid: number, isHead: boolean): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The name in brackets may hold spaces; the fields after it are numbered from 3.
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
  const field = (number: number) => fields[number - 3] ?? 0
  return field(14) + field(15) + (isHead ? field(16) + field(17) : 0)
}
