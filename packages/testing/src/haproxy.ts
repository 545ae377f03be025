import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { killWithHost } from './kill-with-host.ts'
import { findProgram, type WantedProgram } from './program.ts'
import type { Teardown } from './teardown.ts'
import { waitFor } from './wait-for.ts'

const wanted: WantedProgram = {
  label: 'HAProxy',
  names: ['haproxy'],
  versionFlag: '-v',
  package: 'haproxy',
  file: 'usr/sbin/haproxy',
  cache: 'haproxy',
  advice: 'install it (Debian, Ubuntu: apt-get install haproxy; macOS: brew install haproxy)',
}

export type HaproxyOptions = {
  configFile: string
  /** What the configuration takes from the environment. */
  env: Readonly<Record<string, string>>
  /** Base URL of its metrics and its own health. */
  operatorsUrl: string
  /** What it logs goes to the end of this file. */
  logFile: string
}

/** A HAProxy that a test may stop, kill and start again. */
export type Haproxy = {
  /** Its log so far, each line read as JSON; lines that are no JSON are left out. */
  log(): Promise<Record<string, unknown>[]>
  /** Everything that it has written so far. */
  logText(): Promise<string>
  /** One of its metrics, as `sum(name{labels})`: the sum of the values of all series whose labels contain the text. */
  metric(name: string, labels?: string): Promise<number>
  start(): Promise<void>
  /** Its process id. Throws when it does not run. */
  pid(): number
  /** SIGKILL; resolves when it has ended. */
  kill(): Promise<void>
}

/** Starts HAProxy and resolves when it answers; it is killed in the teardown. */
export async function startHaproxy(t: Teardown, options: HaproxyOptions): Promise<Haproxy> {
  const { configFile, env, operatorsUrl, logFile } = options
  const program = await findProgram(wanted)
  let child: ChildProcess | undefined
  const alive = () => child !== undefined && child.exitCode === null && child.signalCode === null
  const kill = async () => {
    if (child === undefined || !alive()) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }
  const start = async () => {
    const started = spawn(program.path, ['-db', '-f', configFile], {
      env: { PATH: process.env.PATH, ...program.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const log = createWriteStream(logFile, { flags: 'a' })
    started.stdout.pipe(log, { end: false })
    started.stderr.pipe(log, { end: false })
    started.once('close', () => log.end())
    killWithHost(started)
    child = started
    const answers = async () => !alive() || (await fetch(`${operatorsUrl}/health`)).ok
    await waitFor('HAProxy to answer', answers, { timeoutMs: 20_000 })
    if (!alive()) throw new Error(`HAProxy ended at its start: ${await readFile(logFile, 'utf8')}`)
  }
  t.teardown(kill)
  await start()
  const logText = () => readFile(logFile, 'utf8')
  return {
    start,
    kill,
    pid: () => {
      if (!alive() || child?.pid === undefined) throw new Error('HAProxy does not run')
      return child.pid
    },
    logText,
    log: async () => (await logText()).split('\n').flatMap((line) => parsed(line)),
    async metric(name, labels = '') {
      const text = await (await fetch(`${operatorsUrl}/metrics`)).text()
      const lines = text.split('\n').filter((line) => line.startsWith(`${name}{`) && line.includes(labels))
      return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0)
    },
  }
}

function parsed(line: string): Record<string, unknown>[] {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? [{ ...value }] : []
  } catch {
    return []
  }
}
