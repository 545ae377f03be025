import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/**
 * When the process started, in a form that is only good for comparing, or undefined when it does not run (a zombie does
 * not). A process id alone says little: it is given out again, in a container within seconds.
 */
export async function processStart(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
    if (stat === undefined) return undefined
    // proc(5): the second field is the command in brackets and may hold anything; the third is the state, the 22nd the start.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? undefined : fields[19]
  }
  const line = (await ps(pid, 'stat=,lstart=')) ?? ''
  return line === '' || line.startsWith('Z') ? undefined : line.replace(/^\S+\s+/, '')
}

/** The command line with its arguments joined by spaces, or undefined when the process does not run or may not be read. */
export async function processCommand(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') {
    const raw = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined)
    return raw?.split('\0').join(' ').trim()
  }
  return ps(pid, 'command=')
}

async function ps(pid: number, columns: string): Promise<string | undefined> {
  return run('ps', ['-o', columns, '-p', String(pid)])
    .then(({ stdout }) => stdout.trim())
    .catch(() => undefined)
}
