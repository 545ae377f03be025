import { readFileSync } from 'node:fs'

/** The kernel counts CPU in hundredths of a second, whatever its timer does (`getconf CLK_TCK`). */
const TICKS_A_SECOND = 100

/** Resident memory of one process, in bytes. */
export function residentBytes(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) * 1024
}

/**
 * CPU seconds that these processes and their children have used so far, by the program that they run. Children that have
 * ended count as their parent's.
 */
export function cpuSecondsByProgram(pids: readonly number[]): Map<string, number> {
  const seconds = new Map<string, number>()
  for (const pid of pids.flatMap(familyOf)) {
    const isHead = pids.includes(pid)
    try {
      const name = programOf(pid)
      seconds.set(name, (seconds.get(name) ?? 0) + ticksOf(pid, isHead) / TICKS_A_SECOND)
    } catch (error) {
      // A child, such as a worker of Postgres' own, may end in between: what it used is its parent's then.
      if (isHead) throw error
    }
  }
  return seconds
}

/** `node services/realtime/src/server.ts` is `realtime`; of others the name of the program. */
function programOf(pid: number): string {
  const [program = '', script = ''] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
  const [, service] = /(?:services|packages)\/(\w+)\/src/.exec(script) ?? []
  // A process of Postgres writes what it is for over its command line.
  return (
    service ?? (program.startsWith('postgres') ? 'postgres' : (program.split(' ')[0]?.split('/').at(-1) ?? program))
  )
}

function familyOf(pid: number): number[] {
  return [pid, ...childrenOf(pid).flatMap(familyOf)]
}

/** Of a process that has just ended none. */
function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
  } catch {
    return []
  }
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
